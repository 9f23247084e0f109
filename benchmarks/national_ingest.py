"""`national-ingest`: a country's reports of one day by the bulk path, against the bare insert of the same version rows.

Ours begins with bytes of NDJSON in a file: it reads them, looks up bodies, scope, entries, former reports, holders of
the day and locks, checks every rule of the form, opens entries with their digests, writes versions with all their
indexes, audits, and commits each batch. The bare side takes prepared tuples of the same rows, as its driver takes them
quickest, into one table with the same columns, primary key and unique index, in one transaction.
"""

import datetime
import gc
import gzip
import http.client
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import nation, quickest
from benchmarks.measuring import Result, seconds
from benchmarks.serving import served
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.ids import new_id
from fangxian.drill.people import START
from fangxian.lines.reports import bulk
from fangxian.lines.reports.bulk.reading import split
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.tallies.folding import fold
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM

SUBTREES = ((4_000, "2201"), (10_000, "22"), (60_000, "37"))
"""The smallest part of the country that has so many communities."""
MIB, GIB = 1024, 1024
QUARTERS = 4


def measure(n: int) -> list[Result]:
    """File a day of `n` communities in four parts, so that growth is seen; then the day after."""
    held = nation.load(next((part for most, part in SUBTREES if n <= most), ""), owing=False)
    with tempfile.TemporaryDirectory() as folder:
        files = list(_days(held, n, Path(folder)))
        clock.install(SimulatedClock(START.replace(hour=16)))
        _forget_peak()
        parts = [seconds(partial(_filed, held, _part(files[0], n, quarter))) for quarter in range(QUARTERS)]
        memory = _peak_mib()
        plain = quickest.measured(DailyReport)
        clock.install(SimulatedClock(START.replace(hour=16) + datetime.timedelta(days=1)))
        second, again = (seconds(lambda: _filed(held, _lines_of(files[1]))) for _turn in range(2))
        over_http = _over_http(held, files[2])
    rows, took = DailyReport.objects.filter(day=START.date()).count(), sum(parts)
    assert rows == DailyReport.objects.filter(day=START.date() + datetime.timedelta(days=1)).count()
    bare_seconds = min(each for way, each in plain.items() if way != "text")
    detail = {
        "seconds": took, "rows_per_second": rows / took, **{f"bare_{name}": s for name, s in plain.items()},
        "to_prepared_text": took / plain["text"] if "text" in plain else 0.0, "second_day_seconds": second,
        "sent_again_seconds": again, "over_http_seconds": over_http, "fold_seconds": seconds(fold),
    }  # fmt: skip
    grown = parts[-1] / parts[0]
    return [
        Result("national-ingest", took / bare_seconds, rows, 5, detail=detail),
        Result(
            "national-ingest-growth", grown, rows, 1.5, detail={f"part_{i}": s for i, s in enumerate(parts)}
        ),
        Result("national-ingest-memory", memory / GIB, rows, 1, detail={"memory_mib": memory}),
    ]


def _days(held: nation.Nation, n: int, folder: Path) -> Iterator[Path]:
    """Write what the first `n` communities send on three days."""
    for day in (START.date() + datetime.timedelta(days=number) for number in range(3)):
        path = folder / f"{day}.ndjson"
        with path.open("wb") as file:
            file.writelines(islice(_lines(held, day), n))
        yield path


def _lines(held: nation.Nation, day: datetime.date) -> Iterator[bytes]:
    for index, reporter in enumerate(held.reporters()):
        told: dict[str, Any] = {
            "id": str(new_id()), "body": reporter.code, "line": nation.LINE, "form": held.form.code,
            "day": day.isoformat(), "numbers": held.numbers(index, day),
        }  # fmt: skip
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _lines_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from split(iter(partial(file.read, 1 << 20), b""))


def _part(path: Path, n: int, quarter: int) -> Iterable[bytes]:
    bounds = [n * part // QUARTERS for part in range(QUARTERS + 1)]
    return islice(_lines_of(path), bounds[quarter], bounds[quarter + 1])


def _filed(held: nation.Nation, lines: Iterable[bytes]) -> None:
    for results in bulk.file_lines(held.actor, held.response, lines):
        refused = [result for result in results if not result.is_taken]
        assert not refused, refused[0]


def _over_http(held: nation.Nation, path: Path) -> float:
    """Return the seconds of a day sent packed to the site as it is installed, until the last line of its answer."""
    held.account.is_service = True
    held.account.save()
    secret = people.issue_token(SYSTEM, held.account, "measured", ["reports.file"])
    headers = {
        "Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip",
    }  # fmt: skip
    packed = gzip.compress(path.read_bytes(), 1)

    def warm() -> None:
        calling = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        calling.request("GET", "/health")
        calling.getresponse().read()

    def send() -> None:
        calling = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
        calling.request("POST", "/api/v1/reports:bulk", packed, headers)
        answer = calling.getresponse()
        last = b""
        while piece := answer.read(1 << 16):
            last = (last + piece)[-1000:]
        told = json.loads(last.rsplit(b"\n", 2)[1])
        assert told["done"], told
        assert told["new"] == told["lines"], told

    with served("--workers", "1") as port:
        warm()
        return seconds(send)


def _forget_peak() -> None:
    """Let the kernel count this process's largest memory anew: loading the country is not part of the day."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mib() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / MIB if found else 0.0
