"""Headings that tell the order of fields (单位+新增+累计, or the first row of a sheet), and lines of bare values.

Values are taken only when there are as many as columns; in a pasted sheet a cell belongs to the column above it, and
an empty cell states nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.lines.reports.relay.rules.numerals import without_value
from fangxian.lines.reports.relay.rules.plain import without_noise
from fangxian.lines.reports.relay.rules.stating import Said, stated
from fangxian.lines.reports.relay.rules.tokens import Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

UNIT, REMARK, ASIDE, OTHER = "*unit", "*remark", "*aside", "*other"
OF_UNIT = re.compile("单位|名称|部门|街道|社区|村|企业|学校|网格")
OF_REMARK = re.compile("备注|说明")
OF_ASIDE = re.compile(
    "联系|电话|手机|(?:报送|填报|填表|负责|上报|报告|审核|经办)人|日期|时间|序号|编号|^号$|签字"
)
SEPARATORS = "\t+/、;,|*-"
BEFORE = re.compile(r"[\s:\"“”(【\[「《]")
BEHIND = re.compile(r"[\"“”)】\]」》;。!]")
LEADING = re.compile(r"^[\s:=]*[+/、;,|*]?")
NAMED = (Kind.FIELD, Kind.UNCLEAR, Kind.ZERO, Kind.SAME, Kind.UNCHANGED, Kind.REST, Kind.EACH)
LED = re.compile(r"(?P<values>[\s:=+]*\d+(?:\s*[\s+/、;,|*]\s*\d+)+)(?P<rest>\s*[\s;,(].*)", re.DOTALL)
THOUSAND = re.compile(r"\d{3}")


@dataclass(frozen=True)
class Columns:
    """What each column holds: the code of a field, or one of UNIT, REMARK, ASIDE and OTHER."""

    roles: tuple[str, ...]
    is_sheet: bool
    parting: str = ""

    @property
    def wanted(self) -> list[str]:
        """The columns of which a line of bare values has one each."""
        return [role for role in self.roles if role not in (UNIT, REMARK, ASIDE)]


def heading(line: str, words: Vocabulary, *, told: bool) -> Columns | None:
    """Return the columns that a plain line names; without a column of units only if it is ``told`` to be a pattern."""
    cells = [cell.strip() for cell in line.split(_parting(line) or None)]
    is_sheet = "\t" in line
    if len(cells) < 2:
        return None
    if not is_sheet:
        cells = [BEFORE.split(cells[0])[-1], *cells[1:-1], BEHIND.split(cells[-1])[0]]
    roles = [_role(cell, words) for cell in cells if is_sheet or cell]
    codes = [role for role in roles if role and not role.startswith("*")]
    if None in roles or len(codes) < 2 or len(codes) != len(set(codes)) or not (told or UNIT in roles):
        return None
    if UNIT in roles and roles.index(UNIT) > roles.index(codes[0]):
        return None
    return Columns(tuple(role for role in roles if role), is_sheet, _parting(line))


def _parting(text: str) -> str:
    """Return what parts most cells of a text, "" where only spaces do."""
    if "\t" in text:
        return "\t"
    by = max(SEPARATORS, key=text.count)
    return by if by in text else ""


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
    parting = "-" if by_hyphens else _parting(told.replace("-", ""))
    parted = told.split(parting or None)
    cells = [cell for cell in parted if parting or _has_value(cell, words)]
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


def _role(cell: str, words: Vocabulary) -> str | None:
    """Return what a heading's cell names; None for what no heading holds."""
    found = tokens(cell, words)
    codes = [token.text for token in found if token.kind is Kind.FIELD]
    if len(codes) > 1 or any(token.kind is Kind.NUMBER for token in found):
        return None
    strange = any(token.kind in (Kind.WORD, Kind.UNCLEAR) for token in found)
    if codes and not strange:
        return codes[0]
    for role, pattern in ((ASIDE, OF_ASIDE), (REMARK, OF_REMARK), (UNIT, OF_UNIT)):
        if pattern.search(cell) and not codes:
            return role
    return OTHER


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
