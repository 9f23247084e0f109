"""Text of cells made comparable: width, spaces, invisible marks, traditional characters, Chinese numerals."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from fangxian.core.folding import half_width
from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.percentages import Percentage
from fangxian.mechanisms.imports.sheets import Cell, FormulaFault

ERROR_TEXTS = frozenset(
    {
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "Err:502",
        "Err:508",
    }
)
NOT_STATED = frozenset({"", "-", "--", "---", "/", "\\", "—", "——", "－", "―", "…", "..."})
GUARDED = "=+-@\t\r"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_NOISE = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def text_of(value: Cell | None) -> str:
    """Return a cell as tidy text: NFKC, single spaces, none at the ends; whole numbers without ``.0``.

    Raises ValueProblem FORMULA for a formula without a valid result.
    """
    if isinstance(value, str):
        return _tidy(value)
    if value is None:
        return ""
    if isinstance(value, FormulaFault):
        raise ValueProblem(Code.FORMULA)
    if isinstance(value, Percentage):
        return value.shown
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return str(value).removesuffix(":00").removesuffix(" 00:00")
    return str(value)


def shown(value: Cell | None) -> str:
    """Return what the sender sees in the cell, for messages; never raises."""
    if isinstance(value, FormulaFault):
        return value.shown
    return text_of(value) if value not in ERROR_TEXTS else str(value)


def _tidy(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    if text in ERROR_TEXTS:
        raise ValueProblem(Code.FORMULA)
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    if not text.isalnum():
        text = _SPACES.sub(" ", text).strip()
        if text[:1] == "'" and (text[1:2] in GUARDED or text[1:2].isdigit()):
            text = text[1:]  # the guard of our own exports, or one typed to keep a number as text
    return text


def parse_text(value: Cell | None) -> str | None:
    """Return tidy text without spaces between Chinese characters (张 三), or None where nothing is stated."""
    text = text_of(value)
    if " " in text:
        text = _BETWEEN_IDEOGRAPHS.sub("", text)
    return None if text in NOT_STATED else text


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return text for comparing names of columns and values: simplified, lower case, no punctuation."""
    return _NOISE.sub("", half_width(text).lower())


_DIGITS = dict(zip("〇零一二三四五六七八九", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)) | dict(
    zip("壹贰貳叁參肆伍陆陸柒捌玖两兩", [1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 2, 2], strict=True)
)
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
CHINESE_NUMERALS = "".join(_DIGITS) + "".join(_UNITS) + "万萬"


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese numeral (十二, 一百零三, 二〇二〇, 廿三, 两万), or None if it is none."""
    if not text or any(character not in CHINESE_NUMERALS for character in text):
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    head, myriad, tail = text.replace("萬", "万").partition("万")
    if not myriad:
        return _below_myriad(text)
    upper, lower = _below_myriad(head), _below_myriad(tail) if tail else 0
    return None if upper is None or lower is None else upper * 10_000 + lower


def _below_myriad(text: str) -> int | None:
    """Read units in falling order; 一百三 (103 or 130?) is refused, 一百零三 is not."""
    total, digit, previous, zero = 0, 0, 10_000, False
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit, zero = _DIGITS[character], zero or character in "〇零"
            continue
        unit = _UNITS.get(character, 0)
        size = 10 if character in "廿卅" else unit
        if not unit or size >= previous or (size != unit and digit):
            return None
        total, digit, previous, zero = total + unit * (digit or 1), 0, size, False
    ambiguous = digit and 10 < previous < 10_000 and not zero
    return total + digit if text and not ambiguous else None
