"""When a form's report is due: days by its frequency, cut-off, end of grace, and the window that a report covers (M8).

Without a form the hours are the response's, on every day.
"""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from fangxian.core import clock
from fangxian.mechanisms.forms.vocabulary import Form, Frequency
from fangxian.trees.responses.models import Response

DAY = datetime.timedelta(days=1)
WEEK = 7


def cut_off(response: Response, day: datetime.date, form: Form | None = None) -> datetime.datetime:
    """Return the instant at which a day's report is due."""
    hour, _grace = response.report_hours_on(day)
    own = form.cut_off if form and form.cut_off else hour
    return datetime.datetime.combine(day, own, timezone.get_default_timezone())


def late_at(response: Response, day: datetime.date, form: Form | None = None) -> datetime.datetime:
    """Return the instant after which a day's report is late."""
    _hour, grace = response.report_hours_on(day)
    own = form.grace if form and form.grace is not None else grace
    return cut_off(response, day, form) + datetime.timedelta(minutes=own)


def is_due(form: Form, day: datetime.date) -> bool:
    """Tell whether a version of a form asks for a report of a day."""
    if not form.holds_on(day):
        return False
    if form.frequency is Frequency.WEEKLY:
        return day.weekday() == int(form.due_on or 0)
    return form.frequency is Frequency.DAILY or form.due_on == day.isoformat()


def due_day(form: Form, day: datetime.date) -> datetime.date:
    """Return the day whose report is being collected on a day: that day, or the next one on which it is due."""
    if form.frequency is Frequency.WEEKLY:
        return day + DAY * ((int(form.due_on or 0) - day.weekday()) % WEEK)
    return datetime.date.fromisoformat(form.due_on) if form.frequency is Frequency.ONCE else day


def former_day(form: Form, day: datetime.date) -> datetime.date:
    """Return the day of the report before a day's: what ``yesterday`` means for the form."""
    return day - DAY * (WEEK if form.frequency is Frequency.WEEKLY else 1)


def window(
    response: Response, day: datetime.date, form: Form | None = None
) -> tuple[datetime.datetime, datetime.datetime]:
    """Return what a day's report covers: from just after the former cut-off to its own."""
    if form and form.frequency is Frequency.ONCE:
        return response.started_at, cut_off(response, day, form)
    before = former_day(form, day) if form else day - DAY
    start = cut_off(response, before, form) + datetime.timedelta(microseconds=1)
    return start, cut_off(response, day, form)


def days_due(
    response: Response,
    start: datetime.datetime,
    end: datetime.datetime,
    versions: Sequence[Form] = (),
) -> list[datetime.date]:
    """Return the days whose cut-off lies in a window, from the response's start to tomorrow at the latest.

    With the versions of a form they are the days on which it was due.
    """
    return [day for day, _due, _late in schedule(response, start, end, versions)]


def schedule(
    response: Response,
    start: datetime.datetime,
    end: datetime.datetime,
    versions: Sequence[Form] = (),
) -> list[tuple[datetime.date, datetime.datetime, datetime.datetime]]:
    """Return each of those days with its cut-off and the end of its grace."""
    zone = timezone.get_default_timezone()
    start, end = max(start, response.started_at), min(end, clock.now() + DAY)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = [first + DAY * number for number in range((last - first).days + 1)]
    if versions:
        asked = [(day, form) for day in days for form in versions if is_due(form, day)]
    else:
        asked = [(day, None) for day in days]  # type: ignore[misc]
    hours = [(day, cut_off(response, day, form), late_at(response, day, form)) for day, form in asked]
    return [(day, due, late) for day, due, late in hours if start <= due <= end]


def current_day(response: Response, now: datetime.datetime) -> datetime.date:
    """Return the day whose report is being collected now: today."""
    return now.astimezone(timezone.get_default_timezone()).date()
