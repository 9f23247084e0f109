"""Tables of figures as CSV or Excel; a text that a spreadsheet would take for a formula is made plain text."""

import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from fangxian.core import clock
from fangxian.core.csv_lines import BEGINNING, line_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Sequence[Sequence[object]]


def as_csv(rows: Rows) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, which office software needs for Chinese."""
    return (BEGINNING + "".join(map(line_of, rows))).encode()


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


WRITERS: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
}
