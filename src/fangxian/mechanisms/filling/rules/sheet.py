"""A sheet as any file type gives it, and what was found to be asked for in it (M8).

Rows and columns count from 0; an address is a spreadsheet's (``C5``), or ``P3`` for the third paragraph of a text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

Merged = tuple[int, int, int, int]
"""Top, left, bottom, right."""
Spot = tuple[int, int]
SEPARATOR = " / "


class Content(StrEnum):
    """What stands in a cell."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the file has it; a blank one is there for its format."""

    content: Content
    text: str = ""
    printed: str = ""
    """What follows a blank in its own cell: the 人 of ____人."""


NOTHING = RawCell(Content.BLANK)


@dataclass(frozen=True)
class RawSheet:
    """A sheet, a table of a text, or (``is_text``) its paragraphs as rows of one cell."""

    name: str
    cells: dict[Spot, RawCell] = field(repr=False)
    merged: tuple[Merged, ...] = ()
    is_text: bool = False
    caption: str = ""
    """The line of a text above its table."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @cached_property
    def _anchors(self) -> dict[Spot, Spot]:
        """Every covered cell of a merged range → the cell that holds its value."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }

    @cached_property
    def spans(self) -> dict[Spot, Merged]:
        """The merged ranges by the cell that holds their value."""
        return {(top, left): (top, left, bottom, right) for top, left, bottom, right in self.merged}

    @cached_property
    def height(self) -> int:
        """How many rows hold anything."""
        return max((row for row, _column in self.cells), default=-1) + 1

    @cached_property
    def width(self) -> int:
        """How many columns the table has: those with texts, and one with a format right of them."""
        stated = [column for (_row, column), cell in self.cells.items() if cell.content is not Content.BLANK]
        stated += [right for top, left, _bottom, right in self.merged if self.text(top, left)]
        last = max(stated, default=-1)
        return last + 2 if any(column == last + 1 for _row, column in self.cells) else last + 1

    @cached_property
    def seen(self) -> tuple["RawSheet", tuple[int, ...], tuple[int, ...]]:
        """Return the sheet as people see it, closed up where something is hidden, and its own rows and columns."""
        deepest = max([self.height, *(bottom + 1 for _top, _left, bottom, _right in self.merged)])
        widest = max([self.width, *(right + 1 for _top, _left, _bottom, right in self.merged)], default=0)
        rows = tuple(row for row in range(deepest) if row not in self.hidden_rows)
        columns = tuple(column for column in range(widest) if column not in self.hidden_columns)
        if len(rows) == deepest and len(columns) == widest:
            return self, rows, columns
        row_at, column_at = ({own: at for at, own in enumerate(each)} for each in (rows, columns))
        cells = {
            (row_at[row], column_at[column]): self.at(row, column)
            for row, column in self.cells
            if row in row_at and column in column_at and self.anchor(row, column) == (row, column)
        }
        merged = []
        for top, left, bottom, right in self.merged:
            high = [row_at[row] for row in range(top, bottom + 1) if row in row_at]
            wide = [column_at[column] for column in range(left, right + 1) if column in column_at]
            if high and wide:
                merged.append((high[0], wide[0], high[-1], wide[-1]))
                cells[high[0], wide[0]] = self.at(top, left)
        return replace(self, cells=cells, merged=tuple(merged), hidden_rows=frozenset(),
                       hidden_columns=frozenset()), rows, columns  # fmt: skip

    def anchor(self, row: int, column: int) -> Spot:
        """Return the cell that holds the value shown at a place."""
        return self._anchors.get((row, column), (row, column))

    def at(self, row: int, column: int) -> RawCell:
        """Return the cell at a place, or the merged range's that covers it."""
        return self.cells.get(self.anchor(row, column), NOTHING)

    def text(self, row: int, column: int) -> str:
        """Return the text shown at a place."""
        return self.at(row, column).text

    def bottom(self, row: int, column: int) -> int:
        """Return the last row of the cell at a place."""
        return self.spans.get((row, column), (row, column, row, column))[2]

    def right(self, row: int, column: int) -> int:
        """Return the last column of the cell at a place."""
        return self.spans.get((row, column), (row, column, row, column))[3]

    def row(self, row: int) -> Iterator[tuple[int, RawCell]]:
        """Yield the cells that begin in a row, with their columns."""
        for column in range(self.width):
            if self.anchor(row, column) == (row, column):
                yield column, self.cells.get((row, column), NOTHING)


class Axis(StrEnum):
    """What the rows or columns of a table go by, where they do not name what is asked."""

    BODY = "body"
    PLACE = "place"
    DAY = "day"
    LINE = "line"
    WHOLE = "whole"


@dataclass(frozen=True)
class Node:
    """What one row or column stands for: a body or place by id, a day by ISO date, a line by code, or the whole."""

    axis: Axis
    key: str
    label: str


class Kind(StrEnum):
    """What kind of blank it is."""

    CELL = "cell"
    """One cell with a label of its own."""
    ROWS = "rows"
    """The same for several named rows or columns: units, places, days."""
    LIST = "list"
    """A column of blank rows, to be listed: persons, or units that the form leaves open."""
    INLINE = "inline"
    """A gap in a line of text: 填报单位：____."""


@dataclass(frozen=True)
class Slot:
    """One cell to be filled; a gap in a text is its characters from ``start`` to before ``end``.

    ``pattern`` is how the form writes a date there: 年月日 or 月日.
    """

    row: int
    column: int
    address: str
    node: Node | None = None
    start: int = 0
    end: int = 0
    pattern: str = ""


@dataclass(frozen=True)
class Asked:
    """One thing that a form asks for: where it stands in the labels, in which unit, in which cells."""

    key: str
    path: tuple[str, ...]
    unit: str
    kind: Kind
    slots: tuple[Slot, ...]
    title: str = ""
    """What stands above its own table, where a sheet has several."""

    @property
    def label(self) -> str:
        """The labels above and beside, outermost first."""
        return SEPARATOR.join(self.path)


@dataclass(frozen=True)
class Sheet:
    """What was understood of a sheet; ``cut_off`` is the hour of 截至18时 as minutes of the day."""

    name: str
    title: str
    asked: tuple[Asked, ...]
    cut_off: int | None = None
    unit: str = ""


def letters(column: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    text = ""
    while column >= 0:
        text, column = chr(65 + column % 26) + text, column // 26 - 1
    return text


def address(row: int, column: int) -> str:
    """Return a cell's address as spreadsheets write it."""
    return f"{letters(column)}{row + 1}"
