"""A package as canonical JSON: integers and texts only, keys in order, one way to write it; and what is signed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

import msgspec

FORMAT = 1
MOST_FIGURES = 2_000_000
Cell = tuple[str, int, int | None, int | None, int | None, int]
"""Place's code, number of its origin, value, numerator, denominator, and how it is told (``Mark``)."""


class Mark(IntEnum):
    """How a figure is told."""

    PLAIN = 0
    WITHHELD = 1
    """Few persons stand behind it: no number is told."""
    MORE = 2
    """Its value was stated as "more than", or one that it was added up from."""


class Malformed(ValueError):
    """These bytes are not a package."""


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who counted: the territory's code; passed on, also the package of the day by which it came."""

    place: str
    sequence: int
    digest: str
    as_of: datetime


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measure's figures: integers of ``10 ** -decimals`` of its unit."""

    measure: str
    decimals: int
    cells: list[Cell]


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a package says of one day, or without a day only that nothing has changed until ``as_of``.

    The first origin is the sender itself; ``forms`` tells which version of each form held on the day.
    """

    format: int
    node: str
    sequence: int
    response: str
    agreement: str
    day: date | None
    as_of: datetime
    forms: dict[str, int]
    origins: list[Origin]
    series: list[Series]


@dataclass(frozen=True)
class Envelope:
    """What is told beside a body and signed with it: who sends, when (µs since 1970), to which key of ours, what."""

    node: str
    time: int
    upper_key: str
    digest: str

    def signed(self) -> bytes:
        """Return the bytes that the sender signs."""
        return f"fangxian-uplink/{FORMAT}\n{self.node}\n{self.time}\n{self.upper_key}\n{self.digest}".encode()


def canonical(content: Any) -> bytes:
    """Return the one way to write JSON: keys in order, no blanks, no numbers but integers."""
    return json.dumps(
        msgspec.to_builtins(content),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def digest(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def read(body: bytes) -> Content:
    """Return the content of a body; raises ``Malformed`` unless it is written canonically and makes sense."""
    try:
        content = msgspec.json.decode(body, type=Content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from error
    if canonical(content) != body:
        raise Malformed("not canonical")
    _check(content)
    return content


def _check(content: Content) -> None:
    """Raise ``Malformed`` for what has the form of a package and is none."""
    cells = [cell for series in content.series for cell in series.cells]
    problems = {
        "format": content.format != FORMAT,
        "as_of": content.as_of.tzinfo is None or any(one.as_of.tzinfo is None for one in content.origins),
        "figures": len(cells) > MOST_FIGURES or bool(cells and content.day is None),
        "origins": not content.origins or any(not 0 <= cell[1] < len(content.origins) for cell in cells),
        "decimals": any(not 0 <= series.decimals <= 6 for series in content.series),
        "lengths": any(len(series.measure) > 100 for series in content.series),
        "large": any(abs(number or 0) >= 2**63 for cell in cells for number in cell[2:5]),
        "mark": any(not _fits(cell) for cell in cells),
        "twice": len(cells) != _distinct(content),
    }
    if found := [name for name, wrong in problems.items() if wrong]:
        raise Malformed(", ".join(found))


def _fits(cell: Cell) -> bool:
    """Tell whether a cell's mark is one, and goes with its numbers."""
    if cell[5] == Mark.WITHHELD:
        return cell[2:5] == (None,) * 3
    return cell[5] == Mark.PLAIN or (cell[5] == Mark.MORE and cell[2] is not None)


def _distinct(content: Content) -> int:
    return len({(series.measure, cell[0], cell[1]) for series in content.series for cell in series.cells})
