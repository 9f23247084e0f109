"""Which day of a form a page begins with, and which days lie beside it: not every form is due every day (M8)."""

import datetime

from fangxian.core import clock
from fangxian.lines.reports.deadlines import DAY, current_day, due_before, due_from, is_due, opens_at
from fangxian.mechanisms.forms.catalogue import catalogue, versions_of
from fangxian.trees.responses.models import Response


def collected(response: Response, code: str, as_of: datetime.datetime | None = None) -> datetime.date:
    """Return the day whose report is stated now: the coming one where it may be stated already, else the last."""
    now = as_of or clock.now()
    today = current_day(response, now)
    coming = due_from(versions_of(code), today)
    if coming and is_open(response, code, coming, now):
        return coming
    return _last(response, code, today) or today


def overseen(response: Response, code: str, as_of: datetime.datetime | None = None) -> datetime.date:
    """Return the day at which whoever oversees a form looks: the last that was due (today's too), else the next."""
    today = current_day(response, as_of or clock.now())
    return _last(response, code, today + DAY) or due_from(versions_of(code), today) or today


def beside(
    response: Response, code: str, day: datetime.date, as_of: datetime.datetime | None = None
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the days before and after one on which the form was due, the later one where it may be stated already."""
    now = as_of or clock.now()
    later = due_from(versions_of(code), day + DAY)
    open_later = later and is_open(response, code, later, now)
    return _last(response, code, min(day, current_day(response, now) + DAY)), later if open_later else None


def is_open(response: Response, code: str, day: datetime.date, now: datetime.datetime) -> bool:
    """Tell whether a form is due on a day of the response and may be stated at an instant."""
    form = next((form for form in versions_of(code) if is_due(form, day)), None)
    begun = day >= current_day(response, response.started_at)
    return form is not None and begun and opens_at(response, day, form) <= now


def may_be_stated(response: Response, day: datetime.date, now: datetime.datetime) -> bool:
    """Tell whether any form is due on a day and may be stated at an instant."""
    return any(is_open(response, code, day, now) for code in catalogue().forms)


def _last(response: Response, code: str, day: datetime.date) -> datetime.date | None:
    """Return the last day before one on which a form was due, not before the response began."""
    found = due_before(versions_of(code), day)
    return found if found and found >= current_day(response, response.started_at) else None
