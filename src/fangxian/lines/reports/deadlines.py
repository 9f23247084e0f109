"""The hours of the daily report: cut-off, end of grace, and the window that a report covers (M8)."""

import datetime

from django.utils import timezone

from fangxian.core import clock
from fangxian.trees.responses.models import Response

DAY = datetime.timedelta(days=1)


def cut_off(response: Response, day: datetime.date) -> datetime.datetime:
    """Return the instant at which a day's report is due."""
    hour, _grace = response.report_hours_on(day)
    return datetime.datetime.combine(day, hour, timezone.get_default_timezone())


def late_at(response: Response, day: datetime.date) -> datetime.datetime:
    """Return the instant after which a day's report is late."""
    _hour, grace = response.report_hours_on(day)
    return cut_off(response, day) + datetime.timedelta(minutes=grace)


def window(response: Response, day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return what a day's report covers: from just after the former cut-off to its own."""
    return cut_off(response, day - DAY) + datetime.timedelta(microseconds=1), cut_off(response, day)


def days_due(response: Response, start: datetime.datetime, end: datetime.datetime) -> list[datetime.date]:
    """Return the days whose cut-off lies in a window, from the response's start to tomorrow at the latest."""
    zone = timezone.get_default_timezone()
    start, end = max(start, response.started_at), min(end, clock.now() + DAY)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if start <= cut_off(response, day) <= end]


def current_day(response: Response, now: datetime.datetime) -> datetime.date:
    """Return the day whose report is being collected now: today."""
    return now.astimezone(timezone.get_default_timezone()).date()
