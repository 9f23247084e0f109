"""A workbook as an office sends it; the same rows give the same bytes."""

import datetime
import io
from collections.abc import Sequence

import xlsxwriter

CREATED = datetime.datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook's own time has no zone


def workbook(rows: Sequence[dict[str, str]]) -> bytes:
    """Return an .xlsx with a header and one row for each person, every cell a text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("返程人员")
        names = list(dict.fromkeys(name for row in rows for name in row))
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            for column, name in enumerate(names):
                sheet.write_string(number, column, row.get(name, ""))
    return file.getvalue()
