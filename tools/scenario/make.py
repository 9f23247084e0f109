"""Write the whole scenario: ``python -m tools.scenario.make OUT_DIR``; the same code gives the same files."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.scenario import bodies, quirks
from tools.scenario.arrival_files import community_files, unit_files
from tools.scenario.clock import timetable
from tools.scenario.manifest import manifest
from tools.scenario.matching import prove
from tools.scenario.passengers import passenger_files
from tools.scenario.places import Place, places
from tools.scenario.population import population
from tools.scenario.relays import relay_files
from tools.scenario.report_files import Reports
from tools.scenario.superior_forms import superior_files
from tools.scenario.vocabulary import ORIGINS

FOLDERS = ("units", "communities", "reports", "relays", "superior", "passengers")


def make(directory: Path) -> None:
    """Write registers, workbooks and the manifest; raise ValueError if somebody could not be matched."""
    for folder in FOLDERS:
        (directory / folder).mkdir(parents=True, exist_ok=True)
        for old in (directory / folder).glob("*.*"):
            old.unlink()
    times = timetable()
    people = population(times)
    quirks.give(people)
    units, declared = unit_files(directory, people, times)
    communities, registered = community_files(directory, people, times)
    prove(declared, registered)
    filed = Reports(directory, people)
    reports = filed.write()
    others = [
        *relay_files(directory, filed.stated, reports),
        *superior_files(directory),
        *passenger_files(directory, people),
    ]
    _, excused = bodies.quiet_units()
    text = manifest([*units, *communities, *reports, *others], excused)
    (directory / "manifest.toml").write_text(text, encoding="utf-8")
    _registers(directory)


def _registers(directory: Path) -> None:
    _table(directory / "places.csv", Place._fields, places())
    heads = ("code", "name", "short_name", "kind", "place_code", "lines")
    _table(directory / "bodies.csv", heads, bodies.body_rows())
    heads_position = ("line", "code", "parent_code", "valid_from", "valid_to")
    _table(directory / "positions.csv", heads_position, bodies.position_rows())
    heads_duty = ("body", "line", "form", "valid_from", "valid_to")
    _table(directory / "obligations.csv", heads_duty, bodies.obligation_rows())
    origins = [(origin.code, origin.province, origin.city) for origin in ORIGINS]
    _table(directory / "origins.csv", ("code", "province", "city"), origins)


def _table(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.scenario.make OUT_DIR")
    make(Path(sys.argv[1]))
