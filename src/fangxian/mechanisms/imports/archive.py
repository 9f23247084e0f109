"""What is looked at inside a zipped workbook before a parser opens it: its true size and its extent.

A parser allocates a cell for everything between the first and the last value, so two values at far ends
of a sheet are as dangerous as a zip bomb; both are recognised here, on the bytes, first.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from fangxian.mechanisms.imports.codes import Code, SheetError, column_index, column_letters
from fangxian.mechanisms.imports.percentages import cells_of, styles_of

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much is read: bytes of the file and unpacked, times unpacked, data rows, columns."""

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 150  # sheets of 100 000 alike rows unpack 30-fold; a bomb unpacks 1000-fold
    ratio_applies_from: int = 10 * MEGABYTE
    rows: int = 100_000
    spare_rows: int = 1_000  # titles, headers, blank lines and remarks around the data rows
    columns: int = 256

    @property
    def last_row(self) -> int:
        """Return the last row of a sheet (from 1) that may hold a value."""
        return self.rows + self.spare_rows


@dataclass
class Inspection:
    """What was found by the sheet's part name: faulty formulas, numbers shown as percentages; places from 0."""

    kind: str
    faults: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    percentages: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    parts_by_sheet: dict[str, str] = field(default_factory=dict)

    def faults_of(self, sheet: str) -> dict[tuple[int, int], str]:
        """Return the faulty formulas of the named sheet: (row, column) → what the cell shows."""
        return self.faults.get(self.parts_by_sheet.get(sheet, ""), {})

    def percentages_of(self, sheet: str) -> list[tuple[int, int]]:
        """Return the numbers of the named sheet that are shown as percentages: (row, column)."""
        return self.percentages.get(self.parts_by_sheet.get(sheet, ""), [])


def inspect(content: bytes, limits: Limits) -> Inspection:
    """Unpack every part once, counting, and look through the sheets.

    Raises SheetError: NOT_A_WORKBOOK, ENCRYPTED, ZIP_BOMB, TOO_MANY_ROWS, TOO_WIDE.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inspect(archive, len(content), limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise SheetError(Code.NOT_A_WORKBOOK) from error


def _inspect(archive: zipfile.ZipFile, size: int, limits: Limits) -> Inspection:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        raise SheetError(Code.NOT_A_WORKBOOK)
    inspection = Inspection("xlsx" if "xl/workbook.xml" in names else "ods")
    unpacked = 0
    kept: dict[str, bytes] = {}
    shares = _share_styles(archive, names, limits)
    for part in archive.infolist():
        data = _unpack(archive, part, limits.unpacked_bytes - unpacked)
        unpacked += len(data)
        if unpacked > limits.unpacked_bytes or (
            unpacked > limits.ratio_applies_from and unpacked > size * limits.ratio
        ):
            raise SheetError(Code.ZIP_BOMB)
        if part.filename in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
            kept[part.filename] = data
        _look_through(part.filename, data, inspection, limits, shares)
    inspection.parts_by_sheet = _sheet_parts(kept)
    return inspection


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowance: int) -> bytes:
    """Return the part's true content, one byte beyond the allowance at most; its stated size may lie."""
    if part.flag_bits & 1:
        raise SheetError(Code.ENCRYPTED)
    part.file_size = allowance + 2  # beyond what is read: at its end the checksum would be judged
    with archive.open(part) as stream:
        return stream.read(allowance + 1)


def _share_styles(archive: zipfile.ZipFile, names: set[str], limits: Limits) -> frozenset[bytes]:
    """Return the cell formats that show percentages; they are told apart from the sheets, wherever they lie."""
    if "xl/styles.xml" not in names:
        return frozenset()
    return styles_of(_unpack(archive, archive.getinfo("xl/styles.xml"), limits.unpacked_bytes))


def _look_through(
    name: str, data: bytes, inspection: Inspection, limits: Limits, shares: frozenset[bytes]
) -> None:
    if name == "META-INF/manifest.xml" and b"encryption-data" in data:
        raise SheetError(Code.ENCRYPTED)
    if inspection.kind == "ods" and name == "content.xml":
        _check_extent_of_ods(data, limits)
    if inspection.kind == "xlsx" and name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _check_extent_of_xlsx(data, limits)
        faults = _formula_faults(data)
        if faults:
            inspection.faults[name] = faults
        inspection.percentages[name] = list(cells_of(data, shares))


# One cell, closed or with content; a formula without a stored result was never calculated.
_CELL_WITH_ERROR = re.compile(rb'<(?:\w+:)?c\b[^>]*?\bt="e"[^>]*>(?:(?!</(?:\w+:)?c>).)*', re.DOTALL)
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*>'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHOWN = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


