"""What a correction says, without what it takes back: 应为4, 由2改为3, 是12不是21, 刚才漏了一位 (M8)."""

import re
from collections.abc import Sequence

from fangxian.lines.reports.relay.rules.tokens import TELLING, Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

AFFIRMS = r"(?<=[:\s])(?:对的?|是的|嗯|没错)(?=\s*[;,!])"
"""Answers a question about one's report (对，累计13), and so leaves what else was said."""
CORRECTS = re.compile(
    r"更正|更改|订正|纠正|修正|勘误|写错|打错|报错|多报|少报|报多|报少|填错|发错|错了|有误|不对|应为|应该为|应该是|应是|改为|改成|修改为|补充|补报|漏报|漏了|以此为准|补(?=\s*:)|\d\s*(?:→|->|=>|改)\s*\d"
    rf"|{AFFIRMS}"
)
INSTEAD = re.compile(r"(?:更正为|更改为|修改为|应该为|应该是|应为|应是|改为|改成)")
MARKS = re.compile(
    r"(?:上面|前面|上一条|刚才|刚刚|之前|楼上|原来)(?:的|那条|发的|报的)?|一下|写成了?\S{0,4}|(?:我|我们)?(?:把)?(?:数|数据|数字)?(?:写|打|报|填|发)错(?:了)?|"
    r"(?:更正|更改)(?:为|一?下)?|订正|纠正|修正|勘误|错了|有误|不对|不好意思|抱歉|对不起|补充|补报|补(?=\s*:)|漏报了?|漏了|以此为准|以这条为准|更新|重发|重新报"
    rf"|{AFFIRMS}"
)
NUMERAL = r"(?:\d+|[一二两三四五六七八九十]+)"
ARROW = re.compile(r"\d+\s*(?:[人名例个]\s*)?(?:→|->|=>)\s*(?=\d)|\d+\s*改\s*(?=\d)")
NOT = re.compile(rf",?\s*(?:而|并)?不是\s*{NUMERAL}\s*[人名例个]?")
WAS = re.compile(rf"由\s*{NUMERAL}\s*[人名例个]?\s*(?P<link>改|变|更正|调整)")
EXPLAINS = re.compile(
    rf"(?:漏|少|多|重复|误)(?:报|写|算|统计|填|加|计)?了?\s*{NUMERAL}\s*[位人个名例]"
    rf"|(?:刚|刚刚|刚才|后来)(?:又)?(?:有|来|走)了?\s*{NUMERAL}\s*[位人个名例]"
)


def corrected(text: str, words: Vocabulary) -> str:
    """Return a correction's text with only what holds: what was wrong is left out (累计写成5了，应为4)."""
    text = WAS.sub(r"\g<link>", NOT.sub(" ", ARROW.sub("", text)))
    return _restated(";".join(_unexplained(re.split(r";|,(?!\d{3})", text), words)), words)


def _unexplained(clauses: Sequence[str], words: Vocabulary) -> list[str]:
    """Leave out what tells why (刚才漏了一位), where another clause tells what holds."""
    told = [bool(_fields(clause, words)) for clause in clauses]
    if not any(told):
        return list(clauses)
    return [
        clause if tells else EXPLAINS.sub(" ", clause) for clause, tells in zip(clauses, told, strict=True)
    ]


def _restated(text: str, words: Vocabulary) -> str:
    """Return a text in which what stands before "should be" gives way to what stands behind it."""
    places = list(INSTEAD.finditer(text))
    clauses = re.split(r";|,(?!\d{3})", text)
    if len(places) > 1 and len(places) == sum(bool(INSTEAD.search(clause)) for clause in clauses):
        return ";".join(_restated(clause, words) for clause in clauses)
    if places:
        former, after = text[: places[-1].start()], text[places[-1].end() :]
        if _replaces_some(former, after, words):
            return MARKS.sub(" ", f"{_without_fields(former, after, words)} {after}")
        first = next((token.kind for token in tokens(after, words) if token.kind in TELLING), None)
        former = _without_values(former, words, fields=first in (Kind.NUMBER, Kind.NONE))
        text = f"{former} {after}"
    return MARKS.sub(" ", text)


def _fields(text: str, words: Vocabulary) -> list[str]:
    return [token.text for token in tokens(text, words) if token.kind is Kind.FIELD]


def _replaces_some(former: str, after: str, words: Vocabulary) -> bool:
    """Tell whether what holds restates some, not all, of the fields before it (新增0 隔离9, 应为隔离8)."""
    wrong, right = _fields(former, words), _fields(after, words)
    return bool(right) and set(right) < set(wrong) and len(wrong) == len(set(wrong))


def _without_fields(former: str, after: str, words: Vocabulary) -> str:
    """Return a text without the fields that are restated behind it, nor what stands beside them."""
    gone = set(_fields(after, words))
    found = [token for token in tokens(former, words) if token.kind is Kind.FIELD]
    ends = [*(token.start for token in found[1:]), len(former)]
    for token, end in reversed(list(zip(found, ends, strict=True))):
        if token.text in gone:
            former = f"{former[: token.start]} {former[end:]}"
    return former


def _without_values(text: str, words: Vocabulary, *, fields: bool) -> str:
    """Return a text without numbers, and if told so without fields but the last."""
    found = tokens(text, words)
    named = [token for token in found if token.kind is Kind.FIELD]
    kept = {named[-1]} if fields and named else set()
    gone = [t for t in found if t.kind in (*TELLING, Kind.PART, Kind.LIST) and t not in kept]
    for token in reversed(gone):
        text = text[: token.start] + " " + text[token.end :]
    return text
