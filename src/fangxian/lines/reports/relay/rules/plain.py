"""Chat text made plain: one width, simplified characters, without emoji, names called by @ and clock times."""

import datetime
import re

from fangxian.core.folding import half_width

SHAPES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200b-\u200f\u20e3\ufeff]")
MEANT = {"🈚": "无", "➕": "+", "⭕": "0"}
"""Emoji that say something."""
LETTER_O = re.compile(r"(?<![A-Za-z0-9])[Oo](?=\s*[人例名个])")
LEADING_DAY = re.compile(
    r"^\s*(?:20\d\d\.)?(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9])(?=[\s\u4e00-\u9fff])(?!\s*[人名例个万元])"
)
STICKERS = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,5}\]")
CALLED = re.compile(r"@[^\s:,;]{1,20}(?:\s|$)?")
LEADS_TO = re.compile(r"(?<![\d人名例个\s])\s*(?:→|->|=>)(?=\s*[^\s\d])")
"""An arrow from a field to a numeral (新增→叁), not one from a number to another."""
DAY = re.compile(
    r"(?:(?P<year>20\d\d)\s*[年./-]\s*)?(?P<month>1[0-2]|0?[1-9])\s*[月./-]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]?"
)
WRITTEN_DAY = re.compile(
    r"(?:20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?|\d{1,2}\s*月\s*\d{1,2}\s*[日号]?)"
    r"|(?<!\d)\d{1,2}\s*[日号](?!楼|院|线|桌)"
)
OWN_DAY = re.compile(
    r"(?<![从自于中到])(?P<day>(?:20\d\d\s*[年./-]\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号])"
    r"(?!\s*(?:起|至|以来|以后|以前|前|后|返|回|到|抵|入|从|离|由|乘|自|[-—~(]))"
)
OTHER_DAY = re.compile(r"\W*(?:昨日|昨天|前日|前天|明天|明日|后天)(?!.*(?:今[日天]|当[日天]|目前))")
CLOCK = re.compile(
    r"(?:截[至止]\s*)?(?:上午|下午|早上|晚上|中午|凌晨)?\s*"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}\s*[时点]\s*(?:\d{1,2}\s*分|半|整)?)"
)
OF_PERSONS = re.compile(
    r"(?:联系)?(?:电话|手机号?)?[:\s]*(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{17}[\dXx]|\d{15})(?!\d)|(?<=电话)[^\d;,]{0,6}\d[\d-]{6,}"
)
LONG_NUMBER = re.compile(r"\d{7,18}[\dXx]?")
REPORTER = "(?:(?:填报|填表|报送|上报|报告|联系|负责|审核|经办|值班|联络)人(?!数|员)|代报|代填)"
CONTACT = re.compile(
    rf"\((?:{REPORTER}|电话)[^)]*\)|\([\u4e00-\u9fff]{{2,4}}(?:代报|代填|报送)\)"
    rf"|{REPORTER}(?:姓名)?(?:及(?:联系)?(?:电话|方式))?(?:\s*:\s*|\s*)[\u4e00-\u9fff]{{2,4}}(?=[\s;,.)\d/]|$|电话|联系|手机)"
)
TITLED = re.compile("日报|接龙|截[至止]|统计|情况|通知")
SENT = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s*$")


def plain(text: str) -> str:
    """Return a text in half width and simplified characters; a full-width comma parts clauses, a half-width one
    may stand in a number."""
    for shape, meant in MEANT.items():
        text = text.replace(shape, meant)
    marked = text.replace("，", "；").replace("。", "；").replace("、", "、")
    cleaned = SHAPES.sub(" ", marked)
    return LEADS_TO.sub(":", LETTER_O.sub("0", STICKERS.sub(" ", half_width(cleaned))))


def without_noise(text: str) -> str:
    """Return a plain text without names called, days, clock times and numbers of telephones or papers."""
    for pattern in (LEADING_DAY, CONTACT, CALLED, OF_PERSONS, WRITTEN_DAY, CLOCK):
        text = pattern.sub(" ", text)
    return text


def without_numbers_of_people(text: str) -> str:
    """Return a line as it may be kept: telephone and ID numbers left out, and never more than 120 characters."""
    return LONG_NUMBER.sub("…", text).strip()[:120]


def is_sender(text: str) -> bool:
    """Tell whether a plain line is what a chat writes above a message: who, and when."""
    found = SENT.search(text)
    before = WRITTEN_DAY.sub("", text[: found.start()]) if found else ""
    return (
        bool(found)
        and not TITLED.search(before)
        and 0 < len(before.strip()) <= 20
        and not re.search(r"[\d;:,]", before)
    )


def day_of(text: str, near: datetime.date) -> datetime.date | None:
    """Return the day that a heading names, in the year nearest to a day known; None without one."""
    for found in DAY.finditer(text):
        if not WRITTEN_DAY.match(found[0]) and found["year"] is None and "." not in found[0]:
            continue
        years = [int(found["year"])] if found["year"] else [near.year - 1, near.year, near.year + 1]
        days = [day for year in years if (day := _day(year, int(found["month"]), int(found["day"])))]
        if days:
            return min(days, key=lambda day: abs(day - near))
    return None


def other_day(line: str, day: datetime.date | None) -> bool:
    """Tell whether a plain line reports another day (补报2月7日：新增3); a day since or on which one came is none."""
    if OTHER_DAY.match(line):
        return True
    if day is None:
        return False
    found = OWN_DAY.search(line)
    named = day_of(found["day"], day) if found else None
    return named is not None and named != day


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