def _formula_faults(data: bytes) -> dict[tuple[int, int], str]:
    faults: dict[tuple[int, int], str] = {}
    if b't="e"' in data:
        for match in _CELL_WITH_ERROR.finditer(data):
            shown = _SHOWN.search(match[0])
            _note(faults, match[0], shown[1].decode() if shown else "#?")
    if b"f>" in data or b"<f " in data:
        for match in _UNCALCULATED.finditer(data):
            _note(faults, match[0], "=")
    return faults


def _note(faults: dict[tuple[int, int], str], cell: bytes, shown: str) -> None:
    if reference := _REFERENCE.search(cell):
        faults[int(reference[2]) - 1, column_index(reference[1].decode())] = shown


_EVERY = re.compile(rb"\sr\s*=\s*[\"'](?=[A-Z]+\d)")
_UNUSUAL = re.compile(rb"r(?:\s+=|=\s|=')")
_PLACE = re.compile(rb"([A-Z]{1,4})(\d{1,9})")


def _check_extent_of_xlsx(data: bytes, limits: Limits) -> None:
    """Refuse values below the last row or right of the last column; mere formatting there is harmless."""
    unusual = _UNUSUAL.search(data) or b"\nr=" in data or b"\tr=" in data or b"\rr=" in data
    distant = rb' r="(?:[A-Z]{2,3}\d|[A-Z]\d{%d})' % len(str(limits.last_row))
    for match in (_EVERY if unusual else re.compile(distant)).finditer(data):
        place = _PLACE.search(data, match.start())
        if place is None or data[data.find(b">", place.end()) - 1] == ord("/"):
            continue
        if column_index(place[1].decode()) >= limits.columns and _has_value(data, place.end()):
            raise SheetError(Code.TOO_WIDE, place[1].decode())
        if int(place[2]) > limits.last_row and _has_value(data, place.end()):
            raise SheetError(Code.TOO_MANY_ROWS, str(limits.rows))


def _has_value(data: bytes, position: int) -> bool:
    """Tell whether the cell that begins before ``position`` holds anything."""
    start = data.find(b">", position) + 1
    inside = data[start : data.find(b"c>", start)]
    return b"v>" in inside or b"t>" in inside or b"is>" in inside


_ODS_ITEM = re.compile(
    rb"<(table:table-row|table:table-cell|table:covered-table-cell|table:table)\b([^>]*)>", re.DOTALL
)
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def _check_extent_of_ods(data: bytes, limits: Limits) -> None:
    """Follow rows and cells with their repetitions and refuse a value outside the limits."""
    row = row_repeated = column = 0
    for match in _ODS_ITEM.finditer(data):
        kind, attributes = match[1], match[2]
        found = _ODS_REPEATED.search(attributes)
        repeated = int(found[1]) if found else 1
        if kind == b"table:table":
            row = row_repeated = 0
        elif kind == b"table:table-row":
            row, row_repeated, column = row + row_repeated, repeated, 0
        else:
            column += repeated
            if b"value-type" in attributes:
                _check_ods_cell(row + row_repeated, column, limits)


def _check_ods_cell(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.last_row:
        raise SheetError(Code.TOO_MANY_ROWS, str(limits.rows))
    if columns > limits.columns:
        raise SheetError(Code.TOO_WIDE, column_letters(columns - 1))


_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def _sheet_parts(kept: dict[str, bytes]) -> dict[str, str]:
    """Return sheet name → part name, from the workbook and its relationships."""
    workbook = kept.get("xl/workbook.xml", b"").decode("utf-8", "replace")
    relations = kept.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets = {}
    for match in _RELATIONSHIP.finditer(relations):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = {}
    for match in _SHEET.finditer(workbook):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        parts[_unescape(attributes.get("name", ""))] = targets.get(identifier, "")
    return parts


def _unescape(text: str) -> str:
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def parts_of(content: bytes, limits: Limits) -> dict[str, bytes]:
    """Return every part of a zipped document, each unpacked once and counted.

    Raises SheetError: NOT_A_WORKBOOK, ENCRYPTED, ZIP_BOMB.
    """
    parts: dict[str, bytes] = {}
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                parts[part.filename] = _unpack(archive, part, limits.unpacked_bytes - unpacked)
                unpacked += len(parts[part.filename])
                too_dense = unpacked > limits.ratio_applies_from and unpacked > len(content) * limits.ratio
                if unpacked > limits.unpacked_bytes or too_dense:
                    raise SheetError(Code.ZIP_BOMB)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise SheetError(Code.NOT_A_WORKBOOK) from error
    return parts
