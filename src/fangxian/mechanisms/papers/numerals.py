"""Numbers, dates and document numbers as official Chinese text writes them (GB/T 15835, GB/T 9704)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

Number = int | Decimal | Fraction

NOTHING = "—"
"""What stands where there is nothing to show or nothing to divide by."""

MORE_THAN = ("余", "多")
"""Qualifiers written after the number: 5000余, 100多."""

BEFORE_NUMBER = ("约", "近", "逾", "超")
"""Qualifiers written before the number: 约5000."""

OFFICIAL_TIME = ZoneInfo("Asia/Shanghai")


def plain(value: Number) -> str:
    """Write a number without separators, with one decimal only where it has one: 1187, 3.5."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    tenths = round(exact * 10)
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def exact(value: Number, decimals: int) -> str:
    """Write a number with all its decimals, as money is written: 350.60."""
    units = round(Fraction(value) * 10**decimals)
    whole, rest = divmod(abs(units), 10**decimals)
    return f"{'-' if units < 0 else ''}{whole}.{rest:0{decimals}d}"


def percent(numerator: Number, denominator: Number) -> str:
    """Write a rate as a percentage with at most one decimal, or "—" without a denominator (M24).

    Only a complete rate reads 100% and only an empty one 0%: 2999 of 3000 is 99.9%, 1 of 3000 is 0.1%.
    """
    if not denominator:
        return NOTHING
    rate = Fraction(numerator) / Fraction(denominator) * 100
    rounded = Fraction(round(rate * 10), 10)
    if 0 < rate < 100:
        rounded = min(max(rounded, Fraction(1, 10)), Fraction(999, 10))
    return f"{plain(rounded)}%"


def more_than(value: Number, word: str = "余") -> str:
    """Round a number down to its two leading digits (tens below one hundred) and say "more than".

    20136 becomes 20000余 and 34 becomes 30余; a number that is already round, or below ten, stays exact.
    """
    whole = int(value)
    if whole < 10:
        return plain(value)
    step: int = 10 ** max(len(str(whole)) - 2, 1)
    floor = whole // step * step
    return plain(floor) + (word if floor < value else "")


def qualified(number: str, qualifier: str) -> str:
    """Keep the qualifier that an entry carries: 5000余, 约5000 (M24)."""
    return qualifier + number if qualifier in BEFORE_NUMBER else number + qualifier


def document_number(agency: str, year: int, serial: int) -> str:
    """Compose a document number with hexagonal brackets: 白山直党工发〔2020〕1号 (GB/T 9704, 7.2.5)."""
    return f"{agency}〔{year}〕{serial}号"


def issue_number(issue: int) -> str:
    """Write the issue of a bulletin: 第1期."""
    return f"第{issue}期"


def day(value: date, *, year: bool = True) -> str:
    """Write a date in Arabic digits without leading zeros: 2020年2月10日, or 2月10日."""
    short = f"{value.month}月{value.day}日"
    return f"{value.year}年{short}" if year else short


def closing_day(moment: datetime) -> date:
    """The day that an instant closes, in official time: midnight still belongs to the day before it."""
    return (moment.astimezone(OFFICIAL_TIME) - timedelta(microseconds=1)).date()


def hour(moment: datetime) -> str:
    """Write an aware instant to the hour, in official time: 2月10日18时, 2月10日18时30分, 2月10日24时."""
    local = moment.astimezone(OFFICIAL_TIME)
    name = day(closing_day(moment), year=False)
    if local.time() == time.min or (local.hour, local.minute) == (23, 59):
        return f"{name}24时"
    return f"{name}{local.hour}时" + (f"{local.minute}分" if local.minute else "")
