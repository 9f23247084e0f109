"""Each post's demands and each person's powers added up over all days: what stage 1 and the bound reckon with (M10).

A kind of sum says: what whoever serves at a post gives, and what falls short, reaches what the post needs; or that what
they give does not pass what there is. Each holds for every roster, so that all together relax the problem.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray

from fangxian.lines.rosters.solving.problem import DAY, Person, Problem, Slot
from fangxian.lines.rosters.solving.travelling import matrix

Numbers = NDArray[numpy.int64]
SHORT = "short"
NIGHTS_OVER, NIGHTS_UNDER, WEEKENDS_OVER, WEEKENDS_UNDER = "nights+", "nights-", "weekends+", "weekends-"
UNEQUAL = (NIGHTS_OVER, NIGHTS_UNDER, WEEKENDS_OVER, WEEKENDS_UNDER)


@dataclass(frozen=True)
class Powers:
    """How many shifts and nights somebody can have at most, and shifts of any seven days (``weeks``, by the first of
    them: with people on leave no calendar week tells what another seven days do); his share of nights and weekend
    shifts, as far as he can reach it; and by how much he stays below it anyhow."""

    person: Person
    shifts: int
    nights: int
    weeks: tuple[int, ...]
    nights_most: int
    nights_least: int
    weekends_most: int
    weekends_least: int
    lack: int


@dataclass(frozen=True)
class Kind:
    """One kind of sum: what a person gives, what a post's slots need, and what makes up for the difference.

    ``least`` turns it round: what is given may pass the need only by the ``slacks``.
    """

    gives: Callable[[Powers], int]
    needs: Callable[[Sequence[Slot]], int]
    slacks: tuple[str, ...]
    least: bool = False


@dataclass(frozen=True)
class Aggregates:
    """``gives`` is people × kinds, ``needs`` posts × kinds; ``away`` what leaving a person in reserve costs, ``alone``
    what he lacks of his share wherever he serves, which the costs hold too."""

    problem: Problem
    kinds: tuple[Kind, ...]
    gives: Numbers
    needs: Numbers
    costs: Numbers
    away: Numbers
    alone: Numbers

    @cached_property
    def usual(self) -> Numbers:
        """What most of those who give to a kind give."""
        return numpy.array([_most_common(one) for one in self.gives.T])

    @cached_property
    def rests(self) -> Numbers:
        """What of each need is left when whole people have given the usual: posts × kinds."""
        rests: Numbers = self.needs % self.usual
        return rests

    def rounded(self, kind: int, rest: int) -> tuple[Numbers, int]:
        """Return what each gives to a need with such a rest once it is rounded to whole people (mixed-integer
        rounding), and what a whole person counts there."""
        usual = int(self.usual[kind])
        whole, over = numpy.divmod(self.gives[:, kind], usual)
        if self.kinds[kind].least:
            return whole * (usual - rest) + numpy.maximum(over - rest, 0), usual - rest
        return whole * rest + numpy.minimum(over, rest), rest

    def heads(self, kind: int, need: int) -> int:
        """Return how many whole people a need makes: at least, or at most."""
        usual = int(self.usual[kind])
        return need // usual if self.kinds[kind].least else -(-need // usual)

    @cached_property
    def signs(self) -> Numbers:
        """1 for kinds that must be reached, -1 for those that must not be passed."""
        return numpy.array([-1 if kind.least else 1 for kind in self.kinds])

    @cached_property
    def allowed(self) -> NDArray[numpy.bool_]:
        """Who may serve where: people × posts."""
        return numpy.array(
            [
                [one.posts is None or post.id in one.posts for post in self.problem.posts]
                for one in self.problem.people
            ]
        ).reshape(len(self.problem.people), len(self.problem.posts))

    def weight(self, slack: str) -> int:
        """Return what a unit of a slack costs."""
        weights = self.problem.weights
        return weights.unequal if slack in UNEQUAL else weights.uncovered


def aggregates(problem: Problem) -> Aggregates:
    """Add up a problem; what everybody lacks of his share even alone stands in the costs."""
    skills = sorted({skill for slot in problem.slots for skill, _count in slot.skills})
    week = problem.rules.days_of_week
    firsts = range(max(problem.days - week, 0) + 1)
    kinds = (
        *HEADS,
        *(_in_week(first, week) for first in firsts),
        *(kind for skill in skills for kind in of_skill(skill)),
        *(_in_week(first, week, skill) for skill in skills for first in firsts),
    )
    people = powers(problem)
    costs = matrix(problem)
    unequal = problem.weights.unequal
    alone = numpy.array([unequal * one.lack for one in people], dtype=numpy.int64)
    shares = [problem.equal[one.id] for one in problem.people]
    needs = [[kind.needs(problem.slots_of[post.id]) for kind in kinds] for post in problem.posts]
    return Aggregates(
        problem,
        kinds,
        numpy.array([[kind.gives(one) for kind in kinds] for one in people], dtype=numpy.int64).reshape(
            -1, len(kinds)
        ),
        numpy.array(needs, dtype=numpy.int64).reshape(-1, len(kinds)),
        costs * problem.weights.travel + alone[:, None],
        numpy.array([unequal * (one.nights[0] + one.weekends[0]) for one in shares], dtype=numpy.int64),
        alone,
    )


def _most_common(numbers: Numbers) -> int:
    counted = Counter(int(one) for one in numbers if one > 0)
    return min(counted, key=lambda one: (-counted[one], one)) if counted else 1


def _staff(slots: Sequence[Slot]) -> int:
    return sum(one.staff for one in slots)


def _nights(slots: Sequence[Slot]) -> int:
    return sum(one.staff for one in slots if one.night)


def _weekends(slots: Sequence[Slot]) -> int:
    return sum(one.staff for one in slots if one.weekend)


HEADS = (
    Kind(lambda one: one.shifts, _staff, (SHORT,)),
    Kind(lambda one: one.nights, _nights, (SHORT,)),
    Kind(lambda one: one.nights_most, _nights, (SHORT, NIGHTS_OVER)),
    Kind(lambda one: one.nights_least, _nights, (NIGHTS_UNDER,), least=True),
    Kind(lambda one: one.weekends_most, _weekends, (SHORT, WEEKENDS_OVER)),
    Kind(lambda one: one.weekends_least, _weekends, (WEEKENDS_UNDER,), least=True),
)


def _in_week(first: int, days: int, skill: str = "") -> Kind:
    """Return the kind of the shifts of seven days, all of them or those that ask for a skill."""

    def gives(one: Powers) -> int:
        return one.weeks[first] if not skill or skill in one.person.skills else 0

    def needs(slots: Sequence[Slot]) -> int:
        own = [one for one in slots if first <= one.day < first + days]
        return sum(dict(one.skills).get(skill, 0) if skill else one.staff for one in own)

    return Kind(gives, needs, (f"lacking {skill}" if skill else SHORT,))


def of_skill(skill: str) -> tuple[Kind, ...]:
    """Return the kinds of a skill: whoever has it stands where it is asked for, the others share what is left."""
    lacking = f"lacking {skill}"

    def asked(slots: Sequence[Slot], which: Callable[[Slot], bool] = lambda _slot: True) -> int:
        return sum(dict(one.skills).get(skill, 0) for one in slots if which(one))

    def nights(slots: Sequence[Slot]) -> int:
        return asked(slots, lambda one: one.night)

    def weekends(slots: Sequence[Slot]) -> int:
        return asked(slots, lambda one: one.weekend)

    def able(one: Powers) -> bool:
        return skill in one.person.skills

    return (
        Kind(lambda one: able(one) * one.shifts, asked, (lacking,)),
        Kind(lambda one: able(one) * one.nights, nights, (lacking,)),
        Kind(lambda one: able(one) * one.nights_most, nights, (lacking, NIGHTS_OVER)),
        Kind(lambda one: able(one) * one.weekends_most, weekends, (lacking, WEEKENDS_OVER)),
        Kind(
            lambda one: (not able(one)) * one.nights_least,
            lambda slots: _nights(slots) - nights(slots),
            (lacking, NIGHTS_UNDER),
            least=True,
        ),
        Kind(
            lambda one: (not able(one)) * one.weekends_least,
            lambda slots: _weekends(slots) - weekends(slots),
            (lacking, WEEKENDS_UNDER),
            least=True,
        ),
    )


def powers(problem: Problem) -> list[Powers]:
    """Return what each person can give at most; never too little, so that the sums stay a relaxation."""
    a_day = _in_a_day(problem)
    weekend = {slot.day for slot in problem.slots if slot.weekend}
    return [_powers(problem, one, a_day, weekend) for one in problem.people]


def _powers(problem: Problem, person: Person, a_day: int, weekend: set[int]) -> Powers:
    rules, share = problem.rules, problem.equal[person.id]
    here = [0 if day in person.off else a_day for day in range(problem.days)]
    week = rules.days_of_week
    weeks = [min(sum(here[day : day + week]), rules.week) for day in range(max(len(here) - week, 0) + 1)]
    shifts = sum(_in_blocks(here, week, rules.week))
    by_night = [min(one, not person.days_only) for one in here]
    nights = min(sum(_in_blocks(by_night, rules.nights + 1, rules.nights)), shifts)
    weekends = min(shifts, len(weekend - person.off) * a_day)
    least_nights, least_weekends = min(share.nights[0], nights), min(share.weekends[0], weekends)
    lack = share.nights[0] - least_nights + share.weekends[0] - least_weekends
    return Powers(
        person, shifts, nights, tuple(weeks), share.nights[1], least_nights, share.weekends[1], least_weekends, lack
    )  # fmt: skip


def _in_blocks(days: Sequence[int], length: int, limit: int) -> tuple[int, ...]:
    return tuple(min(sum(days[first : first + length]), limit) for first in range(0, len(days), length))


def _in_a_day(problem: Problem) -> int:
    """Return how many shifts that begin on one day somebody could have at most, his rest between them."""
    counted: dict[int, int] = {}
    free: dict[int, int] = {}
    for begin, end in sorted({(slot.begin, slot.end) for slot in problem.slots}, key=lambda one: one[1]):
        day = begin // DAY
        if day not in free or begin >= free[day]:
            counted[day] = counted.get(day, 0) + 1
            free[day] = end + problem.rules.rest
    return max(counted.values(), default=0)
