"""Writing workbooks: the blank template, the sheet of errors that can be sent again, the export (M5, M8).

Rows are streamed through a scratch file, which lies in memory where the system offers that and is removed
when the workbook is closed, since plain personal data must not stay on a disk (decision 8).
"""

import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import count
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fangxian.core import clock
from fangxian.mechanisms.imports.codes import Problem
from fangxian.mechanisms.imports.dates import SHANGHAI
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.header import CHOICES_SHEET, NOTE_SHEET, PROBLEMS_HEADING, Table
from fangxian.mechanisms.imports.percentages import Percentage
from fangxian.mechanisms.imports.sheets import FormulaFault
from fangxian.mechanisms.imports.text import GUARDED

MEMORY_DIRECTORY = "/dev/shm"  # noqa: S108
TEMPLATE_ROWS = 2_000
COLUMN_WIDTH, SENTENCE_WIDTH = 16, 60
LONGEST_FOOTER = 200
_FORMATS: dict[str, dict[str, object]] = {
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm"},
    "number": {"num_format": "0"},
    "header": {"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "num_format": "@"},
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#666666", "text_wrap": True, "valign": "top"},
    "sentence": {"font_color": "#B00020", "text_wrap": True, "num_format": "@"},
}
_FAULTY = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_FORMAT_OF_KIND = {Kind.DATE: "date", Kind.DATETIME: "datetime", Kind.NUMBER: "number"}


def guarded(text: str) -> str:
    """Return text with an apostrophe before what a spreadsheet might run as a formula; reading removes it."""
    return f"'{text}" if text[:1] and text[0] in GUARDED else text


class _Writer:
    """A workbook being written, with its formats."""

    def __init__(self, workbook: Workbook, timezone: ZoneInfo) -> None:
        self.workbook = workbook
        self.timezone = timezone
        self.formats: dict[str, Format] = {
            name: workbook.add_format(properties) for name, properties in _FORMATS.items()
        } | {
            f"{name} faulty": workbook.add_format({**_FORMATS[name], **_FAULTY})
            for name in ("text", "date", "datetime", "number")
        }

    def header(self, sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
        for column, title in enumerate(titles):
            sheet.write_string(row, column, guarded(title), self.formats["header"])
        sheet.freeze_panes(row + 1, 0)

    def cell(self, sheet: Worksheet, row: int, column: int, value: object, *, faulty: bool = False) -> None:
        """Write a value by its type; whatever is text stays text."""
        mark = " faulty" if faulty else ""
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.formats[f"text{mark}"])
        elif isinstance(value, Percentage):
            sheet.write_string(row, column, value.shown, self.formats[f"text{mark}"])
        elif isinstance(value, int | float):
            general = not float(value).is_integer()
            sheet.write_number(row, column, value, self.formats[f"{'text' if general else 'number'}{mark}"])
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, self._local(value), self.formats[f"datetime{mark}"])
        elif isinstance(value, date):
            midnight = datetime.combine(value, time())
            sheet.write_datetime(row, column, midnight, self.formats[f"date{mark}"])
        else:
            sheet.write_string(row, column, guarded(_text(value)), self.formats[f"text{mark}"])

    def _local(self, value: datetime) -> datetime:
        return value.astimezone(self.timezone).replace(tzinfo=None) if value.tzinfo else value


def _text(value: object) -> str:
    if isinstance(value, FormulaFault):
        return value.shown
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


