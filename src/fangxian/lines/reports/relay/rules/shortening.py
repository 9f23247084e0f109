"""How people shorten a unit's name (编办, 晨岫财险, 一中): whether a short text may mean a long name (M8).

Every test takes two texts in simplified characters without punctuation; numerals of both must agree, so that 一中 is
not 第十一中学. Which of several names is meant is not decided here.
"""

import re

ENDS = {
    "委": ("委员会",),
    "办": ("办公室",),
    "小": ("小学",),
    "中": ("中学",),
    "幼": ("幼儿园",),
    "高": ("高中", "高级中学"),
}
"""Last letters of short names, and the endings for which they stand."""
NO_NAME = re.compile(
    r"[我本贵各全该].*|.*[今昨明]日|单位|机关|社区|街道|公司|中心|学校|企业|部门|集团|有限|有限公司|大家|各位|领导|收到"
)
NUMERALS = re.compile("[一二三四五六七八九十百]+|[0-9]+")
LONGEST = 12


def may_be_short(text: str) -> bool:
    """Tell whether a text could be the short name of a unit at all; words of every unit are none."""
    return 1 < len(text) <= LONGEST and not NO_NAME.fullmatch(text)


def is_part(short: str, name: str) -> bool:
    """Tell whether a name holds a short one as it stands (村镇银行, 江屏人寿, 一中)."""
    return len(short) < len(name) and short in name and _numerals_agree(short, name)


def is_contracted(short: str, name: str) -> bool:
    """Tell whether a name begins like a short one and holds its other letters in their order (晨岫财险)."""
    head, rest = short[:2], short[2:]
    at = name.find(head)
    return len(rest) > 0 and at >= 0 and _in_order(rest, name[at + 2 :]) and _numerals_agree(short, name)


def is_initials(short: str, name: str) -> bool:
    """Tell whether a name holds a short one's letters in their order and ends alike (卫健委, 编办, 实小)."""
    return (
        len(short) < len(name)
        and (len(short) > 2 or short[-1] in ENDS)
        and _ends_alike(short, name)
        and _in_order(short, name)
        and _numerals_agree(short, name)
    )


WAYS = (is_part, is_contracted, is_initials)
"""The surest way first."""


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _ends_alike(short: str, name: str) -> bool:
    return short[-1] == name[-1] or (name.endswith(ENDS.get(short[-1], ())) and short[-1] in ENDS)


def _numerals_agree(short: str, name: str) -> bool:
    own = NUMERALS.findall(short)
    return not own or own == NUMERALS.findall(name)
