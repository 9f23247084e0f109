"""Reading a blank form: titles, tables, labels with a blank beside them, gaps in lines, cut-off, unit (pure, M8)."""

import re
from dataclasses import dataclass, field

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.gaps import gaps
from fangxian.mechanisms.filling.rules.headers import find_header
from fangxian.mechanisms.filling.rules.sheet import Asked, Content, Kind, RawSheet, Sheet, Slot, address
from fangxian.mechanisms.filling.rules.tables import NodeOf, by_key, read_table
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


def read_sheet(raw: RawSheet, node_of: NodeOf) -> Sheet:
    """Return what a sheet asks for, in reading order."""
    asked: list[Asked] = []
    lines: list[str] = []
    boxed = not any(find_header(raw, row) for row in range(raw.height))
    row, above = 0, Above()
    while row < raw.height:
        header = None if raw.is_text else find_header(raw, row)
        if header:
            lines += [" ".join(path) for path in header.paths.values()]
            found, row = read_table(raw, header, node_of)
            asked += found
            continue
        asked += _line(raw, row, boxed, above)
        lines += [cell.text for _column, cell in raw.row(row) if cell.content is Content.TEXT]
        row += 1
    cut_off = next((hour for line in lines if (hour := wording.cut_off_in(line)) is not None), None)
    unit = next((unit for line in lines if (unit := wording.default_unit_in(line))), "")
    return Sheet(raw.name, _title(raw), tuple(by_key(asked, key_of)), cut_off, unit)


def key_of(asked: Asked) -> str:
    """Return what a label is remembered by: its words in any script and spacing, without dates."""
    return "/".join(fold(_DATES.sub("", wording.tidy(label))) for label in asked.path)


def _title(raw: RawSheet) -> str:
    """Return the first line that stands alone in its row and is no label."""
    for row in range(min(raw.height, 6)):
        texts = [wording.tidy(cell.text) for _column, cell in raw.row(row) if cell.text]
        if len(texts) == 1 and not gaps(texts[0]) and len(texts[0]) > 3:
            return texts[0]
    return ""


def _line(raw: RawSheet, row: int, boxed: bool, above: Above) -> list[Asked]:
    """Read a row outside tables: gaps in its texts, or labels with a blank beside them."""
    found: list[Asked] = []
    left = ""
    for column, cell in raw.row(row):
        if cell.content is not Content.TEXT or wording.is_remark(cell.text):
            continue
        beside = raw.right(row, column) + 1
        is_alone = beside == raw.width and row > 0 and beside == column + 1  # the blank has no format
        is_free = (beside < raw.width or is_alone) and raw.at(row, beside).content is Content.BLANK
        if boxed and is_free and not raw.is_text and _is_label(cell.text):
            left = above.whole(column, cell.text, left)
            of = [left] if left and wording.is_part(cell.text) else []
            path = (*_groups(raw, row, column), *of, _name(cell.text))
            slot = Slot(*raw.anchor(row, beside), address(*raw.anchor(row, beside)))
            found.append(Asked("", path, wording.unit_in(cell.text), Kind.CELL, (slot,)))
        else:
            found += _gaps(raw, row, column)
    return found


def _is_label(text: str) -> bool:
    return len(text) <= 40 and (
        not gaps(text) or (len(gaps(text)) == 1 and text.rstrip().endswith((":", "：")))
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
