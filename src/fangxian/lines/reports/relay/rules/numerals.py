"""Numbers as people write them in a chat: digits, Chinese numerals, 两 and 〇; never what is only about so many."""

import re
from decimal import Decimal

import cn2an  # type: ignore[import-untyped]

DIGITS = r"\d+(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?[万亿]?"
CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟"
"""Numerals of forms, which are names as well: numbers only before what is counted."""
CAPITAL_ALONE = rf"[零{CAPITALS}]+(?![\u4e00-\u9fff])"
"""What is a number behind the name of a field only (累计叁)."""
COUNTED = "人次|名|人|例|个|户|位|宗|起|件|次|%|万元|元|公斤|斤|份|只|辆|台"
NO_NUMERAL = "样般直律定旦起些切共下边方面概并致"
"""What makes a word of the numeral before it (一样, 一律)."""
CHINESE = (
    rf"(?:[零〇一二两俩三四五六七八九十廿卅百千万亿]+(?![{NO_NUMERAL}])|[零{CAPITALS}]+(?=\s*(?:{COUNTED})))"
)
ABOUT_BEFORE = "大约|大概|约|近|超过|超|至少|不足|不到|最多"
ABOUT_AFTER = "余|多|来|几|左右|以上|以下"
SHORT = {"俩": "两", "〇": "零", "廿": "二十", "卅": "三十"}
WORDS = {"零": 0, "〇": 0, "两": 2, "俩": 2}


def number(text: str) -> Decimal | None:
    """Return the number that a numeral writes, or None for what is none."""
    if text in WORDS:
        return Decimal(WORDS[text])
    if re.fullmatch(r"\d[\d,.]*", text):
        return Decimal(text.replace(",", ""))
    for short, whole in SHORT.items():
        text = text.replace(short, whole)
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (KeyError, ValueError):  # cn2an fails by a look-up on 一十零 and the like
        return None


def without_value(text: str) -> bool:
    """Tell whether a cell is left empty, or filled with a dash or stroke for that."""
    return not text.strip(" -—_~/.()人")


def is_chinese(text: str) -> bool:
    """Tell whether a numeral is written in Chinese characters alone."""
    return bool(re.fullmatch(rf"[零〇一二两俩三四五六七八九十廿卅百千万亿{CAPITALS}]+", text))
