"""Forms as .xlsx: read and filled in the sheets' own XML; formats, formulas and all other parts stay as they are."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from fangxian.mechanisms.filling.files import LIMITS, XLSX, Changes, Percent, Value, bounded
from fangxian.mechanisms.filling.files.growing import insert_rows
from fangxian.mechanisms.filling.files.package import Element, Package, attributes
from fangxian.mechanisms.filling.rules.cells import cell_of
from fangxian.mechanisms.filling.rules.sheet import Content, Merged, RawCell, RawSheet, Spot, address
from fangxian.mechanisms.imports.archive import inspect
from fangxian.mechanisms.imports.codes import Code, SheetError, column_index

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class XlsxForm:
    """An .xlsx or .xlsm; macros in it are kept and never run."""

    kind = XLSX

    def __init__(self, content: bytes) -> None:
        inspect(content, LIMITS)
        self._package = Package(content, LIMITS)
        self._workbook = self._package.xml(WORKBOOK)
        self._strings = self._shared()
        self._parts = [(name, part) for name, part, hidden in self._listed() if not hidden]
        self.sheets = [self._read(name, part) for name, part in self._parts]

    def filled(self, changes: Sequence[Changes], watermark: str = "") -> bytes:
        """Return the workbook with values put into cells; formulas lose their old results and keep all else."""
        package = Package(self._package.content, LIMITS)
        for (name, part), change in zip(self._parts, changes, strict=True):
            if not change.values:
                continue
            root = package.xml(part)
            if change.grow_by:
                insert_rows(root, change.grow_at, change.grow_by, self._refers(name))
            _Writer(root, self._percent_styles()).put(change)
            package.put(part, root)
        if any(change.values for change in changes):
            _forget_results(package, [part for _name, part, _hidden in self._listed()])
        if watermark:
            package.mark(watermark)
        return package.to_bytes()

    def _listed(self) -> Iterator[tuple[str, str, bool]]:
        """Yield each sheet's name, part and whether it is hidden; what is no plain sheet is passed over."""
        relations = self._package.xml("xl/_rels/workbook.xml.rels")
        targets = {each.get("Id"): str(each.get("Target")) for each in relations}
        for sheet in _all(self._workbook, "sheet"):
            own = attributes(sheet)
            target = targets.get(own.get("id", ""), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in self._package.parts and part.startswith("xl/worksheets/"):
                yield own.get("name", ""), part, own.get("state", "visible") != "visible"

    def _shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._package.parts:
            return []
        return [_text(item) for item in _all(self._package.xml("xl/sharedStrings.xml"), "si")]

    def _read(self, name: str, part: str) -> RawSheet:
        root = self._package.xml(part)
        cells = {}
        for (row, column), cell in located(root):
            if row < LIMITS.last_row and column < LIMITS.columns:
                cells[row, column] = self._cell(cell)
        hidden = _hidden(root)
        return RawSheet(name, cells, _merged(root), hidden_rows=hidden[0], hidden_columns=hidden[1])

    def _cell(self, cell: Element) -> RawCell:
        value = next((each.text for each in cell if _is(each, "v")), None)
        if any(_is(each, "f") for each in cell):
            return RawCell(Content.FORMULA, value or "")
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            text = _text(cell)
        elif kind == "s":
            text = self._strings[int(value)] if value and int(value) < len(self._strings) else ""
        else:
            text = value or ""
        return cell_of(text, kind == "n")

    def _percent_styles(self) -> set[str]:
        """Return the cell formats that show a fraction as percent (0%, 0.00% and those made by hand)."""
        if STYLES not in self._package.parts:
            return set()
        root = self._package.xml(STYLES)
        own = {each.get("numFmtId") for each in _all(root, "numFmt") if "%" in each.get("formatCode", "")}
        forms: Sequence[Element] = next(_all(root, "cellXfs"), ())
        return {str(index) for index, form in enumerate(forms) if form.get("numFmtId") in own | {"9", "10"}}

    def _refers(self, name: str) -> bool:
        """Tell whether another sheet or a name of the workbook refers to a sheet: then nothing in it may move."""
        said = [each.text or "" for each in _all(self._workbook, "definedName")]
        for other, part in self._parts:
            if other != name:
                said += [each.text or "" for each in _all(self._package.xml(part), "f")]
        return any(f"{name}!" in text or f"{name}'!" in text for text in said)


def located(root: Element) -> Iterator[tuple[Spot, Element]]:
    """Yield the cells with their places; a writer may leave out the references of cells that follow each other."""
    number = -1
    for row in _all(root, "row"):
        number = int(row.get("r", number + 2)) - 1
        column = -1
        for cell in row:
            found = _REFERENCE.fullmatch(cell.get("r", ""))
            column = column_index(found[1]) if found else column + 1
            yield (number, column), cell


class _Writer:
    """Puts values into the cells of one sheet."""

    def __init__(self, root: Element, percent: set[str]) -> None:
        self._percent = percent
        self._data = next(_all(root, "sheetData"))
        self._tag = f"{{{etree.QName(root).namespace}}}"
        self._cells = dict(located(root))
        self._rows = {int(row.get("r", 0)) - 1: row for row in self._data}
        self._styles = {
            number: column.get("style")
            for column in _all(root, "col")
            for number in range(int(column.get("min", 1)) - 1, min(int(column.get("max", 1)), LIMITS.columns))
        }

    def put(self, change: Changes) -> None:
        for (row, column), value in sorted(change.values.items()):
            cell = self._cells.get((row, column))
            self._write(self._new(row, column) if cell is None else cell, value)

    def _write(self, cell: Element, value: Value) -> None:
        for child in [each for each in cell if _is(each, "v") or _is(each, "is")]:
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{self._tag}is"), f"{self._tag}t")
            text.text = value
            text.set(SPACE, "preserve")
        else:
            if isinstance(value, Percent) and cell.get("s", "0") in self._percent:
                value = value / 100
            etree.SubElement(cell, f"{self._tag}v").text = (
                str(value) if isinstance(value, int) else f"{value:.15g}"
            )

    def _new(self, row: int, column: int) -> Element:
        cell = etree.Element(f"{self._tag}c", {"r": address(row, column)})
        if style := self._styles.get(column):
            cell.set("s", style)
        home = self._row(row)
        before = sum(1 for (other, at) in self._cells if other == row and at < column)
        home.insert(before, cell)
        self._cells[row, column] = cell
        return cell

    def _row(self, number: int) -> Element:
        if number not in self._rows:
            row = etree.Element(f"{self._tag}row", {"r": str(number + 1)})
            self._data.insert(sum(1 for other in self._rows if other < number), row)
            self._rows[number] = row
        return self._rows[number]


def _forget_results(package: Package, parts: Sequence[str]) -> None:
    """Drop what formulas said before the blanks were filled: whoever does not compute them shows nothing stale."""
    found = False
    for part in parts:
        root = package.xml(part)
        formulas = [cell for cell in _all(root, "c") if any(_is(each, "f") for each in cell)]
        stale = [each for cell in formulas for each in cell if _is(each, "v")]
        for each in stale:
            each.getparent().attrib.pop("t", None)
            each.getparent().remove(each)
        if stale:
            package.put(part, root)
        found = found or bool(formulas)
    if found:
        package.put(WORKBOOK, _calculated(package.xml(WORKBOOK)))


def _calculated(workbook: Element) -> Element:
    """Ask whoever opens the workbook to compute its formulas; ``calcPr`` has its place after the names."""
    found = next(_all(workbook, "calcPr"), None)
    if found is None:
        found = etree.Element(f"{{{etree.QName(workbook).namespace}}}calcPr")
        before = {"definedNames", "externalReferences", "functionGroups", "sheets"}
        last = max(i for i, each in enumerate(workbook) if etree.QName(each).localname in before)
        workbook.insert(last + 1, found)
    found.set("fullCalcOnLoad", "1")
    return workbook


def _hidden(root: Element) -> tuple[frozenset[int], frozenset[int]]:
    """Return the rows and columns that nobody sees."""
    rows = {int(row.get("r", 0)) - 1 for row in _all(root, "row") if _is_on(row, "hidden")}
    columns = {
        number
        for column in _all(root, "col")
        if _is_on(column, "hidden")
        for number in range(int(column.get("min", 1)) - 1, min(int(column.get("max", 1)), LIMITS.columns))
    }
    return frozenset(rows), frozenset(columns)


def _is_on(element: Element, name: str) -> bool:
    return element.get(name) in ("1", "true")


def _merged(root: Element) -> tuple[Merged, ...]:
    found = []
    for each in _all(root, "mergeCell"):
        ends = _REFERENCE.findall(each.get("ref", ""))
        if len(ends) == 2:
            (left, top), (right, bottom) = ((column_index(name), int(row) - 1) for name, row in ends)
            found.append((top, left, bottom, right))
    return bounded(found)


def _all(root: Element, name: str) -> Iterator[Any]:
    space = etree.QName(root).namespace
    if space not in (NS, STRICT):
        raise SheetError(Code.NOT_A_WORKBOOK)
    return iter(root.iter(f"{{{space}}}{name}"))


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname == name


def _text(item: Element) -> str:
    """Return an item's text without the reading aids above Asian characters."""
    return "".join(
        each.text or ""
        for each in item.iter()
        if _is(each, "t") and not any(_is(above, "rPh") for above in each.iterancestors())
    )
