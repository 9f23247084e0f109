"""How standings, instants and durations are said on the pages of the line."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.lines.arrivals.models import ArrivalReport, Standing

State = Standing.State
TONES = {
    State.MATCHED: "ok",
    State.CONFLICTING: "due",
    State.POSSIBLE: "due",
    State.NOT_EXPECTED: "neutral",
    State.DUPLICATE: "zero",
}
FIELD_NAMES = {
    "name": gettext_lazy("name"),
    "id_number": gettext_lazy("ID number"),
    "arrived_on": gettext_lazy("day of arrival"),
    "community": gettext_lazy("community"),
    "address": gettext_lazy("address"),
}
HOURS_SAID = 48


@dataclass(frozen=True)
class Chip:
    """A status as colour, shape and words."""

    status: str
    words: Text


def state_chip(standing: Standing, now: datetime.datetime | None = None) -> Chip:
    """Return where a report stands; red only when the other side is overdue."""
    words = State(standing.state).label
    tone = TONES.get(State(standing.state))
    return Chip(tone or due_chip(standing.counterpart_due_at, now).status, words)


def due_chip(due: datetime.datetime | None, now: datetime.datetime | None = None) -> Chip:
    """Return how late something is, or how much time is left."""
    if due is None:
        return Chip("neutral", "—")
    left = due - (now or clock.now())
    if left < datetime.timedelta(0):
        return Chip("late", _("%(time)s overdue") % {"time": spoken(-left)})
    return Chip("due", _("%(time)s left") % {"time": spoken(left)})


def spoken(duration: datetime.timedelta) -> str:
    """Say a duration: minutes, hours up to two days, then days."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < HOURS_SAID:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def arrival_of(report: ArrivalReport) -> str:
    """Say when somebody arrived, with the time of day if it was stated."""
    return instant(report.happened_at, with_time=report.time_stated)


def reported_of(standing: Standing) -> str:
    """Say when a side reported, and how long after the arrival."""
    after = standing.reported_at - standing.arrived_at
    said = instant(standing.reported_at)
    if after < datetime.timedelta(0):
        return said
    return _("%(when)s · %(time)s after arrival") % {"when": said, "time": spoken(after)}


def instant(moment: datetime.datetime, *, with_time: bool = True) -> str:
    """Say an instant as people do: month, day and time."""
    local = timezone.localtime(moment)
    return date_format(local, _("M j, H:i") if with_time else _("M j"))


def field_names(names: str | list[str]) -> str:
    """Say the names of conflicting fields."""
    listed = names.split(",") if isinstance(names, str) else names
    return _(", ").join(str(FIELD_NAMES[name]) for name in listed if name in FIELD_NAMES)
