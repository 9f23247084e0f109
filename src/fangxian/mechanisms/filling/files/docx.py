"""Forms as .docx: tables and lines of a text, filled in the document's own XML in the format that stands there."""

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from fangxian.mechanisms.filling.files import DOCX, LIMITS, Changes, bounded
from fangxian.mechanisms.filling.files.package import Element, Package
from fangxian.mechanisms.filling.rules.cells import cell_of
from fangxian.mechanisms.filling.rules.sheet import Content, Merged, RawCell, RawSheet, Spot
from fangxian.mechanisms.imports.codes import Code, SheetError

DOCUMENT = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LINES, TABLE = "正文", "表"
MOST_CELLS = 50_000
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class DocxForm:
    """A Word document: its paragraphs as one sheet, each of its tables as another."""

    kind = DOCX

    def __init__(self, content: bytes) -> None:
        self._package = Package(content, LIMITS)
        body = _body(self._package)
        captions = _captions(body)
        tables = [
            replace(_read(table, f"{TABLE}{number}"), caption=captions[number - 1])
            for number, table in enumerate(_tables(body), start=1)
        ]
        self.sheets = [_lines(body), *tables]

    def filled(self, changes: Sequence[Changes], watermark: str = "") -> bytes:
        """Return the document with values put into cells and gaps; rows are added as copies of a blank one."""
        package = Package(self._package.content, LIMITS)
        body = _body(package)
        lines, *tables = changes
        paragraphs = list(body.iterchildren(f"{W}p"))
        for (row, _column), value in lines.values.items():
            _replace(paragraphs[row], str(value))
        for table, change in zip(list(_tables(body)), tables, strict=True):
            rows = list(table.iterchildren(f"{W}tr"))
            for _number in range(change.grow_by):
                rows[change.grow_at].addprevious(copy.deepcopy(rows[change.grow_at]))
            cells = {spot: cell for spot, cell, *_span in _located(table)}
            for spot, value in change.values.items():
                _put(cells[spot], str(value))
        package.put(DOCUMENT, body.getparent())
        if watermark:
            package.mark(watermark)
        return package.to_bytes()


def _body(package: Package) -> Element:
    body = package.xml(DOCUMENT).find(f"{W}body")
    if body is None:
        raise SheetError(Code.NOT_A_WORKBOOK)
    return body


def _tables(body: Element) -> Iterator[Element]:
    return iter(body.iterchildren(f"{W}tbl"))


def _captions(body: Element) -> list[str]:
    """Return the last line above each table, since the table before it."""
    found, line = [], ""
    for each in body.iterchildren(f"{W}p", f"{W}tbl"):
        if each.tag == f"{W}tbl":
            found.append(line)
            line = ""
        else:
            line = _text(each).strip() or line
    return found


def _lines(body: Element) -> RawSheet:
    texts = [_text(paragraph) for paragraph in body.iterchildren(f"{W}p")]
    cells = {(row, 0): RawCell(Content.TEXT, text) for row, text in enumerate(texts) if text.strip()}
    return RawSheet(LINES, cells, is_text=True)


def _located(table: Element) -> Iterator[tuple[Spot, Element, int, str]]:
    """Yield each cell's place, how many columns it is wide, and whether it begins or continues a merged one."""
    for number, row in enumerate(table.iterchildren(f"{W}tr")):
        before = row.find(f"{W}trPr/{W}gridBefore")
        column = int(before.get(f"{W}val", 0)) if before is not None else 0
        for cell in row.iterchildren(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            width = min(int(span.get(f"{W}val", 1)), LIMITS.columns) if span is not None else 1
            yield (number, column), cell, width, "" if merge is None else merge.get(f"{W}val", "continue")
            column += width


def _read(table: Element, name: str) -> RawSheet:
    cells: dict[Spot, RawCell] = {}
    merged: dict[Spot, Merged] = {}
    open_: dict[int, Spot] = {}
    for (row, column), element, width, merge in _located(table):
        if len(cells) > MOST_CELLS or row > LIMITS.last_row:
            raise SheetError(Code.TOO_MANY_ROWS, str(LIMITS.rows))
        if merge == "continue" and column in open_:
            top, left, _bottom, right = merged[open_[column]]
            merged[open_[column]] = (top, left, row, right)
            continue
        open_.pop(column, None)
        cells[row, column] = _cell(element)
        if merge == "restart" or width > 1:
            merged[row, column] = (row, column, row, column + width - 1)
        if merge == "restart":
            open_[column] = (row, column)
    spans = bounded(each for each in merged.values() if each[:2] != each[2:])
    return RawSheet(name, cells, spans)


def _cell(element: Element) -> RawCell:
    text = "\n".join(_text(paragraph) for paragraph in element.iterchildren(f"{W}p")).strip()
    own = [f"{W}{name}" for name in ("fldSimple", "instrText", "tbl", "sdt")]
    if next(element.iter(*own), None) is not None or element.find(f"{W}p") is None:
        return RawCell(Content.FORMULA, text)
    lines = "\n".join(map(_text, element.iterchildren(f"{W}p"))).strip("\n")
    return cell_of(lines, bool(_NUMBER.fullmatch(text)))


def _marks(paragraph: Element) -> list[Any]:
    return [each for each in paragraph.iter(f"{W}t", f"{W}tab") if each.getparent().tag == f"{W}r"]


def _text(paragraph: Element) -> str:
    return "".join((each.text or "") if each.tag == f"{W}t" else "\t" for each in _marks(paragraph))


def _put(cell: Element, value: str) -> None:
    """Write into a cell: over its text if it has one (a gap), else in the format of its blank paragraph."""
    if _text_of(cell):
        _replace(next(each for each in cell.iterchildren(f"{W}p") if _text(each).strip()), value)
        return
    paragraph = next(cell.iterchildren(f"{W}p"))
    for each in _marks(paragraph):
        each.getparent().remove(each)
    run = next(paragraph.iterchildren(f"{W}r"), None)
    if run is None:
        run = etree.SubElement(paragraph, f"{W}r")
        form = paragraph.find(f"{W}pPr/{W}rPr")
        if form is not None:
            run.append(copy.deepcopy(form))
    _write(run, value)


def _text_of(cell: Element) -> str:
    return "".join(_text(paragraph) for paragraph in cell.iterchildren(f"{W}p")).strip()


def _write(run: Element, value: str) -> None:
    text = etree.SubElement(run, f"{W}t")
    text.text = value
    text.set(SPACE, "preserve")


def _replace(paragraph: Element, value: str) -> None:
    """Give a line its new text; what begins and ends alike stays in its own runs and formats."""
    marks, old = _marks(paragraph), _text(paragraph)
    head = next(
        (i for i, (a, b) in enumerate(zip(old, value, strict=False)) if a != b), min(len(old), len(value))
    )
    tail = 0
    while tail < min(len(old), len(value)) - head and old[-1 - tail] == value[-1 - tail]:
        tail += 1
    start, end, new = head, len(old) - tail, value[head : len(value) - tail]
    position, home = 0, None
    for mark in marks:
        length = len(mark.text or "") if mark.tag == f"{W}t" else 1
        low, high = max(start - position, 0), min(end - position, length)
        if position + length >= start and home is None and mark.tag == f"{W}t" and low <= length:
            home = mark
            mark.text = (mark.text or "")[:low] + new + (mark.text or "")[max(low, high) :]
            mark.set(SPACE, "preserve")
        elif low < high and mark.tag == f"{W}t":
            mark.text = (mark.text or "")[:low] + (mark.text or "")[high:]
        elif low < high:
            mark.getparent().remove(mark)
        position += length
