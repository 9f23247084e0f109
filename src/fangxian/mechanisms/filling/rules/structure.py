"""Reading a blank form: titles, tables, labels with a blank beside them, gaps in lines, cut-off, unit (pure, M8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.gaps import gaps
from fangxian.mechanisms.filling.rules.headers import find_header
from fangxian.mechanisms.filling.rules.rows import NodeOf
from fangxian.mechanisms.filling.rules.sheet import Asked, Content, Kind, RawSheet, Sheet, Slot, address
from fangxian.mechanisms.filling.rules.tables import by_key, read_table
from fangxian.mechanisms.imports.text import fold

_DATES = re.compile(r"\d{2,4}年|\d{1,2}月|\d{1,2}[日号]|第?\d+[期号次]|\d{1,2}[:时時点]\d{0,2}")


@dataclass
class Above:
    """The labels beside which blanks stand, as far as read: by column, and the last one."""

    by_column: dict[int, str] = field(default_factory=dict)
    last: str = ""

    def whole(self, column: int, text: str, left: str) -> str:
        """Return what a label is a part of (其中：…): the one left of it, else above it; or its own name."""
        if not wording.is_part(text):
            self.by_column[column] = self.last = _name(text)
            return self.last
        return left or self.by_column.get(column, self.last)


@dataclass
class Heading:
    """What stands above a table: the last line alone in its row; a numbered one (二、隔离情况) is a part."""

    title: str = ""
    part: str = ""

    def pass_line(self, raw: RawSheet, row: int) -> None:
        """Take in a row outside tables."""
        texts = [cell.text for _column, cell in raw.row(row) if cell.text]
        if raw.is_text or len(texts) != 1 or not _is_heading(texts[0]):
            return
        if wording.level(texts[0]):
            self.part = wording.shown(texts[0])
        else:
            self.title, self.part = wording.tidy(texts[0]), ""

    def over(self, asked: Asked) -> Asked:
        """Return what a table asks for below this heading."""
        if asked.kind is Kind.INLINE:
            return asked
        path = (self.part, *asked.path) if self.part else asked.path
        return replace(asked, path=path, title=self.title)


def read_sheet(sheet: RawSheet, node_of: NodeOf) -> Sheet:
    """Return what a sheet asks for, in reading order; what is hidden in it asks for nothing."""
    raw, rows, columns = sheet.seen
    asked: list[Asked] = []
    lines: list[str] = []
    boxed = not any(find_header(raw, row) for row in range(raw.height))
    row, above, heading = 0, Above(), Heading()
    while row < raw.height:
        header = None if raw.is_text else find_header(raw, row)
        if header:
            lines += [" ".join(path) for path in header.paths.values()]
            found, row = read_table(raw, header, node_of)
            asked += map(heading.over, found)
            continue
        found = _line(raw, row, boxed, above)
        asked += map(heading.over, found)
        lines += [cell.text for _column, cell in raw.row(row) if cell.content is Content.TEXT]
        if not found:
            heading.pass_line(raw, row)
        row += 1
    cut_off = next((hour for line in lines if (hour := wording.cut_off_in(line)) is not None), None)
    unit = next((unit for line in lines if (unit := wording.default_unit_in(line))), "")
    own = [_in_place(each, sheet, rows, columns) for each in by_key(asked, key_of)]
    return Sheet(raw.name, _title(raw), tuple(own), cut_off, unit)


def _in_place(asked: Asked, sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]) -> Asked:
    """Return something asked for with the sheet's own addresses, hidden rows and columns counted."""
    if (sheet.height, sheet.width) == (len(rows), len(columns)):
        return asked
    slots = []
    for slot in asked.slots:
        row = rows[slot.row] if slot.row < len(rows) else slot.row + rows[-1] + 1 - len(rows)
        column = columns[slot.column] if slot.column < len(columns) else slot.column
        spot = sheet.anchor(row, column)
        where = slot.address if sheet.is_text else address(*spot)
        slots.append(replace(slot, row=spot[0], column=spot[1], address=where))
    return replace(asked, slots=tuple(slots))


def key_of(asked: Asked) -> str:
    """Return what a label is remembered by: its words in any script and spacing, without dates."""
    return "/".join(map(undated, asked.path))


