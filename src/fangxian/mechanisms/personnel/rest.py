"""Since when somebody has not rested: rooms that know on which days people were on duty say so here (M10)."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from fangxian.trees.responses.models import Response

LOOKED_BACK = 30
"""Days; whoever was on duty on all of them is told as that many."""
DAY = datetime.timedelta(days=1)


class Worked(NamedTuple):
    """What a room knows of a person's day: on duty or to be so (True), or expected and not there (False)."""

    person: uuid.UUID
    day: datetime.date
    on_duty: bool = True


class Asked(NamedTuple):
    """Of whom, of which days (both included), and as known at which instant (None: now) rooms are asked."""

    response: Response
    people: Sequence[uuid.UUID]
    first: datetime.date
    last: datetime.date
    as_of: datetime.datetime | None = None


Provider = Callable[[Asked], Iterable[Worked]]
"""Tells of all people at once, by a fixed number of queries."""
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room that knows days of duty."""
    _providers.append(provider)


def days_since_rest(
    response: Response,
    people: Sequence[uuid.UUID],
    on: datetime.date,
    as_of: datetime.datetime | None = None,
) -> dict[uuid.UUID, int | None]:
    """Return for each person how many days in a row he has been on duty up to a day; None where no room knows of any.

    The day itself is no rest before it is over: where nothing is known of it, those before it count.
    """
    asked = Asked(response, people, on - (LOOKED_BACK - 1) * DAY, on, as_of)
    told = [one for provider in _providers for one in provider(asked)] if people else []
    return {person: in_a_row(days, on) for person, days in _days(people, told).items()}


def in_a_row(days: frozenset[datetime.date], on: datetime.date) -> int | None:
    """Return how many days without a gap end on a day, or on the one before; None without any day."""
    if not days:
        return None
    day = on if on in days else on - DAY
    count = 0
    while day in days:
        count, day = count + 1, day - DAY
    return count


def _days(
    people: Sequence[uuid.UUID], told: Iterable[Worked]
) -> Mapping[uuid.UUID, frozenset[datetime.date]]:
    """Return each person's days of duty: whoever was expected and not there was not on duty that day."""
    on_duty: dict[uuid.UUID, set[datetime.date]] = {person: set() for person in people}
    away: set[tuple[uuid.UUID, datetime.date]] = set()
    for one in told:
        if one.on_duty:
            on_duty.setdefault(one.person, set()).add(one.day)
        else:
            away.add((one.person, one.day))
    return {
        person: frozenset(day for day in days if (person, day) not in away)
        for person, days in on_duty.items()
    }
