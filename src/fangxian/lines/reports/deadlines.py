"""When a form's report is due: days by its frequency, cut-off, end of grace, and the window that a report covers (M8).

Without a form the hours are the response's, on every day.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from fangxian.core import clock, words
from fangxian.core.errors import Text
from fangxian.mechanisms.forms.catalogue import versions_of
from fangxian.mechanisms.forms.vocabulary import Form, Frequency
from fangxian.trees.responses.models import Response

DAY = datetime.timedelta(days=1)
WEEK = 7
LONGEST_GAP = 2 * WEEK
"""Days within which a report follows the one before, whatever weekday another version of its form has."""
OPENS = {Frequency.DAILY: DAY, Frequency.WEEKLY: 3 * DAY}
"""How long before its cut-off a report may be filed; one that is asked once, as soon as it is asked."""
FARTHEST = {Frequency.DAILY: DAY, Frequency.WEEKLY: 3 * DAY, Frequency.ONCE: 92 * DAY}
YEAR = 366 * DAY


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


def opens_at(response: Response, day: datetime.date, form: Form) -> datetime.datetime:
    """Return the instant from which a day's report may be filed and is owed."""
    if form.frequency is not Frequency.ONCE:
        return cut_off(response, day, form) - OPENS[form.frequency]
    begins = datetime.datetime.combine(form.valid_from, datetime.time.min, timezone.get_default_timezone())
    return max(begins, response.started_at)


def is_due(form: Form, day: datetime.date) -> bool:
    """Tell whether a version of a form asks for a report of a day."""
    if not form.holds_on(day):
        return False
    if form.frequency is Frequency.WEEKLY:
        return day.weekday() == int(form.due_on or 0)
    return form.frequency is Frequency.DAILY or form.due_on == day.isoformat()


def not_due(form: Form) -> Text:
    """Say on which days a form is due, to somebody who states another day."""
    if form.frequency is Frequency.WEEKLY:
        return _("This form is due every %(weekday)s: choose such a day.") % {
            "weekday": WEEKDAYS[int(form.due_on or 0)]
        }
    if form.frequency is Frequency.ONCE:
        return _("This form is due once, on %(day)s.") % {
            "day": words.day(datetime.date.fromisoformat(form.due_on))
        }
    return _("Nobody owes this form on this day.")


def due_before(versions: Sequence[Form], day: datetime.date) -> datetime.date | None:
    """Return the last day before one on which a form was due, by whichever version held then; None for none near."""
    near = (day - DAY * back for back in range(1, LONGEST_GAP + 1))
    return max((found for found in _due(versions, near) if found < day), default=None)


def due_from(versions: Sequence[Form], day: datetime.date) -> datetime.date | None:
    """Return the first day from one on, itself too, on which a form is due; None for none near."""
    near = (day + DAY * on for on in range(LONGEST_GAP + 1))
    return min((found for found in _due(versions, near) if found >= day), default=None)


def former_day(form: Form, day: datetime.date) -> datetime.date:
    """Return the day of the report before a day's: what ``yesterday`` means for the form."""
    before = day - DAY * (WEEK if form.frequency is Frequency.WEEKLY else 1)
    if form.holds_on(before):
        return before
    return due_before(versions_of(form.code), day) or before


def window(
    response: Response, day: datetime.date, form: Form | None = None
) -> tuple[datetime.datetime, datetime.datetime]:
    """Return what a day's report covers: from just after the former cut-off, by the version of then, to its own."""
    if form and form.frequency is Frequency.ONCE:
        return response.started_at, cut_off(response, day, form)
    before = former_day(form, day) if form else day - DAY
    then = form
    if form and not form.holds_on(before):
        then = next((each for each in versions_of(form.code) if each.holds_on(before)), form)
    start = cut_off(response, before, then) + datetime.timedelta(microseconds=1)
    return start, cut_off(response, day, form)


def schedule(
    response: Response,
    start: datetime.datetime,
    end: datetime.datetime,
    versions: Sequence[Form],
    *,
    ahead: bool = False,
) -> list[tuple[datetime.date, datetime.datetime, datetime.datetime]]:
    """Return the days of a form whose cut-off lies in a window, each with its cut-off and the end of its grace.

    From the response's start to its end, to what may be filed already, or with ``ahead`` to a year from now.
    """
    now, zone = clock.now(), timezone.get_default_timezone()
    farthest = YEAR if ahead else max(FARTHEST[form.frequency] for form in versions)
    start, end = max(start, response.started_at), min(end, now + farthest, response.ended_at or end)
    today, first, last = (instant.astimezone(zone).date() for instant in (now, start, end))
    days = [first + DAY * number for number in range((last - first).days + 1)]
    asked = [(day, form) for day in days for form in versions if is_due(form, day)]
    hours = [
        (day, cut_off(response, day, form), late_at(response, day, form))
        for day, form in asked
        if ahead or day <= today or opens_at(response, day, form) <= now
    ]
    return [(day, due, late) for day, due, late in hours if start <= due <= end]


def current_day(response: Response, now: datetime.datetime) -> datetime.date:
    """Return the day of an instant, whose daily report is being collected."""
    return now.astimezone(timezone.get_default_timezone()).date()


def _due(versions: Sequence[Form], near: Iterable[datetime.date]) -> set[datetime.date]:
    """Return those of some days on which a form is due, and every day for which it is asked once."""
    once = (datetime.date.fromisoformat(form.due_on) for form in versions if form.frequency is Frequency.ONCE)
    return {day for day in {*near, *once} if any(is_due(form, day) for form in versions)}
