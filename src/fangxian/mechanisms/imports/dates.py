"""Dates and times as people write them into sheets, read as aware datetimes (M5)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import CHINESE_NUMERALS, NOT_STATED, chinese_number, text_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = 1900, 2099
SERIAL_ORIGIN = datetime(1899, 12, 30, tzinfo=UTC)
MIDNIGHT = time()
FIRST_SERIAL, LAST_SERIAL = 367, 73_051  # smaller numbers are a typed 2.3, whose zero of 2.30 is lost


class Moment(NamedTuple):
    """An instant, and whether its time of day was stated (else it is the day's beginning)."""

    at: datetime
    time_stated: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How dates are read: the year of ``2月3日``, the last day that such a date may mean, the time zone.

    With ``not_after`` a date without a year that would lie later is taken a year earlier (12月28日, in
    February); with ``ahead`` too it is the one nearest to that day, before or after it.
    """

    default_year: int | None = None
    not_after: date | None = None
    ahead: bool = False
    timezone: ZoneInfo = SHANGHAI


def parse_date(value: Cell | None, reading: Reading = Reading()) -> date | None:
    """Return the day, or None where nothing is stated. Raises ValueProblem BAD_DATE, FORMULA."""
    moment = parse_datetime(value, reading)
    return moment and moment.at.date()


def parse_datetime(value: Cell | None, reading: Reading = Reading()) -> Moment | None:
    """Return the moment, or None where nothing is stated. Raises ValueProblem BAD_DATE, FORMULA."""
    if isinstance(value, str) or value is None:
        return _from_text(value, reading)
    if isinstance(value, datetime):
        return _from_datetime(value, reading)
    if isinstance(value, date):
        return _moment(value, MIDNIGHT, False, reading)
    if isinstance(value, timedelta):
        return _from_serial(value / timedelta(days=1), reading)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, reading)
    text_of(value)  # a formula's fault is said as such
    raise ValueProblem(Code.BAD_DATE)


def _from_datetime(value: datetime, reading: Reading) -> Moment:
    if value.tzinfo is not None:
        value = value.astimezone(reading.timezone)
        return _moment(value.date(), value.time(), True, reading)
    if value.microsecond:
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    clock = value.time()
    return _moment(value.date(), clock, clock != MIDNIGHT, reading)


def _from_number(value: float, reading: Reading) -> Moment:
    if value >= 19_000_101 and float(value).is_integer():
        return _from_text(str(int(value)), reading) or _refuse()
    return _from_serial(value, reading)


def _from_serial(days: float, reading: Reading) -> Moment:
    if not FIRST_SERIAL <= days <= LAST_SERIAL:
        raise ValueProblem(Code.BAD_DATE)
    return _from_datetime((SERIAL_ORIGIN + timedelta(days=days)).replace(tzinfo=None), reading)


def _refuse() -> Moment:
    raise ValueProblem(Code.BAD_DATE)


def _moment(day: date, clock: time, stated: bool, reading: Reading) -> Moment:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueProblem(Code.BAD_DATE)
    return Moment(datetime.combine(day, clock, reading.timezone), stated)


_SEPARATOR = r"[-/.,、年 _~]"
_DAY = (
    rf"(?:(?P<year>\d{{4}}|\d{{2}}) ?{_SEPARATOR} ?)?"
    r"(?P<month>\d{1,2}) ?[-/.,、月 ] ?(?P<day>\d{1,2})(?!\d| ?[:时点]) ?[日号]?"
    r"|(?P<compact>(?:19|20)\d{6})"
)
_CLOCK = (
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|夜间|晚)? ?"
    r"(?:(?P<hour>\d{1,2}) ?[:时点] ?"
    r"(?:(?P<minute>\d{1,2}|半) ?(?:[:分] ?(?:(?P<second>\d{1,2})(?:\.\d+)? ?秒?)?)?)?"
    r" ?(?P<half>[aApP][mM])?)? ?(?:左右|许|前|后)?"
)
_PLAIN = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?: (\d\d?):(\d\d))?")
_WEEKDAY = r"\(?(?:星期|周)[一二三四五六日天\d]\)?"
_WHOLE = re.compile(rf"(?:{_DAY}) ?(?:{_WEEKDAY})? ?T?{_CLOCK}$")
_NUMERAL = re.compile(rf"(?<![周期])[{CHINESE_NUMERALS}]+")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜间", "晚", "pm"})


def _from_text(value: str | None, reading: Reading) -> Moment | None:
    text = text_of(value)
    if (plain := _PLAIN.fullmatch(text)) and plain[4] != "24":
        return _from_plain(plain, reading)
    if text in NOT_STATED:
        return None
    if "T" in text and "-" in text and (stamp := _iso(text)):
        return (
            _moment(stamp.date(), stamp.time(), True, reading)
            if not stamp.tzinfo
            else _from_datetime(stamp, reading)
        )
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _from_serial(float(text), reading)
    match = _WHOLE.match(_with_digits(text))
    if match is None:
        raise ValueProblem(Code.BAD_DATE)
    try:
        return _assemble(match.groupdict(), reading)
    except (ValueError, OverflowError) as error:
        raise ValueProblem(Code.BAD_DATE) from error


def _from_plain(match: re.Match[str], reading: Reading) -> Moment:
    year, month, day, hour, minute = match.groups()
    try:
        if hour is None:
            return _moment(date(int(year), int(month), int(day)), MIDNIGHT, False, reading)
        return _moment(date(int(year), int(month), int(day)), time(int(hour), int(minute)), True, reading)
    except ValueError as error:
        raise ValueProblem(Code.BAD_DATE) from error


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _with_digits(text: str) -> str:
    text = text.replace("時", "时").replace("點", "点").replace("號", "号").replace("週", "周")
    text = re.sub(r"\b元年", "1年", text)
    if not any(character in CHINESE_NUMERALS for character in text):
        return text
    return _NUMERAL.sub(lambda match: str(chinese_number(match[0]) or match[0]), text)


def _assemble(parts: dict[str, str | None], reading: Reading) -> Moment:
    hour, minute, second = _clock(parts)
    day = _day(parts, reading)
    if hour == 24 and minute == second == 0:
        return _moment(day + timedelta(days=1), MIDNIGHT, True, reading)
    return _moment(day, time(hour, minute, second), parts["hour"] is not None, reading)


def _day(parts: dict[str, str | None], reading: Reading) -> date:
    if compact := parts["compact"]:
        return date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    month, day = int(parts["month"] or 0), int(parts["day"] or 0)
    if year := parts["year"]:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if reading.default_year is None:
        raise ValueProblem(Code.BAD_DATE)
    if reading.not_after and reading.ahead:
        return _nearest(month, day, reading.not_after)
    assumed = date(reading.default_year, month, day)
    if reading.not_after and assumed > reading.not_after:
        return date(reading.default_year - 1, month, day)
    return assumed


def _nearest(month: int, day: int, to: date) -> date:
    """Return the day of a month that lies nearest to another; 29 February only where there is one."""
    lasts = {year: monthrange(year, month)[1] for year in (to.year - 1, to.year, to.year + 1)}
    days = [date(year, month, day) for year, last in lasts.items() if day <= last]
    return min(days or [date(to.year, month, day)], key=lambda one: abs(one - to))


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(parts["hour"] or 0)
    minute = 30 if parts["minute"] == "半" else int(parts["minute"] or 0)
    half = (parts["half"] or "").lower()
    if (parts["part"] in _AFTERNOON or half == "pm" or parts["part"] == "中午") and 0 < hour < (
        6 if parts["part"] == "中午" else 12
    ):
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return hour, minute, int(parts["second"] or 0)
