"""Days, hours and durations as people say them: "8 February", "by 18:00", "14 h late"."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
LONG = 48 * HOUR


def span(length: datetime.timedelta) -> str:
    """Say a duration in minutes, hours and minutes, hours, or from two days on in days."""
    minutes = max(0, int(length.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if length < DAY and rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    if length < LONG:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def day(value: datetime.date) -> str:
    """Say a day without its year."""
    return date_format(value, _("j F"))


def moment(value: datetime.datetime) -> str:
    """Say an instant: its day and its hour, local."""
    local = timezone.localtime(value)
    return f"{day(local)} {local:%H:%M}"


def by_when(due_at: datetime.datetime, now: datetime.datetime | None = None) -> str:
    """Say until when something has time: "by 18:00", "by 9:00 tomorrow", or with the day."""
    local, today = timezone.localtime(due_at), timezone.localtime(now or clock.now()).date()
    hour = f"{local:%H:%M}"
    if local.date() == today:
        return _("by %(hour)s") % {"hour": hour}
    if local.date() == today + DAY:
        return _("by %(hour)s tomorrow") % {"hour": hour}
    return _("by %(moment)s") % {"moment": moment(due_at)}


def late(length: datetime.timedelta) -> str:
    """Say how far past its time something is."""
    return _("%(span)s late") % {"span": span(length)}


def undated() -> str:
    """Say that something has no time by which it must be done."""
    return _("when you can")
