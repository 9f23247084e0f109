"""Each post's demands and each person's powers added up over all days: what stage 1 and the bound reckon with (M10).

A ``kind`` is a sum that a post needs and to which whoever serves there gives: shifts, nights, shifts and nights with a
skill, and the ends of equal shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray

from fangxian.lines.rosters.solving.problem import Person, Problem, Share, Slot
from fangxian.lines.rosters.solving.travelling import matrix

Numbers = NDArray[numpy.int64]
SHIFTS, NIGHTS = "shifts", "nights"
NIGHTS_MOST, NIGHTS_LEAST, WEEKENDS_MOST, WEEKENDS_LEAST = "nights≤", "nights≥", "weekends≤", "weekends≥"
EQUAL = (NIGHTS_MOST, NIGHTS_LEAST, WEEKENDS_MOST, WEEKENDS_LEAST)


@dataclass(frozen=True)
class Aggregates:
    """``gives`` is people × kinds, ``needs`` posts × kinds; ``away`` what leaving a person in reserve costs."""

    problem: Problem
    kinds: tuple[str, ...]
    gives: Numbers
    needs: Numbers
    costs: Numbers
    away: Numbers

    @cached_property
    def rests(self) -> Numbers:
        """What of each need is left when whole people have given the most that anybody gives: posts × kinds."""
        largest = numpy.maximum(self.gives.max(axis=0, initial=0), 1)
        rests: Numbers = numpy.where(self._upwards, self.needs % largest, 0)
        return rests

    @cached_property
    def heads(self) -> Numbers:
        """How many people at least meet each need, nothing being short: posts × kinds."""
        largest = numpy.maximum(self.gives.max(axis=0, initial=0), 1)
        heads: Numbers = -(-self.needs // largest)
        return heads

    @cached_property
    def _upwards(self) -> NDArray[numpy.bool_]:
        return numpy.array([not name.endswith("≥") for name in self.kinds])

    @cached_property
    def allowed(self) -> NDArray[numpy.bool_]:
        """Who may serve where: people × posts."""
        return numpy.array(
            [[one.posts is None or post.id in one.posts for post in self.problem.posts] for one in self.problem.people]
        ).reshape(len(self.problem.people), len(self.problem.posts))


def aggregates(problem: Problem) -> Aggregates:
    """Add up a problem; what everybody lacks of his share even alone stands in the costs."""
    skills = sorted({skill for slot in problem.slots for skill, _count in slot.skills})
    kinds = (SHIFTS, NIGHTS, *EQUAL, *(f"{skill}{end}" for skill in skills for end in ("", "*")))
    powers = [_powers(problem, one, skills) for one in problem.people]
    unequal = problem.weights.unequal
    costs = numpy.array(matrix(problem), dtype=numpy.int64).reshape(len(powers), len(problem.posts))
    alone = numpy.array([unequal * lack for _gives, lack in powers], dtype=numpy.int64)
    shares = [problem.equal[one.id] for one in problem.people]
    return Aggregates(
        problem,
        kinds,
        numpy.array([gives for gives, _lack in powers], dtype=numpy.int64).reshape(len(powers), len(kinds)),
        numpy.array([_needs(problem.slots_of[post.id], skills) for post in problem.posts], dtype=numpy.int64),
        costs * problem.weights.travel + alone[:, None],
        numpy.array([unequal * (one.nights[0] + one.weekends[0]) for one in shares], dtype=numpy.int64),
    )


def _needs(slots: Sequence[Slot], skills: Sequence[str]) -> list[int]:
    nights = sum(one.staff for one in slots if one.night)
    weekends = sum(one.staff for one in slots if one.weekend)
    asked = [
        sum(dict(one.skills).get(skill, 0) for one in slots if one.night or not only_nights)
        for skill in skills
        for only_nights in (False, True)
    ]
    return [sum(one.staff for one in slots), nights, nights, nights, weekends, weekends, *asked]


def _powers(problem: Problem, person: Person, skills: Sequence[str]) -> tuple[list[int], int]:
    """Return what a person gives to each kind at most, and by how much he stays below his own share anyhow."""
    share: Share = problem.equal[person.id]
    shifts, nights, weekends = most(problem, person)
    least_nights, least_weekends = min(share.nights[0], nights), min(share.weekends[0], weekends)
    lack = share.nights[0] - least_nights + share.weekends[0] - least_weekends
    equal = [share.nights[1], least_nights, share.weekends[1], least_weekends]
    asked = [power if skill in person.skills else 0 for skill in skills for power in (shifts, nights)]
    return [shifts, nights, *equal, *asked], lack


def most(problem: Problem, person: Person) -> tuple[int, int, int]:
    """Return how many shifts, nights and weekend shifts somebody can have at most; never too few (a relaxation)."""
    days, rules = range(problem.days), problem.rules
    a_day = _in_a_day(problem)
    here = [0 if day in person.off else a_day for day in days]
    shifts = _in_blocks(here, rules.days_of_week, rules.week)
    if person.days_only:
        return shifts, 0, min(shifts, _weekend_days(problem, person) * a_day)
    by_night = [min(one, 1) for one in here]
    nights = min(_in_blocks(by_night, rules.nights + 1, rules.nights), shifts)
    return shifts, nights, min(shifts, _weekend_days(problem, person) * a_day)


def _in_blocks(days: Sequence[int], length: int, limit: int) -> int:
    return sum(min(sum(days[first : first + length]), limit) for first in range(0, len(days), length))


def _weekend_days(problem: Problem, person: Person) -> int:
    return len({slot.day for slot in problem.slots if slot.weekend} - person.off)


def _in_a_day(problem: Problem) -> int:
    """Return how many shifts that begin on one day somebody could have, their rest between them, and at most."""
    spells = sorted({(slot.begin, slot.end) for slot in problem.slots}, key=lambda one: one[1])
    counted: dict[int, int] = {}
    free: dict[int, int] = {}
    for begin, end in spells:
        day = begin // (24 * 60)
        if begin >= free.get(day, -(10**9)):
            counted[day] = counted.get(day, 0) + 1
            free[day] = end + problem.rules.rest
    return max(counted.values(), default=0)
