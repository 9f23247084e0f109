"""The registers that a scenario begins with, as CSV files."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

VALID_FROM = "2020-01-01"
BODIES = ("code", "name", "short_name", "kind", "place_code", "lines")
POSITIONS = ("line", "code", "parent_code", "valid_from", "valid_to")
OBLIGATIONS = ("body", "line", "form", "valid_from", "valid_to")
ORIGINS = ("code", "province", "city")


class Place(NamedTuple):
    """One row of ``places.csv``; ``kind`` is a word of ``trees.places``, parents stand before children."""

    code: str
    name: str
    kind: str
    parent_code: str
    households: int | None = None
    residents: int | None = None
    valid_from: str = VALID_FROM


def write_table(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one register."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
