"""Forms as .xls: every record is kept, but for those of the cells that are filled."""

import io
from collections.abc import Sequence
from typing import Any

import olefile
import xlrd
from django.utils.translation import gettext as _
from xlwt.CompoundDoc import XlsDoc

from fangxian.core.errors import Invalid
from fangxian.mechanisms.filling.files import LIMITS, XLS, Changes, biff, bounded
from fangxian.mechanisms.filling.rules.cells import cell_of
from fangxian.mechanisms.filling.rules.sheet import Content, RawCell, RawSheet, Spot
from fangxian.mechanisms.imports.codes import Code, SheetError

WORKBOOK = "Workbook"
PROPERTIES = {"\x05SummaryInformation", "\x05DocumentSummaryInformation", "\x01CompObj"}


class XlsForm:
    """A workbook of Excel 97–2003 without macros and embedded objects; its properties are not carried over."""

    kind = XLS

    def __init__(self, content: bytes) -> None:
        self._stream = _stream(content)
        globals_, *parts = biff.parts(biff.records(self._stream))
        places = {part[0].at: index for index, part in enumerate(parts)}
        try:
            book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
            listed = zip(book.sheets(), biff.sheet_places(globals_), strict=True)
            shown, starts = zip(*[(sheet, at) for sheet, at in listed if sheet.visibility == 0], strict=True)
            self._numbers = [places[at] for at in starts]
            self._percent = _percent_formats(book)
            self.sheets = [
                _read(sheet, biff.formulas(parts[number]))
                for sheet, number in zip(shown, self._numbers, strict=True)
            ]
        except SheetError:
            raise
        except Exception as error:  # xlrd meets a damaged file with whatever error comes
            raise SheetError(Code.NOT_A_WORKBOOK) from error

    def filled(self, changes: Sequence[Changes], watermark: str = "") -> bytes:
        """Return the workbook with values put into cells. Raises ``Invalid`` where rows would have to be added."""
        parts = list(biff.parts(biff.records(self._stream)))
        for number, change in zip(self._numbers, changes, strict=True):
            if change.grow_by:
                raise Invalid(
                    {"file": _("The form has too few blank rows. Add rows to it, or send it as .xlsx.")}
                )
            for spot, value in change.values.items():
                biff.put(parts[number + 1], spot, value, self._percent)
                biff.widen(parts[number + 1], spot)
        biff.recalculate(parts)
        if watermark and not biff.mark(parts[0], watermark):
            raise Invalid({"file": _("Who takes it out cannot be noted in this file: send it as .xlsx.")})
        out = io.BytesIO()
        XlsDoc().save(out, biff.joined(parts))
        return out.getvalue()


def _stream(content: bytes) -> bytes:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            names = {"/".join(path) for path in file.listdir()}
            if "EncryptedPackage" in names:
                raise SheetError(Code.ENCRYPTED)
            if WORKBOOK not in names:
                raise SheetError(Code.NOT_A_WORKBOOK)
            if names - {WORKBOOK} - PROPERTIES:
                raise Invalid(
                    {"file": _("The file holds macros or embedded objects: save it as .xlsx first.")}
                )
            found: bytes = file.openstream(WORKBOOK).read()
            return found
    except (OSError, ValueError, IndexError) as error:
        raise SheetError(Code.NOT_A_WORKBOOK) from error


def _read(sheet: Any, formulas: set[Spot]) -> RawSheet:
    if sheet.nrows > LIMITS.last_row:
        raise SheetError(Code.TOO_MANY_ROWS, str(LIMITS.rows))
    cells = {}
    for row in range(sheet.nrows):
        for column in range(min(sheet.row_len(row), LIMITS.columns)):
            kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
            if kind != xlrd.XL_CELL_EMPTY or (row, column) in formulas:
                cells[row, column] = _cell(kind, value, (row, column) in formulas)
    merged = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return RawSheet(
        sheet.name, cells, bounded(merged),
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
    )  # fmt: skip


def _percent_formats(book: Any) -> frozenset[int]:
    """Return the cell formats that show a fraction as percent."""
    forms = (book.format_map.get(form.format_key) for form in book.xf_list)
    return frozenset(index for index, form in enumerate(forms) if form and "%" in form.format_str)


def _cell(kind: int, value: Any, is_formula: bool) -> RawCell:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if is_formula:
        return RawCell(Content.FORMULA, text)
    return cell_of("" if kind == xlrd.XL_CELL_BLANK else text, kind != xlrd.XL_CELL_TEXT)
