"""Numbers that a sheet shows as percentages: 0.5 under the format ``0%`` is what its sender reads as 50% (M8)."""

import io
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import xlrd

from fangxian.mechanisms.imports.codes import column_index

BUILT_IN = frozenset({b"9", b"10"})
"""The formats ``0%`` and ``0.00%``, which no workbook has to declare (ECMA-376, 18.8.30)."""
FINEST = Decimal("1e-9")
_DECLARED = re.compile(rb'<(?:\w+:)?numFmt\b(?=[^>]*\bnumFmtId="(\d+)")(?=[^>]*\bformatCode="([^"]*)")')
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_NUMBER_FORMAT = re.compile(rb'\bnumFmtId="(\d+)"')
_LITERAL = re.compile(rb"&quot;.*?&quot;|\\.|\[[^\]]*\]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_NUMERIC = re.compile(rb'\bt="(?!n")')


class Percentage(float):
    """A number of a cell that is shown as a percentage; 0.5 is 50 %."""

    @property
    def shown(self) -> str:
        """What the sender reads, without the noise of binary fractions: ``98.5%``."""
        number = (Decimal(repr(float(self))) * 100).quantize(FINEST, ROUND_HALF_UP).normalize()
        return f"{number:f}%"


def styles_of(styles: bytes) -> frozenset[bytes]:
    """Return the numbers of the cell formats of an .xlsx that show percentages, of its ``xl/styles.xml``."""
    wanted = BUILT_IN | {
        match[1] for match in _DECLARED.finditer(styles) if b"%" in _LITERAL.sub(b"", match[2])
    }
    held = _CELL_FORMATS.search(styles)
    formats = _FORMAT.findall(held[0]) if held else []
    numbers = (_NUMBER_FORMAT.search(each) for each in formats)
    return frozenset(
        str(place).encode() for place, found in enumerate(numbers) if found and found[1] in wanted
    )


def cells_of(sheet: bytes, styles: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    """Yield row and column, from 0, of the numbers in a sheet of an .xlsx that are shown as percentages."""
    if not styles:
        return
    shown = rb'<(?:\w+:)?c\b(?=[^>]*\bs="(?:%s)")([^>]*)>' % b"|".join(sorted(styles))
    for match in re.finditer(shown, sheet):
        place = _PLACE.search(match[1])
        if place and not _NUMERIC.search(match[1]):
            yield int(place[2]) - 1, column_index(place[1].decode())


def cells_of_xls(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Return the same of each sheet of an .xls by its name; the sheets are read only where any format is one."""
    options = {"formatting_info": True, "on_demand": True, "logfile": io.StringIO()}
    with xlrd.open_workbook(file_contents=content, **options) as book:
        formats = {
            place for place, xf in enumerate(book.xf_list) if "%" in book.format_map[xf.format_key].format_str
        }
        if not formats:
            return {}
        return {name: _shown(book.sheet_by_name(name), formats) for name in book.sheet_names()}


def _shown(sheet: xlrd.sheet.Sheet, formats: set[int]) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if sheet.cell_type(row, column) == xlrd.XL_CELL_NUMBER and sheet.cell_xf_index(row, column) in formats
    ]
