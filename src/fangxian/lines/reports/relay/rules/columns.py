"""Lines of bare values, read in the order that a heading told (M8).

Values are taken only when there are as many as columns; in a pasted sheet a cell belongs to the column above it, and
an empty cell states nothing.
"""

import re
from collections.abc import Sequence

from fangxian.lines.reports.relay.rules.headings import ASIDE, OTHER, REMARK, UNIT, Columns, parting
from fangxian.lines.reports.relay.rules.numerals import without_value
from fangxian.lines.reports.relay.rules.plain import without_noise
from fangxian.lines.reports.relay.rules.stating import stated
from fangxian.lines.reports.relay.rules.taking import Said
from fangxian.lines.reports.relay.rules.tokens import Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

LEADING = re.compile(r"^[\s:=]*[+/、;,|*]?")
NAMED = (
    Kind.FIELD,
    Kind.UNCLEAR,
    Kind.ZERO,
    Kind.NO_NEW,
    Kind.CLEARED,
    Kind.SAME,
    Kind.UNCHANGED,
    Kind.REST,
    Kind.EACH,
)
LED = re.compile(r"(?P<values>[\s:=+]*\d+(?:\s*[\s+/、;,|*]\s*\d+)+)(?P<rest>\s*[\s;,(].*)", re.DOTALL)
THOUSAND = re.compile(r"\d{3}")


def row(columns: Columns, line: str, words: Vocabulary) -> tuple[str, Said, list[str]] | None:
    """Return the unit of a row of a sheet, what it says and the cells not understood; None for another line."""
    cells = [without_noise(cell).strip() for cell in line.split("\t")]
    if not columns.is_sheet or "\t" not in line or UNIT not in columns.roles:
        return None
    at = columns.roles.index(UNIT)
    unit = cells[at] if at < len(cells) else ""
    if len(cells) > len(columns.roles) or not re.search(r"[\u4e00-\u9fffA-Za-z]", unit):
        return None
    said, left = Said(), list[str]()
    for role, cell in zip(columns.roles, cells, strict=False):
        if role == REMARK:
            said.remark = cell
        elif role not in (UNIT, ASIDE):
            left += _state(said, role, cell, words)
    return unit, said, left


def bare(columns: Columns, text: str, words: Vocabulary) -> tuple[Said, list[str]] | None:
    """Return what a unit's bare values say (0/2/1, 0，2，1, 0 2 1), and what is left over; None without as many."""
    if columns.is_sheet or any(token.kind in NAMED for token in tokens(text, words)):
        return None
    by_hyphens = columns.parting == "-" and "-" in text
    told = text.strip(" :=-") if by_hyphens else LEADING.sub("", text).strip()
    by = "-" if by_hyphens else parting(told.replace("-", ""))
    parted = told.split(by or None)
    cells = [cell for cell in parted if by or _has_value(cell, words)]
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns.wanted) or ("," in text and any(map(THOUSAND.search, cells[1:]))):
        return None
    said, left = Said(), [cell for cell in parted if cell.strip() and cell not in cells]
    for role, cell in zip(columns.wanted, cells, strict=True):
        left += _state(said, role, cell, words)
    return (said, left) if not said.is_empty else None


def led(columns: Columns, text: str, words: Vocabulary, *, keeps: bool) -> tuple[Said, list[str]] | None:
    """Return what bare values and the words behind them say (0 5 2 已全部双报); None without as many values."""
    found = LED.fullmatch(text)
    placed = bare(columns, found["values"], words) if found else None
    if found is None or placed is None:
        return None
    said, left = placed
    more = stated(tokens(found["rest"], words), words, keeps=keeps)
    told = {code: value for code, value in more.values.items() if code not in more.implied}
    for code in [code for code, value in told.items() if said.values.get(code, value) != value]:
        del said.values[code], told[code]
        left = [*left, text.strip()]
    more.values = dict.fromkeys(more.implied, 0) | said.values | told
    more.implied -= set(said.values)
    more.same -= set(said.values)
    return more, [*left, *(found["rest"][start:end].strip() for start, end in more.pieces)]


def _has_value(cell: str, words: Vocabulary) -> bool:
    told = any(token.kind in (Kind.NUMBER, Kind.NONE) for token in tokens(cell, words))
    return told or without_value(cell) or any(letter.isdigit() for letter in cell)


def _state(said: Said, role: str, cell: str, words: Vocabulary) -> Sequence[str]:
    """State a cell's value; return what is not understood of it."""
    if without_value(cell):
        return ()
    if role == OTHER:
        return (cell.strip(),)
    asked = words.asked(role)
    if not asked.is_number:
        said.answers[role] = cell.strip()
        return ()
    found = tokens(cell, words)
    values = [token for token in found if token.kind in (Kind.NUMBER, Kind.NONE)]
    odd = any(token.kind in (*NAMED, Kind.ALL) for token in found)
    stored = asked.stored(values[0].value) if len(values) == 1 and not odd else None
    words_near = [token for token in found if token.kind is Kind.WORD]
    if stored is None or (words_near and words_near[0].start < values[0].start):
        return (cell.strip(),)
    said.values[role] = stored
    return [token.text for token in words_near]
