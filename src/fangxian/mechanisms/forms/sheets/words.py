"""What the words of a heading say: units, how a number behaves in time, what knows itself, codes (M8).

The words are those of the sheets of 2020; a heading that has none of them is proposed plainly and corrected by hand.
"""

import re
import tomllib
from pathlib import Path

from fangxian.mechanisms.forms.vocabulary import FieldKind, FieldType

_WORDS = tomllib.loads((Path(__file__).parent.parent / "data" / "words.toml").read_text("utf-8"))
UNITS: dict[str, str] = {unit: group for group, units in _WORDS["units"].items() for unit in units}
"""Every unit with its group: counted, measured, money or shares."""
DECIMALS = {FieldType.DECIMAL: 1, FieldType.AMOUNT: 2, FieldType.PERCENTAGE: 1}

KINDS: tuple[tuple[FieldKind, re.Pattern[str]], ...] = (
    (FieldKind.CUMULATIVE, re.compile(r"累计|累积|截至目前|开展以来|以来共|总数$|^总")),
    (
        FieldKind.FLOW,
        re.compile(
            r"新增|当日|今日|本日|昨日|当天|日增|24小时|本周|当期|^新|本次|解除|出库|入库|购入|发放|消耗|接收"
        ),
    ),
    (FieldKind.CURRENT, re.compile(r"现有|现存|在管|在岗|目前|当前|实有|库存|结存|结余|剩余|正在|尚未|未")),
)
"""The first that is found in the names, the innermost name first."""

TYPES: tuple[tuple[FieldType, re.Pattern[str]], ...] = (
    (FieldType.YES_NO, re.compile(r"^是否|^有无|是否|\(是/否\)|\(有/无\)")),
    (
        FieldType.TEXT,
        re.compile(r"备注|说明|原因|情况$|地址|住址|名称|去向|措施|内容|问题|姓名|联系方式|车牌|车次号?$"),
    ),
    (FieldType.DATE, re.compile(r"日期|时间$|^时间")),
    (FieldType.PERCENTAGE, re.compile(r"率$|占比|比例|百分比")),
    (FieldType.AMOUNT, re.compile(r"金额|资金|经费|费用|捐款|款额")),
)
SUMS = re.compile(r"合计|小计|总计|共计")
KNOWN = re.compile(
    r"序号?|(填报|所属|报送|责任|上报)?(单位|部门|街道|社区|乡镇|县区|县市区|地区|区域|网格|企业)(名称)?|(填报|上报)?(日期|时间)"
    r"|(填报|填表|审核|报送|统计|负责|上报)人|负责人(签字)?|(联系)?电话|联系人|联系方式"
)
"""Headings whose content the system knows by itself: who reports, when, by whom."""
PERSONAL = re.compile(r"姓名|身份证|证件号|手机号?|住址|家庭住址|详细地址|出生|车牌号?|籍贯|户籍")
"""Headings about one person: they belong in a ledger, not in a report that counts."""

_HOUR = r"(?P<half>上午|下午|晚上?)?(?P<hour>\d{1,2})(?:时|点|:)(?P<minute>\d{2}|半)?"
DEADLINES = (
    re.compile(rf"(?:截[至止]到?|统计至|每日|每天)[^,。;()]{{0,16}}?{_HOUR}"),
    re.compile(rf"{_HOUR}分?(?:之|以)?前"),
)
"""How sheets say until which hour they count: 截至2月10日18时, 每周五下午5点前."""
WEEKLY = re.compile(r"周报|每周|周统计")
ATTACHMENT = re.compile(r"^附(?:件|表)?\s*\d*[-—]?\d*\s*[:：]?")

CODES: dict[str, str] = {word: code for code, words in _WORDS["codes"].items() for word in words}
"""English for the field's words; the longest that fits is taken."""
LONGEST = max(len(word) for word in CODES)


def code_of(text: str) -> str:
    """Return a code made of the words that are known, or "" when less than half of the text is."""
    parts: list[str] = []
    known = start = 0
    while start < len(text):
        size = next(
            (
                size
                for size in range(min(LONGEST, len(text) - start), 0, -1)
                if text[start : start + size] in CODES
            ),
            0,
        )
        if size:
            parts.append(CODES[text[start : start + size]])
            known += size
        start += size or 1
    said = list(dict.fromkeys(part for part in parts if part))
    return "_".join(said)[:36].strip("_") if text and known * 2 >= len(text) else ""
