"""Reading registers from CSV files, as office software writes them, and saying what is wrong with a row."""

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid


@dataclass(frozen=True)
class Problem:
    """What stops a row: its number in the file (the heading is row 1), the column, and a sentence."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("Row %(row)s, %(column)s: %(message)s") % vars(self)


@dataclass
class Outcome:
    """What an import did, or would do; with problems nothing is written."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    dry_run: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def written(self) -> bool:
        """Whether the rows are in the register now."""
        return not self.problems and not self.dry_run


@dataclass(frozen=True)
class Row:
    """One row of a table: its number and its cells by column, stripped, "" where empty."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, column: str, message: str) -> Problem:
        """Return what is wrong with a cell."""
        return Problem(self.number, column, message)

    def count(self, column: str, problems: list[Problem]) -> int | None:
        """Return a cell as a count, None if empty; what is no count is added to the problems."""
        text = self[column]
        if text and not (text.isascii() and text.isdigit()):
            problems.append(self.problem(column, _("This is not a whole number.")))
            return None
        return int(text) if text else None

    def day(self, column: str, problems: list[Problem]) -> datetime.date | None:
        """Return a cell written YYYY-MM-DD as a date, None if empty; others are added to the problems."""
        try:
            return datetime.date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            problems.append(self.problem(column, _("Write the date as 2020-02-01.")))
            return None


def read_rows(content: bytes, columns: Sequence[str], required: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file in UTF-8 or GB 18030; blank rows are left out.

    Raises ``Invalid`` if it is no text, has too many rows, or lacks a column; empty required cells are not
    checked here. Columns that are not asked for are passed over.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""))
    heading = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in required if name not in heading]
    if missing:
        raise Invalid({"file": _("The file lacks these columns: %s.") % ", ".join(missing)})
    wanted = {index: name for index, name in enumerate(heading) if name in columns}
    rows = []
    for number, cells in enumerate(reader, start=2):
        if number > settings.FANGXIAN_MAX_ROWS + 1:
            raise Invalid({"file": _("The file has more than %s rows.") % settings.FANGXIAN_MAX_ROWS})
        if any(cell.strip() for cell in cells):
            found = {wanted[index]: cell.strip() for index, cell in enumerate(cells) if index in wanted}
            rows.append(Row(number, found))
    return rows


def empty_cells(rows: Sequence[Row], required: Sequence[str]) -> list[Problem]:
    """Return a problem for each empty cell of the columns that must be filled."""
    return [row.problem(name, _("This is needed.")) for row in rows for name in required if not row[name]]


def repeated(rows: Sequence[Row], *columns: str) -> list[Problem]:
    """Return a problem for each row whose cells in these columns stood in an earlier row."""
    seen: dict[tuple[str, ...], int] = {}
    problems = []
    for row in rows:
        first = seen.setdefault(tuple(row[name] for name in columns), row.number)
        if first != row.number:
            problems.append(row.problem(columns[-1], _("The same as in row %s.") % first))
    return problems


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid({"file": _("This is not a CSV file.")})
