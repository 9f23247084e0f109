"""Writing a sheet as senders make it: titles, merged headers, blank lines, remarks and a signature below."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tools.scenario.cells import Cell
from tools.scenario.layouts import Column, Layout

CREATED = datetime(2020, 2, 1, 9, 0, tzinfo=UTC)


def write(path: Path, layout: Layout, rows: Sequence[Sequence[Cell]], sender: str, day: date) -> None:
    """Write one workbook; the same arguments give the same file."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(layout.sheet)
        centred = book.add_format({"align": "center", "valign": "vcenter", "bold": True})
        words = {"sender": sender, "day": f"{day.year}年{day.month}月{day.day}日", "count": str(len(rows))}
        line = _head(sheet, layout, words, centred)
        line = _body(sheet, rows, line, layout.blank_every)
        _foot(sheet, layout, words, line)
        for number in (2, 3) if layout.spare_sheets else ():
            book.add_worksheet(f"Sheet{number}")


def _head(sheet: Worksheet, layout: Layout, words: dict[str, str], centred: Format) -> int:
    """Write title, subtitle and headers; return the next free line."""
    line, last = 0, len(layout.columns) - 1
    for text in filter(None, (layout.title, layout.subtitle)):
        sheet.merge_range(line, 0, line, last, text.format(**words), centred)
        line += 1
    line += layout.gap_after_title
    if not any(column.group for column in layout.columns):
        sheet.write_row(line, 0, [column.header for column in layout.columns], centred)
        return line + 1
    _merged_headers(sheet, layout.columns, line, centred)
    return line + 2


def _merged_headers(sheet: Worksheet, columns: Sequence[Column], line: int, centred: Format) -> None:
    """Write two header rows: groups above their columns, lone columns merged downwards."""
    for group, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        found = list(members)
        if group:
            sheet.merge_range(line, found[0][0], line, found[-1][0], group, centred)
        for index, column in found:
            if group:
                sheet.write(line + 1, index, column.header, centred)
            else:
                sheet.merge_range(line, index, line + 1, index, column.header, centred)


def _body(sheet: Worksheet, rows: Sequence[Sequence[Cell]], line: int, blank_every: int) -> int:
    """Write the rows, with a blank line after every so many; return the next free line."""
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            _cell(sheet, line, index, cell)
        line += 1 + bool(blank_every and number % blank_every == 0)
    return line


def _cell(sheet: Worksheet, line: int, index: int, cell: Cell) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(line, index, cell)
    elif isinstance(cell, int):
        sheet.write_number(line, index, cell)
    elif cell is not None:
        sheet.write_string(line, index, cell)


def _foot(sheet: Worksheet, layout: Layout, words: dict[str, str], line: int) -> None:
    for offset, text in enumerate(layout.footer, start=1):
        sheet.write_string(line + offset, 0, text.format(**words))
