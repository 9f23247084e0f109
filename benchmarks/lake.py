"""`lake`: a country's day as Parquet, and 20 measures by the places below, by DuckDB there and by the database here.

The database answers from its facts, as plain SQL, in the same process; both sides must say the same in every cell.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import nation
from benchmarks.measuring import Result, peak_mib, seconds
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.ids import new_id
from fangxian.drill.people import START
from fangxian.lake.engines import Engine, Spark, engine
from fangxian.lake.exporting import export
from fangxian.lake.figures import figures
from fangxian.lake.files import Written
from fangxian.lake.tables import Lake
from fangxian.lines.reports import bulk
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.answers import Answer
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import Question, ask
from fangxian.trees.people.actor import SYSTEM

SUBTREES = ((4_000, "2201"), (10_000, "22"), (60_000, "37"))
"""The smallest part of the country that has so many communities."""


def measure(n: int) -> list[Result]:
    """File a day of `n` communities, export it, and ask both sides."""
    held = nation.load(next((part for most, part in SUBTREES if n <= most), ""))
    clock.install(SimulatedClock(START.replace(hour=16)))
    _file(held, n)
    folder = Path(tempfile.mkdtemp(prefix="fangxian-lake-"))
    try:
        return [_measured(held, folder, n)]
    finally:
        shutil.rmtree(folder)


def _measured(held: nation.Nation, folder: Path, n: int) -> Result:
    written: list[Written] = []
    before = peak_mib()
    exported = seconds(lambda: written.append(export(SYSTEM, folder, held.response)))
    memory = peak_mib() - before
    again = seconds(lambda: written.append(export(SYSTEM, folder, held.response)))
    assert not written[1].files, "an export of nothing new writes nothing"
    rows, size = sum(written[0].rows.values()), sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    live, lake, spark = _asked(held, folder)
    detail = {
        "export_seconds": exported, "rows": rows, "rows_per_second": rows / exported, "export_memory_mib": memory,
        "files": sum(written[0].files.values()), "bytes_per_row": size / rows, "export_again_seconds": again,
        "duckdb_seconds": lake, "database_seconds": live, **spark,
    }  # fmt: skip
    return Result("lake", lake / live, n, detail=detail)


def _asked(held: nation.Nation, folder: Path) -> tuple[float, float, dict[str, float]]:
    """Ask the database and the lake for 20 measures of the day by the places below; return the times."""
    chosen = _measures(held)
    with engine("duckdb") as running:
        lake = Lake(folder, held.response.id, running)
        question = ask(held.response, as_of=lake.until, by="place")
        live, found = _answered(lambda: answers.answers(question, chosen))
        elsewhere, other = _in_the_lake(folder, running, question, chosen)
    _compare(found, other)
    return live, elsewhere, _spark(folder, question, chosen, found)


def _compare(found: Sequence[Answer], other: Sequence[Answer]) -> None:
    cells = [(one.total, one.nodes) for one in found]
    assert cells == [(one.total, one.nodes) for one in other], "the lake says otherwise than the database"


def _spark(
    folder: Path, question: Question, chosen: Sequence[AnyMeasure], found: Sequence[Answer]
) -> dict[str, float]:
    """Ask Spark with one and with two workers, each first and again; nothing where it is not installed."""
    times: dict[str, float] = {}
    for workers in (1, 2) if find_spec("pyspark") else ():
        running = Spark(f"local-cluster[{workers},1,1024]")
        for turn in ("first", "again"):
            took, other = _in_the_lake(folder, running, question, chosen)
            _compare(found, other)
            times[f"spark_{workers}_{turn}_seconds"] = took
        running.close()
    return times


def _answered(work: Any) -> tuple[float, list[Answer]]:
    kept: list[list[Answer]] = []
    return seconds(lambda: kept.append(work())), kept[0]


def _in_the_lake(
    folder: Path, running: Engine, question: Question, chosen: Sequence[AnyMeasure]
) -> tuple[float, list[Answer]]:
    """Open the lake and answer: reading the manifest and the files' heads belongs to it."""
    response = question.response.id
    return _answered(lambda: figures(Lake(folder, response, running), question, chosen))


def _measures(held: nation.Nation) -> list[AnyMeasure]:
    """Return 20 measures of the form: what became of the reports, both rates, and indicators."""
    own = [one for one in registry.all_measures() if one.code.startswith(f"reports.{held.form.code}.")]
    counts = [
        one
        for one in own
        if one.code.rpartition(".")[2] in ("due", "filed", "late", "missing", "completeness")
    ]
    return [*counts, *[one for one in own if one not in counts]][:20]


def _file(held: nation.Nation, n: int) -> None:
    for results in bulk.file_lines(held.actor, held.response, islice(_lines(held), n)):
        assert all(result.status == bulk.Status.NEW for result in results)


def _lines(held: nation.Nation) -> Iterator[bytes]:
    day = START.date()
    for index, reporter in enumerate(held.reporters()):
        told: dict[str, Any] = {
            "id": str(new_id()), "body": reporter.code, "line": nation.LINE, "form": held.form.code,
            "day": day.isoformat(), "numbers": held.numbers(index, day),
        }  # fmt: skip
        yield json.dumps(told, ensure_ascii=False).encode()
