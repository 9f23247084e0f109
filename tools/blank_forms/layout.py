"""A form drawn as rows of words, written as .xlsx, .xls or .docx: the same drawing always gives the same file.

``<`` continues the cell to the left, ``^`` the cell above, ``None`` is no cell at all, ``=…`` a formula, ``""`` a
blank to be filled.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
import xlwt
from docx import Document
from docx.shared import Pt

Rows = Sequence[Sequence[str | None]]
CREATED = datetime(2020, 2, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Drawing:
    """One sheet; ``extras`` adds a chart, a list of choices, a comment and print settings to an .xlsx."""

    name: str
    rows: Rows
    extras: bool = False
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    """Lines of a text around its table, in a .docx."""


def spans(rows: Rows) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield each cell as top, left, bottom, right and its words."""
    for top, row in enumerate(rows):
        for left, words in enumerate(row):
            if words is None or (words in "<^" and words):
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and left < len(rows[bottom + 1]) and rows[bottom + 1][left] == "^":
                bottom += 1
            yield top, left, bottom, right, words


def write_xlsx(path: Path, drawings: Sequence[Drawing]) -> None:
    """Write a workbook of today."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED, "title": path.stem})
        box = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        for drawing in drawings:
            sheet = book.add_worksheet(drawing.name)
            for top, left, bottom, right, words in spans(drawing.rows):
                form = title if top == 0 and right > 2 else box
                if (top, left) != (bottom, right):
                    sheet.merge_range(top, left, bottom, right, words, form)
                elif words.startswith("="):
                    sheet.write_formula(top, left, words, form, 0)
                else:
                    sheet.write(top, left, words, form)
            sheet.set_column(0, 0, 14)
            if drawing.extras:
                _extras(book, sheet, len(drawing.rows))


def _extras(book: "xlsxwriter.Workbook", sheet: "xlsxwriter.workbook.Worksheet", last: int) -> None:
    """Add what a filling must not touch."""
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [sheet.get_name(), 4, 2, last - 3, 2]})
    sheet.insert_chart(last + 2, 0, chart)
    sheet.data_validation(4, 2, last - 3, 3, {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.conditional_format(4, 2, last - 3, 2, {"type": "cell", "criteria": ">", "value": 9,
                                                 "format": book.add_format({"font_color": "red"})})  # fmt: skip
    sheet.set_landscape()
    sheet.repeat_rows(0, 3)
    sheet.write_comment(0, 0, "逐级汇总")


def write_xls(path: Path, drawings: Sequence[Drawing]) -> None:
    """Write a workbook of the time before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    box = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin; align: horiz centre, wrap on")
    for drawing in drawings:
        sheet = book.add_sheet(drawing.name)
        for top, left, bottom, right, words in spans(drawing.rows):
            value = xlwt.Formula(words[1:]) if words.startswith("=") else words or None
            if (top, left) != (bottom, right):
                sheet.write_merge(top, bottom, left, right, value, box)
            else:
                sheet.write(top, left, value, box)
    book.save(str(path))


def write_docx(path: Path, drawings: Sequence[Drawing]) -> None:
    """Write a text with a table."""
    document = Document()
    document.core_properties.created = document.core_properties.modified = CREATED.replace(tzinfo=None)
    for drawing in drawings:
        for line in drawing.before:
            document.add_paragraph(line)
        table = document.add_table(len(drawing.rows), max(len(row) for row in drawing.rows), "Table Grid")
        for top, left, bottom, right, words in spans(drawing.rows):
            cell = table.cell(top, left)
            if (top, left) != (bottom, right):
                cell = cell.merge(table.cell(bottom, right))
            run = cell.paragraphs[0].add_run(words)
            run.font.size = Pt(12)
        for line in drawing.after:
            document.add_paragraph(line)
    drawn = io.BytesIO()
    document.save(drawn)
    path.write_bytes(_undated(drawn))


def _undated(drawn: io.BytesIO) -> bytes:
    """Return a zipped document without the hour at which it was zipped."""
    out = io.BytesIO()
    with zipfile.ZipFile(drawn) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


WRITERS = {".xlsx": write_xlsx, ".xls": write_xls, ".docx": write_docx}