@contextmanager
def _workbook(
    output: io.BytesIO, timezone: ZoneInfo = SHANGHAI, *, streaming: bool = True
) -> Iterator[_Writer]:
    memory = MEMORY_DIRECTORY if os.access(MEMORY_DIRECTORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as scratch:
        options = {"constant_memory": streaming, "tmpdir": scratch, "strings_to_formulas": False}
        with xlsxwriter.Workbook(output, options | {"strings_to_urls": False}) as workbook:
            workbook.set_properties({"created": clock.now()})
            yield _Writer(workbook, timezone)


def template(
    fields: Sequence[Field],
    title: str,
    examples: Sequence[Mapping[str, object]] = (),
    choices: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Return a blank workbook: a title, a frozen header with help, lists to choose from, examples apart.

    ``examples`` (by field code) stand on the note's sheet, so that nobody sends them in as people.
    ``choices`` gives the list of a field by its code, else the field's own wordings are offered.
    """
    output = io.BytesIO()
    with _workbook(output, streaming=False) as writer:
        sheet = writer.workbook.add_worksheet(_sheet_name(title))
        sheet.write_string(0, 0, guarded(title), writer.formats["title"])
        titles = [f"{field.title}{'*' if field.required else ''}" for field in fields]
        writer.header(sheet, 1, titles)
        for column, field in enumerate(fields):
            kept = _FORMAT_OF_KIND.get(field.kind, "text")
            sheet.set_column(column, column, COLUMN_WIDTH, writer.formats[kept])
            if str(field.help):
                sheet.write_comment(1, column, str(field.help))
        _write_choices(writer, sheet, fields, choices or {})
        _write_examples(writer, fields, titles, examples)
    return output.getvalue()


def _write_choices(
    writer: _Writer, sheet: Worksheet, fields: Sequence[Field], choices: Mapping[str, Sequence[str]]
) -> None:
    lists = {
        column: list(
            choices.get(field.code) or [wordings[0] for wordings in field.choices.values() if wordings]
        )
        for column, field in enumerate(fields)
    }
    lists = {column: values for column, values in lists.items() if values}
    if not lists:
        return
    hidden = writer.workbook.add_worksheet(CHOICES_SHEET)
    hidden.hide()
    for place, (column, values) in enumerate(lists.items()):
        for row, value in enumerate(values):
            hidden.write_string(row, place, guarded(value))
        letter = xl_col_to_name(place)
        source = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(values)}"
        # a warning, not a stop: people may know a place that the list does not
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(2, column, TEMPLATE_ROWS, column, rule)


def _write_examples(
    writer: _Writer, fields: Sequence[Field], titles: Sequence[str], examples: Sequence[Mapping[str, object]]
) -> None:
    note = writer.workbook.add_worksheet(NOTE_SHEET)
    note.set_column(0, len(fields), COLUMN_WIDTH)
    note.write_string(0, 0, _("Examples; fill in the first sheet. Columns marked * are required."))
    writer.header(note, 1, titles)
    for row, example in enumerate(examples, start=2):
        for column, field in enumerate(fields):
            writer.cell(note, row, column, example.get(field.code))
    for column, field in enumerate(fields):
        note.write_string(len(examples) + 2, column, str(field.help), writer.formats["note"])


def error_sheet(table: Table, problems: Iterable[Problem], *, only_faulty: bool = False) -> bytes:
    """Return one table's rows with faulty cells marked and the sentences beside them, to be sent again."""
    return error_workbook([(table, problems)], only_faulty=only_faulty)


def error_workbook(found: Iterable[tuple[Table, Iterable[Problem]]], *, only_faulty: bool = False) -> bytes:
    """Return the sender's tables, a sheet each, with their problems; with ``only_faulty`` no other rows.

    The column of sentences is known by its name and ignored when the workbook comes back.
    """
    output = io.BytesIO()
    with _workbook(output) as writer:
        names: set[str] = set()
        for number, (table, problems) in enumerate(found, start=1):
            name = _sheet_name(table.sheet)
            name = name if name.lower() not in names else f"{name[:25]} {number}"
            names.add(name.lower())
            _write_table(writer, writer.workbook.add_worksheet(name), table, problems, only_faulty)
    return output.getvalue()


def _write_table(
    writer: _Writer, sheet: Worksheet, table: Table, problems: Iterable[Problem], only_faulty: bool
) -> None:
    by_row: dict[int | None, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    width = len(table.headers)
    sheet.set_column(0, width - 1, COLUMN_WIDTH)
    sheet.set_column(width, width, SENTENCE_WIDTH)
    writer.header(sheet, 0, [*table.headers, PROBLEMS_HEADING])
    lines = count(1)
    for row in table.rows:
        found = by_row.get(row.number, [])
        if found or not only_faulty:
            _write_row(writer, sheet, next(lines), row.cells, found)


def _write_row(
    writer: _Writer, sheet: Worksheet, line: int, cells: Sequence[object], problems: Sequence[Problem]
) -> None:
    faulty = {problem.column for problem in problems}
    for column, value in enumerate(cells):
        writer.cell(sheet, line, column, value, faulty=column in faulty)
    if problems:
        sentences = "\n".join(f"{problem.code}: {problem.sentence}" for problem in problems)
        sheet.write_string(line, len(cells), guarded(sentences), writer.formats["sentence"])


def export(
    rows: Iterable[Sequence[object]],
    columns: Sequence[Field],
    *,
    watermark: str,
    title: str,
    timezone: ZoneInfo = SHANGHAI,
) -> bytes:
    """Return rows (values in the order of ``columns``) as a workbook that says who took it out.

    The watermark stands on a first sheet and in every printed page's header and footer. Texts that a
    spreadsheet might run are guarded; aware datetimes are shown in ``timezone``.
    """
    output = io.BytesIO()
    with _workbook(output, timezone) as writer:
        note = writer.workbook.add_worksheet(NOTE_SHEET)
        note.set_column(0, 0, 100)
        note.write_string(0, 0, guarded(title), writer.formats["title"])
        note.write_string(1, 0, guarded(watermark), writer.formats["note"])
        sheet = writer.workbook.add_worksheet(_sheet_name(title))
        for page in (note, sheet):
            page.set_header(f"&C{_printed(watermark)}")
            page.set_footer(f"&L{_printed(watermark)}&R&P / &N")
        sheet.set_column(0, max(len(columns) - 1, 0), COLUMN_WIDTH)
        writer.header(sheet, 0, [str(column.title) for column in columns])
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                writer.cell(sheet, line, column, value)
        sheet.activate()
    return output.getvalue()


def _printed(text: str) -> str:
    """Return text for a page's header, where an ampersand commands and 255 characters are the most."""
    return text[: LONGEST_FOOTER // 2].replace("&", "&&")


def _sheet_name(title: str) -> str:
    """Return a title as a sheet may be named: 31 characters without the seven forbidden ones."""
    name = "".join(character for character in title if character not in "[]:*?/\\").strip("' ")[:31]
    return name if name and name not in (CHOICES_SHEET, NOTE_SHEET) else "Sheet1"
