"""Deadlines that follow from a response's rules (pure): of registrations, declarations and daily reports.

Instants are aware; days and cut-offs are those of China's one time zone.
"""

import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
DAY = datetime.timedelta(days=1)


def due_after(arrived_at: datetime.datetime, hours: int) -> datetime.datetime:
    """Return the instant until which an arrival has to be declared or registered (M5)."""
    return arrived_at + datetime.timedelta(hours=hours)


def cut_off(day: datetime.date, at: datetime.time) -> datetime.datetime:
    """Return the instant up to which a day's report counts (M8)."""
    return datetime.datetime.combine(day, at, tzinfo=CHINA)


def report_due(day: datetime.date, at: datetime.time, grace_minutes: int) -> datetime.datetime:
    """Return the instant after which a day's report is late: its cut-off and the grace."""
    return cut_off(day, at) + datetime.timedelta(minutes=grace_minutes)


def report_window(day: datetime.date, at: datetime.time) -> tuple[datetime.datetime, datetime.datetime]:
    """Return what a day's report covers: later than the previous cut-off, up to its own."""
    return cut_off(day - DAY, at), cut_off(day, at)


def report_day(instant: datetime.datetime, at: datetime.time) -> datetime.date:
    """Return the day whose report covers an instant."""
    local = instant.astimezone(CHINA)
    return local.date() if local <= cut_off(local.date(), at) else local.date() + DAY
