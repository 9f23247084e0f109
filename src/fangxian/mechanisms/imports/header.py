"""Finding the table in a sheet as people make it: below titles, grouped headers, above remarks (M5, M8)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.mapping import GROUP_SEPARATOR, SAMPLE_ROWS, likeness
from fangxian.mechanisms.imports.rowkinds import SURE, Sorter, joined
from fangxian.mechanisms.imports.sheets import Cell, Sheet
from fangxian.mechanisms.imports.text import fold, shown

PROBLEMS_HEADING = "▶问题 Problems"
CHOICES_SHEET = "选项 Choices"
NOTE_SHEET = "说明 Note"
OUR_SHEETS = frozenset({CHOICES_SHEET, NOTE_SHEET})
SEARCHED_ROWS = 40
NEARLY = 0.85
_PROBLEMS = fold(PROBLEMS_HEADING)


@dataclass(slots=True)
class Row:
    """A data row: the sheet's number (from 1) and its cells by column."""

    number: int
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no data: title, remark, total, signature, numbering, example or header again."""

    number: int
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Table:
    """A table found in a sheet: one name per column, the header's rows (from 1), data rows, other lines."""

    sheet: str
    headers: tuple[str, ...]
    header_rows: tuple[int, ...]
    rows: list[Row] = field(repr=False)
    skipped: list[Skipped]

    @property
    def samples(self) -> list[tuple[Cell, ...]]:
        """Return the first rows' cells, for guessing a mapping."""
        return [row.cells for row in self.rows[:SAMPLE_ROWS]]


def find_tables(sheets: Iterable[Sheet], fields: Sequence[Field]) -> list[Table]:
    """Return the table of every visible sheet that has one; our own note and choice sheets are passed over.

    Raises SheetError NO_HEADER where no sheet has a table.
    """
    tables = []
    for sheet in sheets:
        if not sheet.hidden and sheet.name not in OUR_SHEETS and _best_header(sheet, fields):
            tables.append(find_table(sheet, fields))
    if not tables:
        raise SheetError(Code.NO_HEADER)
    return tables


def find_table(sheet: Sheet, fields: Sequence[Field]) -> Table:
    """Find header and data rows of a sheet. Raises SheetError NO_HEADER."""
    header = _best_header(sheet, fields)
    if header is None:
        raise SheetError(Code.NO_HEADER)
    names = tuple("" if fold(name) == _PROBLEMS else name for name in header.names)
    skipped = [
        Skipped(number, "title", text)
        for number, row in enumerate(sheet.rows[: header.top], start=1)
        if (text := joined(row))
    ]
    _fill_merged_down(sheet, header.bottom + 1)
    rows: list[Row] = []
    sorter = Sorter(names, fields)
    for number, row in enumerate(sheet.rows[header.bottom + 1 :], start=header.bottom + 2):
        kind = sorter.kind_of(row)
        if kind == "data":
            rows.append(Row(number, tuple(row[: len(names)]) + ("",) * (len(names) - len(row))))
        elif kind:
            skipped.append(Skipped(number, kind, joined(row)))
    return Table(sheet.name, names, tuple(range(header.top + 1, header.bottom + 2)), rows, skipped)


@dataclass(frozen=True)
class _Header:
    top: int
    bottom: int
    names: tuple[str, ...]
    score: float


def _best_header(sheet: Sheet, fields: Sequence[Field]) -> _Header | None:
    """Return the row, or pair of rows, that names most fields; the upper and the single one on a draw."""
    candidates: list[_Header] = []
    searched = sheet.rows[:SEARCHED_ROWS]
    for index, row in enumerate(searched):
        single = tuple(shown(cell) for cell in row)
        candidates.append(_Header(index, index, single, _score(single, fields)))
        if index + 1 < len(sheet.rows) and (double := _double_names(sheet, index)):
            candidates.append(_Header(index, index + 1, double, _score(double, fields) - 0.3))
    best = max((header.score for header in candidates), default=0)
    if best < min(2, len(fields)) * 0.8:
        return None
    near = [header for header in candidates if header.score >= best * NEARLY]
    # a header repeated on each page may be the plainer one: the first place counts, there the best
    first = [header for header in near if header.top <= near[0].bottom]
    return max(first, key=lambda header: header.score)


def _score(names: Sequence[str], fields: Sequence[Field]) -> float:
    """Add up the best likeness of each field that some cell names surely; long cells are no names."""
    short = [name for name in names if name and len(name) <= 40]
    best = [max((likeness(name, field) for name in short), default=0) for field in fields]
    sure = [value / 100 for value in best if value >= SURE]
    return min(sum(sure), len(set(short)))


def _double_names(sheet: Sheet, top: int) -> tuple[str, ...] | None:
    """Join a row of groups with the row below, or None where the two are no such pair."""
    upper = [shown(cell) for cell in sheet.rows[top]]
    lower = [shown(cell) for cell in sheet.rows[top + 1]]
    if not _all_names(sheet.rows[top + 1]):
        return None
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    spread = _spread_groups(sheet, top, upper, lower)
    if spread == upper or not any(upper):
        return None
    return tuple(
        GROUP_SEPARATOR.join(part for part in (above, below) if part)
        for above, below in zip(spread, lower, strict=True)
    )


def _spread_groups(sheet: Sheet, top: int, upper: list[str], lower: list[str]) -> list[str]:
    """Repeat a group's name over its columns: by its merged cells, else over blanks with a name below."""
    spread = list(upper)
    known = [merged for merged in sheet.merged if merged[0] == top == merged[2] and merged[3] > merged[1]]
    for _, left, _, right in known:
        for column in range(left, min(right + 1, len(spread))):
            spread[column] = upper[left]
    if not sheet.merged:
        for column in range(1, len(spread)):
            if not spread[column] and lower[column]:
                spread[column] = spread[column - 1]
    return spread


def _all_names(row: Sequence[Cell]) -> bool:
    stated = [cell for cell in row if shown(cell)]
    return bool(stated) and all(
        isinstance(cell, str) and not re.search(r"\d{4}", shown(cell)) for cell in stated
    )


def _fill_merged_down(sheet: Sheet, first: int) -> None:
    """Give every row of a vertically merged cell its value, as one address for a family."""
    for top, left, bottom, right in sheet.merged:
        if top < first or bottom == top or left != right or top >= len(sheet.rows):
            continue
        value = sheet.rows[top][left] if left < len(sheet.rows[top]) else ""
        for row in sheet.rows[top + 1 : bottom + 1]:
            if left < len(row) and any(cell != "" for cell in row):
                row[left] = value
