"""Measures and type of an official document (GB/T 9704-2012), shared by Word and PDF.

Lengths are millimetres on the page and points for type.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

POINTS_PER_MM = 72 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
MARGIN_TOP, MARGIN_LEFT = 37.0, 28.0
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
MARGIN_RIGHT = PAGE_WIDTH - MARGIN_LEFT - TEXT_WIDTH
MARGIN_BOTTOM = PAGE_HEIGHT - MARGIN_TOP - TEXT_HEIGHT
PAGE_NUMBER_GAP = 7.0
"""From the text block down to the page number's dashes."""

LINES, CHARACTERS = 22, 28
BODY_SIZE = 16.0
TITLE_SIZE = 22.0
PAGE_NUMBER_SIZE = 14.0
TABLE_SIZE = 14.0
LARGEST_BANNER = 42.0

LINE_PITCH = TEXT_HEIGHT * POINTS_PER_MM / LINES
CHARACTER_PITCH = TEXT_WIDTH * POINTS_PER_MM / CHARACTERS
INDENT = 2
"""Characters by which a paragraph's first line is indented."""

RED = "E60012"


@dataclass(frozen=True, slots=True)
class Face:
    """A type face: its name in Word and, in order of preference, the families that may stand in for it."""

    name: str
    families: tuple[str, ...]


_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "STSong")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")

FANGSONG = Face("仿宋_GB2312", ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02", *_SERIF))
XIAOBIAOSONG = Face("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *_SERIF))
HEI = Face("黑体", ("SimHei", "STHeiti", *_SANS))
KAI = Face("楷体_GB2312", ("KaiTi_GB2312", "KaiTi", "STKaiti", "FZKai-Z03", *_SERIF))
SONG = Face("宋体", ("SimSun", "STSong", *_SERIF))

HEADING_FACES = {1: HEI, 2: KAI, 3: FANGSONG, 4: FANGSONG}


def width(text: str) -> float:
    """The width of a text in characters of the body; a digit or letter is half a character."""
    return sum(1.0 if east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def banner_size(text: str) -> float:
    """The size in points at which the red name fits on one line."""
    return min(LARGEST_BANNER, TEXT_WIDTH * POINTS_PER_MM / max(width(text), 1))


def signature_indents(issuer: str, date: str) -> tuple[float, float]:
    """How far, in characters, issuer and date stand from the right edge at the paper's end.

    The issuer stands two characters in and the date begins two characters after it; if the date would
    come too near the edge it stands two characters in and the issuer moves (GB/T 9704, 7.3.5.2).
    """
    date_indent = width(issuer) - width(date)
    if date_indent >= INDENT:
        return float(INDENT), date_indent
    return INDENT + INDENT + width(date) - width(issuer), float(INDENT)
