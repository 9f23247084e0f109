"""A sheet as senders make it: titles, merged headers, blank lines, remarks and a signature below."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2020, 2, 1, 9, 0, tzinfo=UTC)
Cell = str | int | date | datetime | None
Row = Sequence[Cell]


class Column(NamedTuple):
    """One column: the fact it holds, its header, and the merged header above it, if any."""

    fact: str
    header: str
    group: str


@dataclass(frozen=True)
class Layout:
    """A sender's habit; ``title``, ``subtitle`` and ``footer`` may contain {sender}, {day} and {count}.

    ``dates`` and ``phones`` choose a handwriting; ``address`` the scenario's way to write an address;
    ``long_names`` puts the street before the community; ``blank_every`` leaves a line empty after so many
    rows, 0 for never.
    """

    columns: tuple[Column, ...]
    title: str = ""
    subtitle: str = ""
    dates: str = "excel"
    phones: str = "text"
    address: int = 1
    long_names: bool = False
    gap_after_title: bool = False
    blank_every: int = 0
    footer: tuple[str, ...] = ()
    sheet: str = "Sheet1"
    spare_sheets: bool = False

    def has(self, fact: str) -> bool:
        """Tell whether the sheet has a column for a fact."""
        return any(column.fact == fact for column in self.columns)


def columns(words: str) -> tuple[Column, ...]:
    """Read columns separated by blanks: "fact:header" or "group>fact:header"; an underscore stands for a space."""
    return tuple(map(_column, words.split()))


def habits(path: Path) -> dict[str, list[Layout]]:
    """Read a TOML file of layouts: arrays of tables whose ``columns`` are words as in ``columns``."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {side: [_layout(values) for values in entries] for side, entries in found.items()}


def write(path: Path, layout: Layout, rows: Sequence[Row], sender: str, day: date) -> None:
    """Write one workbook; the same arguments give the same file."""
    write_book(path, [(layout, rows)], sender, day)


def write_book(path: Path, parts: Sequence[tuple[Layout, Sequence[Row]]], sender: str, day: date) -> None:
    """Write one workbook of several sheets, each named by its layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        book.set_properties({"created": CREATED})
        centred = book.add_format({"align": "center", "valign": "vcenter", "bold": True})
        for layout, rows in parts:
            _sheet(book.add_worksheet(layout.sheet), layout, rows, sender, day, centred)
            for number in (2, 3) if layout.spare_sheets else ():
                book.add_worksheet(f"Sheet{number}")


def _sheet(
    sheet: Worksheet, layout: Layout, rows: Sequence[Row], sender: str, day: date, centred: Format
) -> None:
    words = {"sender": sender, "day": f"{day.year}年{day.month}月{day.day}日", "count": str(len(rows))}
    line = _head(sheet, layout, words, centred)
    line = _body(sheet, rows, line, layout.blank_every)
    _foot(sheet, layout, words, line)


def _layout(values: dict[str, Any]) -> Layout:
    words = values.pop("columns")
    return Layout(tuple(map(_column, words)), **{**values, "footer": tuple(values.get("footer", ()))})


def _column(word: str) -> Column:
    group, _, rest = word.rpartition(">")
    fact, _, header = rest.partition(":")
    return Column(fact, header.replace("_", " "), group)


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


def _body(sheet: Worksheet, rows: Sequence[Row], line: int, blank_every: int) -> int:
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
