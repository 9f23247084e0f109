"""Reading a file that somebody sent into plain rows of cells, or saying why it cannot be read (M5, M8)."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from fangxian.mechanisms.imports.archive import Inspection, Limits, inspect
from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.percentages import Percentage, cells_of_xls


@dataclass(frozen=True, slots=True)
class FormulaFault:
    """A cell whose formula has no valid result; ``shown`` is what a spreadsheet shows (``#REF!``)."""

    shown: str


Cell = str | int | float | bool | date | datetime | time | timedelta | FormulaFault
Merged = tuple[int, int, int, int]

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
TEXT_ENDINGS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows from the sheet's first row; ``merged`` as (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[Cell]] = field(repr=False)
    merged: tuple[Merged, ...] = ()
    hidden: bool = False


def read_workbook(content: bytes, filename: str, limits: Limits | None = None) -> list[Sheet]:
    """Read every sheet with content of an .xlsx, .xlsm, .xls, .ods or .csv file.

    What the file is, its bytes decide; the name only tells text files. Raises SheetError: EMPTY_FILE,
    TOO_LARGE, NOT_A_WORKBOOK, ENCRYPTED, ZIP_BOMB, TOO_MANY_ROWS, TOO_WIDE.
    """
    limits = limits or Limits()
    if not content:
        raise SheetError(Code.EMPTY_FILE)
    if len(content) > limits.file_bytes:
        raise SheetError(Code.TOO_LARGE, f"{limits.file_bytes // (1024 * 1024)} MB")
    sheets = _read(content, filename.lower(), limits)
    if not sheets:
        raise SheetError(Code.EMPTY_FILE)
    return sheets


def _read(content: bytes, filename: str, limits: Limits) -> list[Sheet]:
    if content.startswith(ZIP):
        return _read_parsed(content, inspect(content, limits), limits)
    if content.startswith(COMPOUND_FILE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetError(Code.ENCRYPTED)
        return _read_parsed(content, _inspection_of_xls(content), limits)
    if filename.endswith(TEXT_ENDINGS):
        return _read_text(content, limits)
    raise SheetError(Code.NOT_A_WORKBOOK)


def _inspection_of_xls(content: bytes) -> Inspection:
    """Return what an .xls shows as percentages; of a damaged one nothing, whose reader says what is wrong."""
    try:
        found = cells_of_xls(content)
    except Exception:  # xlrd meets a damaged file with whatever error comes
        return Inspection("xls")
    return Inspection("xls", percentages=found, parts_by_sheet={name: name for name in found})


def _read_parsed(content: bytes, inspection: Inspection, limits: Limits) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            hidden = {
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible is not SheetVisibleEnum.Visible
            }
            names = workbook.sheet_names
            sheets = [
                _sheet(workbook.get_sheet_by_name(name), inspection, limits, name in hidden) for name in names
            ]
    except PasswordError as error:
        raise SheetError(Code.ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError(Code.NOT_A_WORKBOOK) from error
    return [sheet for sheet in sheets if sheet.rows]


def _sheet(source: CalamineSheet, inspection: Inspection, limits: Limits, hidden: bool) -> Sheet:
    if source.total_height > limits.last_row:
        raise SheetError(Code.TOO_MANY_ROWS, str(limits.rows))
    faults = inspection.faults_of(source.name)
    rows = source.to_python(skip_empty_area=False) if source.end or faults else []
    cells: list[list[Cell]] = rows  # type: ignore[assignment]
    for row, column in inspection.percentages_of(source.name):
        if row < len(cells) and column < len(cells[row]) and isinstance(number := cells[row][column], float):
            cells[row][column] = Percentage(number)
    for (row, column), shown in faults.items():
        _put(cells, row, column, FormulaFault(shown))
    merged = tuple(
        (top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Sheet(source.name, _without_blank_end(cells), merged, hidden)


def _put(rows: list[list[Cell]], row: int, column: int, fault: FormulaFault) -> None:
    """Place a fault, widening the sheet where calamine saw nothing."""
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = fault


def _without_blank_end(rows: list[list[Cell]]) -> list[list[Cell]]:
    end = len(rows)
    while end and not any(cell != "" for cell in rows[end - 1]):
        end -= 1
    del rows[end:]
    return rows


def _read_text(content: bytes, limits: Limits) -> list[Sheet]:
    text = _decode(content)
    lines = text.splitlines()[:20]
    delimiter = max(",\t;，", key=lambda mark: sum(line.count(mark) for line in lines))
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(list(row))
            if len(rows) > limits.last_row:
                raise SheetError(Code.TOO_MANY_ROWS, str(limits.rows))
            if len(row) > limits.columns:
                raise SheetError(Code.TOO_WIDE, str(len(row)))
    except csv.Error as error:
        raise SheetError(Code.NOT_A_WORKBOOK) from error
    rows = _without_blank_end(rows)
    return [Sheet("", rows)] if rows else []


def _decode(content: bytes) -> str:
    """Decode by byte-order mark, else strictly as UTF-8, else as GB 18030."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError(Code.NOT_A_WORKBOOK)
