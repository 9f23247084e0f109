"""Tables of figures as CSV or Excel; a text that a spreadsheet would take for a formula is made plain text."""

import csv
import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from fangxian.core import clock

FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Sequence[Sequence[object]]


def as_csv(rows: Rows) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, which office software needs for Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[defused(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """Return rows as a workbook with one sheet: texts as texts, numbers as numbers, the heading fixed."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": clock.now()})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, str(cell))
        sheet.freeze_panes(1, 2)
        sheet.autofit()
    return content.getvalue()


def defused(cell: object) -> object:
    """Return a cell that no spreadsheet will run: a quote before whatever could begin a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


WRITERS: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
}