def undated(text: str) -> str:
    """Return a label or title folded, without the days, numbers of issues and hours that change daily."""
    return fold(_DATES.sub("", wording.tidy(text)))


def _title(raw: RawSheet) -> str:
    """Return the first line that stands alone in its row and is no label; of a text's table the line above it."""
    for row in range(min(raw.height, 6)):
        texts = [cell.text for _column, cell in raw.row(row) if cell.text]
        if len(texts) == 1 and _is_heading(texts[0]):
            return wording.tidy(texts[0])
    return wording.tidy(raw.caption) if _is_heading(raw.caption) else ""


def _is_heading(text: str) -> bool:
    """Tell whether a line names what follows: no label, remark, day, cut-off or number of an attachment."""
    plain = wording.tidy(text)
    if len(plain) <= 3 or gaps(text) or wording.is_remark(text) or wording.is_attachment(plain):
        return False
    bare = re.sub(r"[()]", "", _DATES.sub("", plain))
    return bool(bare) and not wording.is_statement(plain)


def _line(raw: RawSheet, row: int, boxed: bool, above: Above) -> list[Asked]:
    """Read a row outside tables: gaps in its texts, or labels with a blank beside them."""
    found: list[Asked] = []
    left = ""
    for column, cell in raw.row(row):
        if cell.content is not Content.TEXT or wording.is_remark(cell.text):
            continue
        spot = raw.anchor(row, raw.right(row, column) + 1)
        if not raw.is_text and _is_beside(raw, row, column, boxed):
            left = above.whole(column, cell.text, left)
            of = [left] if left and wording.is_part(cell.text) else []
            path = (*_groups(raw, row, column), *of, _name(cell.text))
            unit = wording.unit_in(cell.text) or raw.at(*spot).printed
            found.append(Asked("", path, unit, Kind.CELL, (Slot(*spot, address(*spot)),)))
        else:
            found += _gaps(raw, row, column)
    return found


def _is_beside(raw: RawSheet, row: int, column: int, boxed: bool) -> bool:
    """Tell whether the blank of a label is the cell right of it; above or below a table, where more labels are so."""
    text, beside = raw.text(row, column), raw.right(row, column) + 1
    is_alone = beside == raw.width and row > 0 and beside == column + 1  # the blank has no format
    if not (beside < raw.width or is_alone) or raw.at(row, beside).content is not Content.BLANK:
        return False
    if boxed or not _is_label(text):
        return boxed and _is_label(text)
    drawn = raw.anchor(row, beside) in raw.cells
    ends = text.rstrip().endswith((":", "："))
    return drawn and (ends or _has_pairs(raw, row)) and raw.right(row, column) == column


def _has_pairs(raw: RawSheet, row: int) -> bool:
    """Tell whether labels and blanks alternate in a row."""
    kinds = [cell.content for _column, cell in raw.row(row)]
    pairs = sum(one is Content.TEXT and two is Content.BLANK for one, two in pairwise(kinds))
    return pairs > 1 and kinds[0] is Content.TEXT


def _is_label(text: str) -> bool:
    return (
        len(text) <= 40
        and not wording.is_struck(text)
        and (not gaps(text) or (len(gaps(text)) == 1 and text.rstrip().endswith((":", "："))))
    )


def _name(text: str) -> str:
    return wording.shown(text).rstrip(":： ")


def _groups(raw: RawSheet, row: int, column: int) -> tuple[str, ...]:
    """Return the labels left of one that reach over several rows."""
    groups = {}
    for left in range(column):
        spot = raw.anchor(row, left)
        if raw.bottom(*spot) > spot[0] and raw.text(*spot):
            groups[spot] = _name(raw.text(*spot))
    return tuple(groups.values())


def _gaps(raw: RawSheet, row: int, column: int) -> list[Asked]:
    where = f"P{row + 1}" if raw.is_text else address(row, column)
    if "\n" in raw.at(row, column).text:
        return []
    return [
        Asked("", (gap.label,), "", Kind.INLINE,
              (Slot(row, column, where, None, gap.start, gap.end, gap.pattern),))
        for gap in gaps(raw.at(row, column).text)
    ]  # fmt: skip
