"""A roster's problem, read from the ledgers: people, posts, demands, leave, wishes, shifts that stand (M10)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q

from fangxian.core.fields import under
from fangxian.lines.rosters.manning import people, posts_on_map, skills_of
from fangxian.lines.rosters.models import Days, Demand, Roster, Shift, Wish
from fangxian.lines.rosters.solving import problem as solving
from fangxian.lines.rosters.solving.problem import DAY, LEAD, Problem, Rules, Slot, Spell
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.personnel.models import Leave, Posting
from fangxian.mechanisms.personnel.models import Post as PostRow
from fangxian.trees.responses.models import Response

NIGHT, NIGHT_MINUTES = ((0, 6 * 60), (22 * 60, 30 * 60)), 3 * 60
BACK = datetime.timedelta(days=8)


def gather(roster: Roster) -> Problem:
    """Return what a roster has to solve, as the ledgers say now; shifts of a published one are its own plan."""
    first, last = roster.first_day, roster.last_day
    rows = (
        _in_force(PostRow, roster.response, first, last).filter(under("path", roster.path)).order_by("entry")
    )
    asked = {str(row.entry_id): skills_of(row.skills) for row in rows}
    slots = tuple(
        slot
        for row in _demands(roster)
        if str(row.post) in asked
        for slot in slots_of(row, first, roster.days, asked[str(row.post)])
    )
    manned = {slot.post for slot in slots}
    used = tuple(sorted((one for one in posts_on_map(rows) if one.id in manned), key=lambda one: one.id))
    postings = (
        _in_force(Posting, roster.response, first, last).filter(under("path", roster.path)).order_by("entry")
    )
    crew = people(roster.response, (first, last), list(postings), used, _off(roster), _past(roster))
    return Problem(
        crew, used, slots, roster.days, Rules(**roster.rules),
        wishes=tuple(_wishes(roster, {one.id for one in crew})),
    )  # fmt: skip


def slots_of(
    demand: Demand, first: datetime.date, days: int, skills: frozenset[str] = frozenset()
) -> list[Slot]:
    """Return a demand's slots on the days of a roster on which it holds; a slot's id is the demand's and the day's.

    Of each of the ``skills`` that its post asks for there is one in every shift, where the demand says no more.
    """
    begin, end = minutes(demand.begins), minutes(demand.ends)
    end += DAY if end <= begin else 0
    wanted = tuple(sorted((dict.fromkeys(skills, 1) | _asked(demand)).items()))
    found = []
    for number in range(days):
        day = first + datetime.timedelta(days=number)
        if _holds(demand, day):
            start = number * DAY + begin
            found.append(
                Slot(start, start + end - begin, is_night(begin, end), day.weekday() > 4, f"{demand.entry_id}:{number}",
                     str(demand.post), demand.staff, wanted)
            )  # fmt: skip
    return found


def minutes(text: str) -> int:
    """Return the minutes since midnight of an hour as 08:00."""
    return int(text[:2]) * 60 + int(text[3:])


def is_night(begin: int, end: int) -> bool:
    """Tell whether three hours or more of a shift lie between 22:00 and 6:00."""
    return sum(max(0, min(end, late) - max(begin, early)) for early, late in NIGHT) >= NIGHT_MINUTES


def instant(roster: Roster, minute: int) -> datetime.datetime:
    """Return the instant of a minute of a roster."""
    return midnight(roster.first_day) + datetime.timedelta(minutes=minute)


def minute_of(roster: Roster, at: datetime.datetime) -> int:
    """Return the minute of a roster at which an instant lies."""
    return round((at - midnight(roster.first_day)).total_seconds() / 60)


def _asked(demand: Demand) -> dict[str, int]:
    asked: dict[str, int] = {}
    if demand.leads:
        asked[LEAD] = demand.leads
    if demand.skill and demand.skilled:
        asked[demand.skill] = max(demand.skilled, asked.get(demand.skill, 0))
    return asked


def _holds(demand: Demand, day: datetime.date) -> bool:
    if demand.days == Days.WORKDAYS and day.weekday() > 4:
        return False
    if demand.days == Days.WEEKENDS and day.weekday() < 5:
        return False
    noon = midnight(day) + datetime.timedelta(hours=12)
    return midnight(day) + datetime.timedelta(days=1) > demand.happened_at and (
        demand.ended_at is None or noon < demand.ended_at
    )


def _in_force(model: Any, response: Response, first: datetime.date, last: datetime.date) -> Any:
    ends = midnight(last) + datetime.timedelta(days=1)
    rows = model.objects.at().filter(response=response, happened_at__lt=ends)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=midnight(first)))


def _demands(roster: Roster) -> Iterable[Demand]:
    rows: Iterable[Demand] = (
        _in_force(Demand, roster.response, roster.first_day, roster.last_day)
        .filter(under("path", roster.path))
        .order_by("entry")
    )
    return rows


def _off(roster: Roster) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = defaultdict(frozenset)
    leaves = _in_force(Leave, roster.response, roster.first_day, roster.last_day)
    for row in leaves.filter(step=Leave.Step.GRANTED):
        found[str(row.person)] |= frozenset(_days(roster, row))
    return found


def _days(roster: Roster, row: Leave | Wish) -> range:
    """Return the days of a roster on which a row holds."""
    first = max(minute_of(roster, row.happened_at) // DAY, 0)
    last = minute_of(roster, row.ended_at) if row.ended_at else roster.days * DAY
    return range(first, min(-(-last // DAY), roster.days + 1))


def _past(roster: Roster) -> dict[str, list[Spell]]:
    """Return published shifts that stand fast: those of the days before, and those at posts of other rosters."""
    begins = midnight(roster.first_day) - BACK
    ends = midnight(roster.last_day) + datetime.timedelta(days=2)
    rows = Shift.objects.at().filter(
        response=roster.response, happened_at__range=(begins, ends), person__isnull=False
    )
    own = Q(happened_at__gte=midnight(roster.first_day)) & under("path", roster.path)
    found: dict[str, list[Spell]] = defaultdict(list)
    for row in rows.exclude(own):
        begin, end = minute_of(roster, row.happened_at), minute_of(roster, row.ended_at or row.happened_at)
        found[str(row.person)].append(Spell(begin, end, is_night(begin % DAY, begin % DAY + end - begin)))
    return found


def _wishes(roster: Roster, people: set[str]) -> Iterable[solving.Wish]:
    for row in _in_force(Wish, roster.response, roster.first_day, roster.last_day).order_by("entry"):
        if str(row.person) in people:
            for day in _days(roster, row):
                yield solving.Wish(str(row.person), day * DAY, (day + 1) * DAY, row.wants == Wish.Wants.ON)


def published(roster: Roster, problem: Problem) -> Problem:
    """Return the problem with what a roster published for it as what is to stay; other days than its own left out."""
    former = roster.formerly
    if former is None:
        return problem
    shift = (roster.first_day - former.first_day).days
    duties = set()
    for person, slot in former.duties:
        demand, _colon, number = slot.rpartition(":")
        duties.add((person, f"{demand}:{int(number) - shift}"))
    here = frozenset(one for one in duties if one[0] in problem.person and one[1] in problem.slot)
    return replace(problem, published=here)
