"""What a lake holds of a response: rows by day, ledger and county, as its manifest names them."""

import datetime
import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fangxian.lake.files import read_list
from fangxian.lake.manifest import Export, Known, Manifest
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Held:
    """A response in the lake; ``days`` are the latest first, each with its rows by ledger and how many counties."""

    known: Known
    until: datetime.datetime
    ledgers: list[tuple[str, int]]
    days: list[tuple[datetime.date, int, int]]
    exports: list[Export]


def held(root: Path, response: Response) -> Held | None:
    """Return what a lake holds of a response; None where it holds nothing."""
    manifest = Manifest.load(root)
    known = manifest.responses.get(str(response.id))
    if known is None:
        return None
    ledgers: Counter[str] = Counter()
    days: Counter[str] = Counter()
    counties: dict[str, set[str]] = defaultdict(set)
    for ledger, day, files in _lists(root, manifest, response):
        rows = sum(file.rows for file in files.values())
        ledgers[ledger] += rows
        days[day] += rows
        counties[day] |= set(files)
    return Held(
        known, datetime.datetime.fromisoformat(known.until), sorted(ledgers.items()),
        [(datetime.date.fromisoformat(day), days[day], len(counties[day])) for day in sorted(days, reverse=True)],
        manifest.exports[::-1],
    )  # fmt: skip


def counties(root: Path, response: Response, day: datetime.date) -> list[tuple[str, dict[str, int], int]]:
    """Return a day's rows by county: its name, rows by ledger, and together."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for ledger, told, files in _lists(root, Manifest.load(root), response):
        if told == day.isoformat():
            for county, file in files.items():
                found[county][ledger] = file.rows
    names = dict(Place.objects.filter(path__in=found).values_list("path", "name"))
    return [(names.get(path, path), found[path], sum(found[path].values())) for path in sorted(found)]


def manifest_of(root: Path, response: Response) -> dict[str, Any]:
    """Return the manifest's part about a response, with every file, its rows and its digest."""
    manifest = Manifest.load(root)
    files = {
        f"{ledger}/{day}/{county or 'none'}": asdict(file)
        for ledger, day, listed in _lists(root, manifest, response)
        for county, file in listed.items()
    }
    registers = {
        name: [asdict(file) for file in read_list(root, path).values()]
        for name, path in manifest.registers.items()
    }
    known = manifest.responses.get(str(response.id))
    told = {"format": manifest.format, "response": str(response.id), "known": known and asdict(known)}
    return json.loads(json.dumps({**told, "files": files, "registers": registers}))  # type: ignore[no-any-return]


def _lists(root: Path, manifest: Manifest, response: Response) -> Any:
    for ledger, days in manifest.days.items():
        for key, path in days.items():
            owner, _slash, day = key.partition("/")
            if owner == str(response.id):
                yield ledger, day, read_list(root, path)
