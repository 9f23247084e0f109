"""Gaps in a line of text that a form leaves to be filled: 填报单位：____ 截至  月  日18时 (pure, M8)."""

import re
from dataclasses import dataclass

_BLANK = r"[\s_＿\u3000]"
_LABEL = re.compile(r"([\u3400-\u9fff（）()、/]{2,18})\s*[：:]")
_DATE = re.compile(
    rf"(?:(?P<century>20|二〇|二○)?{_BLANK}*(?P<year>\d{{2,4}})?{_BLANK}*年)?{_BLANK}*"
    rf"(?P<month>\d{{1,2}})?{_BLANK}*月{_BLANK}*(?P<day>\d{{1,2}})?{_BLANK}*日"
)
_CUT_OFF = r"截[至止]到?|截止(?:时间|日期)?"
DATE_LABEL, CUT_OFF_LABEL = "日期", "截至日期"


@dataclass(frozen=True)
class Gap:
    """Characters of a text that wait for a value; ``pattern`` is the date's own writing (年月日 or 月日)."""

    start: int
    end: int
    label: str
    pattern: str = ""


def gaps(text: str) -> list[Gap]:
    """Return the gaps of a line from left to right; what is filled in already is none."""
    dates = [_date_gap(text, found) for found in _DATE.finditer(text) if not _is_stated(found)]
    found = dates + [gap for match in _LABEL.finditer(text) if (gap := _after(text, match, dates))]
    return sorted(found, key=lambda gap: gap.start)


def with_values(text: str, filled: dict[tuple[int, int], str]) -> str:
    """Return a line with values put into its gaps, by start and end."""
    for (start, end), value in sorted(filled.items(), reverse=True):
        spaced = (
            value if end == len(text) or not value or text[end : end + 1] in "）)，,；;" else f"{value}  "
        )
        text = text[:start] + (value if _follows(text, end) else spaced) + text[end:]
    return text


def _follows(text: str, end: int) -> bool:
    """Tell whether what comes next belongs to the value itself: the hour after a date."""
    return bool(re.match(r"\s*\d|\s*时", text[end:]))


def _is_stated(found: re.Match[str]) -> bool:
    return bool(found["month"] and found["day"])


def _date_gap(text: str, found: re.Match[str]) -> Gap:
    """Return a date's gap; the label before it is its own only if it asks for a date."""
    start = found.start()
    while text[start] in " \u3000_＿\t\n":
        start += 1
    before = text[: found.start()].rstrip(" \t_＿\u3000")
    labels = [match[1] for match in _LABEL.finditer(before) if match.end() == len(before)]
    pattern = "年月日" if "年" in found[0] else "月日"
    if labels and re.search(r"日期|时间|時間|截", labels[-1]):
        return Gap(found.start(), found.end(), labels[-1], pattern)
    label = CUT_OFF_LABEL if re.search(rf"(?:{_CUT_OFF})$", before) else DATE_LABEL
    return Gap(start, found.end(), label, pattern)


def _after(text: str, match: re.Match[str], dates: list[Gap]) -> Gap | None:
    """Return the gap after a label with a colon, if nothing but blanks stands there."""
    rest = re.match(rf"{_BLANK}*", text[match.end() :])
    end = match.end() + (rest.end() if rest else 0)
    date = next((gap for gap in dates if match.end() <= gap.end and gap.start <= end), None)
    if date and date.label == match[1]:
        return None
    follows = date or _LABEL.match(text, end) or re.match(rf"[（(]?(?:{_CUT_OFF})", text[end:])
    if end < len(text) and not follows and text[end] not in "，,；;）)（(":
        return None
    return Gap(match.end(), end, match[1])
