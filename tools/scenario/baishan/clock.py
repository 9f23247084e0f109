"""Times of the scenario: when the files of units and communities come in."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tools.scenario.baishan.bodies import with_arrivals
from tools.scenario.baishan.places import communities
from tools.scenario.clock import ZONE, moment

CUT_OFF = time(10, 0)
GRACE = timedelta(minutes=30)
REPORT_DAYS = tuple(date(2020, 2, 1) + timedelta(days=n) for n in range(15))

_UNIT_DAYS = {1: 6, 2: 10, 3: 16, 4: 14, 5: 12, 6: 10, 7: 10, 8: 7, 9: 6, 10: 5}
_COMMUNITY_DAYS = {3: 2, 4: 4, 5: 5, 6: 5, 7: 4, 8: 3, 9: 2, 10: 1}
_SUPPLEMENT_DAYS = {8: 2, 9: 4, 10: 2}


class CommunityFile(NamedTuple):
    """A community's first (1) or supplementary (2) workbook and when it came in."""

    place_code: str
    number: int
    received_at: datetime


class Timetable(NamedTuple):
    """When each file of arrivals is received: units by body code, communities in code order."""

    units: dict[str, datetime]
    communities: tuple[CommunityFile, ...]


def cut_off(day: date) -> datetime:
    """Return the instant up to which the daily report of a day counts."""
    return datetime.combine(day, CUT_OFF, ZONE)


def timetable() -> Timetable:
    """Draw when files come in: 1–10 February, never in the hour in which reports are collected."""
    rng = random.Random("timetable")
    slots = _Slots(rng)
    bodies = rng.sample(with_arrivals(), sum(_UNIT_DAYS.values()))
    units = {body.code: slots.take(day) for body, day in zip(bodies, _spread(_UNIT_DAYS), strict=True)}
    places = rng.sample(communities(), sum(_COMMUNITY_DAYS.values()))
    first = [
        CommunityFile(place.code, 1, slots.take(day))
        for place, day in zip(places, _spread(_COMMUNITY_DAYS), strict=True)
    ]
    early = [file for file in first if file.received_at.day <= 6]
    second = [
        CommunityFile(file.place_code, 2, slots.take(day))
        for file, day in zip(rng.sample(early, 8), _spread(_SUPPLEMENT_DAYS), strict=True)
    ]
    return Timetable(units, tuple(sorted(first + second)))


def _spread(days: dict[int, int]) -> Iterable[int]:
    """Repeat each day of February as often as files come in on it."""
    return [day for day, count in days.items() for _ in range(count)]


class _Slots:
    """Minutes of the day at which files come in, each given out once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[datetime] = set()

    def take(self, day: int) -> datetime:
        """Return a free minute of a February day between 8:00 and 9:00 or 10:45 and 20:45."""
        start = self._rng.choice([8 * 60] + [10 * 60 + 45] * 9)
        minute = start + self._rng.randrange(60 if start == 480 else 600)
        at = moment(date(2020, 2, day), minute // 60, minute % 60)
        if at in self._taken:
            return self.take(day)
        self._taken.add(at)
        return at
