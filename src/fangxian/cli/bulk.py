"""``fangxian import FILE --bulk``: reports by the hundred thousand, from lines of JSON or a table."""

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from fangxian.lines.reports.bulk import Result
    from fangxian.trees.responses.models import Response

SHOWN = 20
"""Refused lines that are told one by one; the others stand in the file of errors."""
ENDINGS = (".ndjson", ".jsonl", ".csv")


def import_lines(file: Path, *, dry_run: bool, errors: Path | None, after: int, as_json: bool) -> NoReturn:
    """File every line, say how far it is, and end with exit code 1 where a line was refused."""
    from fangxian.command.figuring import response_now
    from fangxian.lines.reports import bulk
    from fangxian.lines.reports.bulk.reading import Broken
    from fangxian.trees.people.actor import SYSTEM

    response, counts, began = response_now(), Counter[str](), time.monotonic()
    refused: list[Result] = []
    why, last = "", after
    with _Source(file, response, after) as source, _Refused(errors, source) as kept:
        try:
            for results in bulk.file_lines(
                SYSTEM, response, source.lines(), first=after + 1, dry_run=dry_run
            ):
                counts.update(result.status.value for result in results)
                wrong = [result for result in results if not result.is_taken]
                kept.add(wrong)
                refused += wrong[: SHOWN - len(refused)] if len(refused) < SHOWN else []
                last = results[-1].line
                source.forget(last)
        except Broken as broken:
            why = str(broken.message)
        except KeyboardInterrupt:
            why = f"stopped: lines up to {last} are in; go on with --after {last}, or send the file again"
    summary = {
        "lines": counts.total(), **counts, "seconds": round(time.monotonic() - began, 3), "last_line": last,
        "dry_run": dry_run, "done": not why,
    }  # fmt: skip
    _report(summary, refused, why, as_json=as_json)
    taken = counts["new"] + counts["unchanged"]
    raise typer.Exit(0 if taken == counts.total() and not why else 1)


def _report(summary: dict[str, Any], refused: "list[Result]", why: str, *, as_json: bool) -> None:
    told = [
        {
            "line": one.line,
            "status": one.status.value,
            "id": one.id,
            "errors": one.errors,
            "detail": one.detail,
        }
        for one in refused
    ]
    if as_json:
        typer.echo(json.dumps(summary | {"detail": why, "refused": told}, ensure_ascii=False, indent=1))
        return
    for one in refused:
        typer.echo(f"{one.line} {one.status}: {sentence(one)}")
    typer.echo(", ".join(f"{name} {value}" for name, value in summary.items()))
    if why:
        typer.echo(why, err=True)


def sentence(result: "Result") -> str:
    """Say why a line was refused."""
    return result.detail or "; ".join(f"{name}: {text}" for name, text in result.errors.items())


class _Source:
    """A file's lines with a bar of how far they are; those of the batch under way are kept for the errors."""

    def __init__(self, file: Path, response: "Response", after: int) -> None:
        self.file, self.response, self.after = file, response, after
        packed = file.suffix == ".gz"
        self.ending = (file.with_suffix("") if packed else file).suffix
        if self.ending not in ENDINGS:
            raise typer.BadParameter(
                f"one of {', '.join(ENDINGS)}, or such a file with .gz", param_hint="FILE"
            )
        self.is_packed, self.is_table = packed, self.ending == ".csv"
        self.heading: list[str] = []
        self.held: dict[int, bytes] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.progress.add_task(file.name, total=file.stat().st_size)

    def __enter__(self) -> "_Source":
        self.progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.progress.stop()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines after those that are passed over; a table's as lines of JSON."""
        from fangxian.lines.reports.bulk.reading import split, unpacked
        from fangxian.lines.reports.bulk.tables import lines_of

        pieces = self._pieces()
        raw = self._kept(split(unpacked(pieces) if self.is_packed else pieces))
        wanted = lines_of(self.response, raw) if self.is_table else raw
        return (line for number, line in enumerate(wanted, 1) if number > self.after)

    def forget(self, last: int) -> None:
        """Let go of the lines that are done; those after them were perhaps read already."""
        for number in [number for number in self.held if number <= last]:
            del self.held[number]

    def _kept(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for number, line in enumerate(lines, 1):
            if number == 1 and self.is_table:
                self.heading = next(csv.reader([line.decode("utf-8-sig", errors="replace")]), [])
            if number > self.after:
                self.held[number] = line
            yield line

    def _pieces(self) -> Iterator[bytes]:
        with self.file.open("rb") as file:
            while piece := file.read(1 << 20):
                self.progress.update(self.task, advance=len(piece))
                yield piece


class _Refused:
    """The file into which refused lines go with the reasons, to be corrected and sent again."""

    def __init__(self, path: Path | None, source: _Source) -> None:
        self.path, self.source = path, source
        self.file: IO[str] | None = None

    def __enter__(self) -> "_Refused":
        if self.path:
            self.file = self.path.open("w", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_error: object) -> None:
        if self.file:
            self.file.close()

    def add(self, results: "list[Result]") -> None:
        """Write the refused lines of a batch."""
        if self.file is None:
            return
        for result in results:
            raw = self.source.held[result.line]
            if self.source.is_table:
                self._add_row(self.file, raw, result)
            else:
                self.file.write(_with_reason(raw, result) + "\n")

    def _add_row(self, file: IO[str], raw: bytes, result: "Result") -> None:
        from fangxian.lines.reports.bulk.tables import REFUSED

        names = [name for name in self.source.heading if name != REFUSED]
        row = dict(
            zip(
                self.source.heading, next(csv.reader(io.StringIO(raw.decode(errors="replace")))), strict=False
            )
        )
        writer = csv.DictWriter(file, [*names, REFUSED])
        if not file.tell():
            writer.writeheader()
        writer.writerow({name: row.get(name, "") for name in names} | {REFUSED: sentence(result)})


def _with_reason(raw: bytes, result: "Result") -> str:
    """Return a line with why it was refused beside what it states; one that is no JSON as it is."""
    try:
        told = json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")
    if not isinstance(told, dict):
        return raw.decode(errors="replace")
    return json.dumps(told | {"refused": sentence(result)}, ensure_ascii=False)
