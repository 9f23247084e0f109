"""One person's shifts as a calendar (RFC 5545): posts and hours, nobody's name (M10)."""

import datetime
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from fangxian.lines.rosters.models import Shift


def calendar(shifts: Sequence[Shift], posts: Mapping[str, str]) -> bytes:
    """Return a person's shifts as iCalendar."""
    made = Calendar()
    made.add("prodid", "-//Fangxian//Shifts//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("My shifts"))
    for shift in shifts:
        event = Event()
        event.add("uid", f"{shift.entry_id}@fangxian")
        event.add("sequence", shift.number - 1)
        event.add("dtstamp", shift.recorded_from.astimezone(datetime.UTC))
        event.add("dtstart", shift.happened_at.astimezone(datetime.UTC))
        event.add("dtend", (shift.ended_at or shift.happened_at).astimezone(datetime.UTC))
        event.add("summary", posts.get(str(shift.post), _("duty")))
        made.add_component(event)
    return bytes(made.to_ical())
