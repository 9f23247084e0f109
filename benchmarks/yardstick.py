"""What Splink makes of the same people: `python benchmarks/yardstick.py ENTRIES.csv FOUND.csv` prints its seconds.

Runs in an environment of its own (requirements/yardstick.txt) and knows nothing of this project: it sees the columns
that people typed, and writes for each entry the person whom it puts it into, by how sure it is to be. The seconds are
those of one such answer.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_library as compare
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

SURE = (0.5, 0.8, 0.95, 0.99, 0.999)
"""From which probabilities on Splink's links may count as automatic ones: the best for it is chosen by the truth."""
RULES = (
    block_on("id_number"),
    block_on("name", "phone"),
    block_on("name", "home"),
    block_on("phone", "home"),
)
READ = """
    CREATE TABLE entries AS SELECT id, name, community || address AS home,
        translate(id_number, '０１２３４５６７８９Ｘ', '0123456789X') AS id_number,
        translate(phone, '０１２３４５６７８９', '0123456789') AS phone
    FROM read_csv(?, all_varchar = true, nullstr = '')
"""
"""Digits typed in full width are put right: anybody would do so first."""
SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="id",
    probability_two_random_records_match=1e-6,
    comparisons=[
        compare.ExactMatch("name").configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("id_number", [1]),
        compare.DamerauLevenshteinAtThresholds("phone", [1]),
        compare.ExactMatch("home").configure(term_frequency_adjustments=True),
    ],
    blocking_rules_to_generate_predictions=list(RULES),
)


def main() -> None:
    """Train, link and cluster, without a look at the truth."""
    source, target = (Path(name) for name in sys.argv[1:3])
    started = time.perf_counter()
    base = duckdb.connect()
    base.execute(READ, [str(source)])
    api = DuckDBAPI(base)
    linker = Linker(api.register("entries"), SETTINGS, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in RULES[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    links = linker.inference.predict(threshold_match_probability=min(SURE))
    found = [linker.clustering.cluster_pairwise_predictions_at_threshold(links, SURE[0]).physical_name]
    took = time.perf_counter() - started
    for sure in SURE[1:]:
        found.append(linker.clustering.cluster_pairwise_predictions_at_threshold(links, sure).physical_name)
    chosen = ", ".join(f't{number}.cluster_id AS "{sure}"' for number, sure in enumerate(SURE))
    tables = " JOIN ".join(
        f"{name} t{number}" + (" USING (id)" if number else "") for number, name in enumerate(found)
    )
    base.execute(f"COPY (SELECT id, {chosen} FROM {tables}) TO '{target}' (HEADER)")  # noqa: S608
    sys.stdout.write(json.dumps({"seconds": took}))


if __name__ == "__main__":
    main()
