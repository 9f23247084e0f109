"""Values of cells: whole numbers, yes and no, choices; dates and identifiers come from their own modules.

Every reader returns None where nothing is stated: blank is not zero (M8). It raises ValueProblem with a
code where something is stated that cannot be read.
"""

import re
from collections.abc import Mapping

from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.dates import Moment, Reading, parse_date, parse_datetime
from fangxian.mechanisms.imports.identifiers import IdNumber, parse_id_number, parse_phone
from fangxian.mechanisms.imports.percentages import Percentage
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import NOT_STATED, chinese_number, fold, parse_text, text_of

__all__ = [
    "IdNumber",
    "Moment",
    "Reading",
    "parse_choice",
    "parse_date",
    "parse_datetime",
    "parse_flag",
    "parse_id_number",
    "parse_integer",
    "parse_phone",
    "parse_text",
]

_WITH_UNIT = re.compile(r"(-?[\d,]+)(?:\.0+)?(万)? ?(?:人次|[人名户個个件例次天岁辆套袋斤只副箱家份])?")
_GROUPED = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)")
_UNIT_END = re.compile(r" ?(?:人次|[人名户個个件例次天岁辆套袋斤只副箱家份])$")
_NONE_WORDS = frozenset({"无", "無", "没有", "沒有", "未发生", "零报告"})


def parse_integer(value: Cell | None, *, none_is_zero: bool = False, minimum: int | None = 0) -> int | None:
    """Return a whole number (12, １２, 3人, 十二, 1,234), or None where nothing is stated.

    ``无`` is a stated zero only where ``none_is_zero``. Raises ValueProblem BAD_NUMBER, FORMULA.
    """
    if isinstance(value, bool | Percentage):
        raise ValueProblem(Code.BAD_NUMBER)
    if isinstance(value, int | float):
        number = int(value) if float(value).is_integer() and abs(value) < 2**53 else None
    else:
        text = text_of(value)
        if text in NOT_STATED:
            return None
        number = 0 if none_is_zero and text in _NONE_WORDS else _integer(text)
    if number is None or (minimum is not None and number < minimum):
        raise ValueProblem(Code.BAD_NUMBER)
    return number


def _integer(text: str) -> int | None:
    match = _WITH_UNIT.fullmatch(text)
    if match and _GROUPED.fullmatch(match[1]):
        return int(match[1].replace(",", "")) * (10_000 if match[2] else 1)
    return chinese_number(_UNIT_END.sub("", text))


_YES_WORDS = "是 有 √ ✓ ✔ v y yes true 1 对 已 阳性 发热 发烧 咳嗽 干咳 乏力 咽痛 腹泻 有症状 异常"
_NO_WORDS = "否 无 x × ✕ ✗ ✘ n no false 0 没有 没 正常 阴性 无症状 无异常 未见异常 均无 良好 健康"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_TEMPERATURE = re.compile(r"[ ,，]?\d\d(?:\.\d)? ?(?:°C|度)")
_PARTS = re.compile(r"[、,，;；/和及 ]+")


def parse_flag(value: Cell | None) -> bool | None:
    """Return yes or no (有 无 是 否 √ × 发热 未发热 咳嗽、乏力), or None where nothing is stated.

    Raises ValueProblem BAD_FLAG, FORMULA.
    """
    if isinstance(value, bool):
        return value
    text = text_of(value)
    if text in NOT_STATED:
        return None
    folded = fold(_TEMPERATURE.sub("", text)) or text
    if text in _YES or folded in _YES:
        return True
    if text in _NO or folded in _NO:
        return False
    return _flag_of_parts(folded, text)


def _flag_of_parts(folded: str, text: str) -> bool:
    parts = [fold(part) for part in _PARTS.split(text) if part]
    if len(parts) > 1 and all(part in _YES or part in _NO for part in parts):
        return any(part in _YES for part in parts)
    if folded[:1] in {"不", "未", "无", "没"} and folded.lstrip("不未无没有") in _YES:
        return False
    if folded[:1] == "有" and folded[1:] in _YES:
        return True
    raise ValueProblem(Code.BAD_FLAG)


def parse_choice(value: Cell | None, choices: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the code whose code or wordings (in any script, spacing, case) the cell holds, or None.

    Raises ValueProblem BAD_CHOICE, FORMULA.
    """
    text = text_of(value)
    if text in NOT_STATED:
        return None
    folded = fold(text)
    for code, wordings in choices.items():
        if folded == fold(code) or any(folded == fold(wording) for wording in wordings):
            return code
    raise ValueProblem(Code.BAD_CHOICE)
