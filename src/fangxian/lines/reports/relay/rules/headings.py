"""Headings that tell the order of fields: 单位+新增+累计, (新增/累计), 请报：新增、累计两个数, a sheet's first row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fangxian.lines.reports.relay.rules.speech import TODAY
from fangxian.lines.reports.relay.rules.tokens import Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

UNIT, REMARK, ASIDE, OTHER = "*unit", "*remark", "*aside", "*other"
OF_UNIT = re.compile("单位|名称|部门|街道|社区|村|企业|学校|网格|机构|[xX×某]+局")
OF_REMARK = re.compile("备注|说明")
OF_ASIDE = re.compile(
    "联系|电话|手机|(?:报送|填报|填表|负责|上报|报告|审核|经办)人|日期|时间|序号|编号|^号$|签字"
)
SEPARATORS = "\t+/、;,|*-"
ASKS = re.compile("接龙|报|填|统计|格式|按|顺序|依次")
ENCLOSED = re.compile(r"[(\[【《“\"「](?P<inside>[^()\[\]【】《》“”\"「」]{3,})[)\]】》”\"」]")
BEFORE = re.compile(r"[\s:\"“”(【\[「《]+")
COLON = re.compile(r":")
CLOSING = re.compile(
    r"[\"“”)】\]」》;。!].*$|(?:等|这|共)?[一二两三四五六七八九十\d]+(?:个|项|类)(?:数|数字|数据|指标|内容)?.*$|等$"
)
HOW_MANY = re.compile(r"(?:各|有)?(?:几|多少|[xX×○□_]+|\s)*(?:人|名|例|个)?$")
SAMPLE = re.compile(r"(?<=[\u4e00-\u9fff:\s])\d+(?=\s*[人名例个]?(?:[\s;,、/+]|$))")
"""Numbers of a sample (例：某局 新增0 累计0), which are nobody's."""
WORDS_ONLY = (Kind.FIELD, Kind.FILL, Kind.LIST)


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
    """Return the columns that a plain line names, if it is ``told`` to be a pattern, has one of units, or asks."""
    if told:
        line = SAMPLE.sub("", line)
    if "\t" in line:
        return _columns(line, words, told=told)
    for text in _lists(line):
        found = _columns(text, words, told=told or bool(ASKS.search(line)))
        if found:
            return found
    return None


def _lists(line: str) -> Iterator[str]:
    """Yield the parts of a line that may list columns: what is enclosed, what a colon leads in, the whole."""
    for enclosed in ENCLOSED.finditer(line):
        yield enclosed["inside"]
    for colon in reversed(list(COLON.finditer(line))):
        yield line[colon.end() :]
    yield line


def _columns(text: str, words: Vocabulary, *, told: bool) -> Columns | None:
    by = parting(text)
    is_sheet = by == "\t"
    cells = [cell.strip() for cell in text.split(by or None)]
    if len(cells) < 2:
        return None
    if not is_sheet:
        cells = [*_first(cells[0], words), *cells[1:-1], CLOSING.sub("", cells[-1])]
    roles = [_role(cell, words) for cell in cells if is_sheet or cell]
    codes = [role for role in roles if role and not role.startswith("*")]
    if None in roles or len(codes) < 2 or len(codes) != len(set(codes)) or not (told or UNIT in roles):
        return None
    if UNIT in roles and roles.index(UNIT) > roles.index(codes[0]):
        return None
    return Columns(tuple(role for role in roles if role), is_sheet, by)


def _first(cell: str, words: Vocabulary) -> list[str]:
    """Return the first cell without what leads to it (2月8日 返程日报 单位), which may name units and a field."""
    parts = BEFORE.split(cell)
    known = (at for at, part in enumerate(parts) if part and _role(part, words) not in (OTHER, ASIDE, None))
    return parts[next(known, len(parts) - 1) :]


def parting(text: str) -> str:
    """Return what parts most cells of a text, "" where only spaces do."""
    if "\t" in text:
        return "\t"
    by = max(SEPARATORS, key=text.count)
    return by if by in text else ""


def _role(cell: str, words: Vocabulary) -> str | None:
    """Return what a heading's cell names; None for what no heading holds."""
    if cell in TODAY:
        return words.phrases.get("新增", OTHER)
    found = tokens(HOW_MANY.sub("", cell) or cell, words)
    codes = [token.text for token in found if token.kind is Kind.FIELD]
    if len(codes) > 1 or any(token.kind is Kind.NUMBER for token in found):
        return None
    if codes:
        return codes[0] if all(token.kind in WORDS_ONLY for token in found) else OTHER
    for role, pattern in ((ASIDE, OF_ASIDE), (REMARK, OF_REMARK), (UNIT, OF_UNIT)):
        if pattern.search(cell):
            return role
    return OTHER
