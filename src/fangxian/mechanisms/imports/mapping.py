"""Which column holds which field: guessed by names, likeness, content; correctable; remembered (M5, M8)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from fangxian.mechanisms.imports.codes import Code, Problem, ValueProblem
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import fold, shown
from fangxian.mechanisms.imports.values import Reading, parse_datetime, parse_id_number, parse_phone

GROUP_SEPARATOR = " / "
LEAST_CONFIDENCE = 55
SAMPLE_ROWS = 40
_CONTENT_ONLY = 60  # names say nothing, the content is of the field's kind
_NOT_NAMED = 1000
_CONTRADICTED = 40  # taken off where the content is of no such kind


@dataclass(frozen=True)
class Mapping:
    """Column (from 0) → (field code, confidence 0–100), and the header's fingerprint."""

    columns: dict[int, tuple[str, int]]
    fingerprint: str = ""

    def column_of(self, field_code: str) -> int | None:
        """Return the column that holds the field, or None."""
        return next((column for column, (code, _) in self.columns.items() if code == field_code), None)

    def with_choice(self, column: int, field_code: str | None) -> "Mapping":
        """Return the mapping with a person's choice for a column (None: ignore it), certain from now on."""
        kept = {
            other: guess
            for other, guess in self.columns.items()
            if other != column and guess[0] != field_code
        }
        if field_code is not None:
            kept[column] = (field_code, 100)
        return replace(self, columns=dict(sorted(kept.items())))

    def missing(self, fields: Iterable[Field]) -> list[Problem]:
        """Return a problem for each required field without a column."""
        found = {code for code, _ in self.columns.values()}
        return [
            Problem(Code.MISSING_COLUMN, field=field.code, title=str(field.title))
            for field in fields
            if field.required and field.code not in found
        ]

    def to_json(self) -> dict[str, object]:
        """Return the mapping as plain JSON values."""
        columns = {str(column): [code, confidence] for column, (code, confidence) in self.columns.items()}
        return {"fingerprint": self.fingerprint, "columns": columns}

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Mapping":
        """Return the mapping that ``to_json`` gave. Raises ValueError when it is something else."""
        columns = data.get("columns")
        if not isinstance(columns, dict):
            raise ValueError("not a mapping of columns")
        pairs = {int(column): (str(code), int(confidence)) for column, (code, confidence) in columns.items()}
        return cls(pairs, str(data.get("fingerprint", "")))


def fingerprint(headers: Sequence[str]) -> str:
    """Return what remembers a header: equal for equal names in equal order, whatever spacing or script."""
    names = [fold(header) for header in headers]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:16]


def guess(
    headers: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    fields: Sequence[Field],
    remembered: Mapping | None = None,
) -> Mapping:
    """Guess each column's field; no field twice. ``remembered`` rules if it has the same fingerprint."""
    mark = fingerprint(headers)
    if remembered and remembered.fingerprint == mark:
        return remembered
    candidates = [
        (confidence, -_turn(header, field), -column, -rank, field.code)
        for column, header in enumerate(headers)
        for rank, field, confidence in _likely(
            header, [row[column] for row in samples if column < len(row)], fields
        )
    ]
    columns: dict[int, tuple[str, int]] = {}
    taken: set[str] = set()
    for confidence, _turn_of_name, column, _rank, code in sorted(candidates, reverse=True):
        if -column not in columns and code not in taken:
            columns[-column] = (code, confidence)
            taken.add(code)
    return Mapping(dict(sorted(columns.items())), mark)


def _turn(header: str, field: Field) -> int:
    """Return which of a field's names a column bears: beside 镇办, 村 is meant, which its ledger names first."""
    whole = fold(header)
    return field.names.index(whole) if whole in field.names else _NOT_NAMED


def _likely(
    header: str, samples: Sequence[Cell], fields: Sequence[Field]
) -> Iterable[tuple[int, Field, int]]:
    stated = [cell for cell in samples[:SAMPLE_ROWS] if shown(cell)]
    for rank, field in enumerate(fields):
        confidence = likeness(header, field)
        share = _share_of_kind(stated, field.kind)
        if share is not None and confidence and len(stated) >= 2 and share < 0.2:
            confidence -= _CONTRADICTED
        elif (
            share is not None
            and confidence < _CONTENT_ONLY
            and share > 0.6
            and not _named_otherwise(header, fields)
        ):
            confidence = _CONTENT_ONLY
        if confidence >= LEAST_CONFIDENCE:
            yield rank, field, confidence


def _named_otherwise(header: str, fields: Sequence[Field]) -> bool:
    return any(likeness(header, field) >= 85 for field in fields)


_READERS: dict[Kind, Callable[[Cell], object]] = {
    Kind.ID_NUMBER: parse_id_number,
    Kind.PHONE: parse_phone,
    Kind.DATE: lambda cell: parse_datetime(cell, Reading(default_year=2020)),
    Kind.DATETIME: lambda cell: parse_datetime(cell, Reading(default_year=2020)),
}


def _share_of_kind(cells: Sequence[Cell], kind: Kind) -> float | None:
    """Return the share of cells that read as the kind; None where the kind has no look of its own."""
    reader = _READERS.get(kind)
    if reader is None or not cells:
        return None
    return sum(_reads(reader, cell) for cell in cells) / len(cells)


def _reads(reader: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        return reader(cell) is not None
    except ValueProblem as problem:
        # a mistyped digit still looks like a number of its kind
        return problem.code == Code.ROUNDED_NUMBER or len(shown(cell)) == 18


def likeness(header: str, field: Field) -> int:
    """Return how much a column's name speaks for a field, 0–100; a group's name helps its column's."""
    return _likeness(header, field.names)


@lru_cache(maxsize=8192)
def _likeness(header: str, names: tuple[str, ...]) -> int:
    whole = fold(header)
    if not whole:
        return 0
    if whole in names:
        return 100 if whole == names[0] else 99
    group, _, leaf = header.rpartition(GROUP_SEPARATOR)
    if group:
        below = _likeness(leaf, names)
        return max(
            below - 3, _single(whole, names) if below else 0, _in_group(fold(group), fold(leaf), names)
        )
    return _single(whole, names)


def _in_group(group: str, leaf: str, names: tuple[str, ...]) -> int:
    """Let 时间 below 到达 be 到达时间, and a column without a better field be what its group is."""
    if group + leaf in names:
        return 98
    return 80 if group in names else 0


def _single(text: str, names: tuple[str, ...]) -> int:
    best = 0
    for name in names:
        if len(name) >= 2 and name in text:
            # Chinese names of columns end with their head noun: 本人联系电话 is a 电话
            share = len(name) / len(text)
            best = max(
                best, int((80 if text.endswith(name) else 66 if text.startswith(name) else 58) + 12 * share)
            )
        best = max(best, int(fuzz.ratio(text, name) * 0.9) if len(text) > 2 else 0)
    return best if best >= LEAST_CONFIDENCE else 0
