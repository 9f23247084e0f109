"""Why posts that share their people need more than all of these can give together: counted by times (M10).

People who can do the same count as one kind, posts as one place: whatever cannot be had there, no roster has.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.solving.explaining import LARGEST, Limit, Undecided, irreducible
from fangxian.lines.rosters.solving.modelling import windows
from fangxian.lines.rosters.solving.problem import DAY, Person, Problem, Slot, Spell

SECONDS = 15.0
LIMITS = tuple(Limit(rule) for rule in (Rule.LEAVE, Rule.HEALTH, Rule.NIGHTS, Rule.WEEK, Rule.REST))
MOST = 3
"""How many shortages of the same people are told."""


@dataclass(frozen=True, order=True)
class Total:
    """Posts together need so many people from one minute to another; with a ``skill``, so many who have it."""

    begin: int
    end: int
    count: int
    skill: str = ""


Item = Total | Limit


@dataclass(frozen=True)
class Shortage:
    """What some posts need together and cannot have; without any one total or limit the others can be had.

    ``allowed`` is the most that all totals together can have; ``people`` may serve there, ``away`` of them are on
    leave on some of these days, ``by_day`` stand by day only.
    """

    posts: tuple[str, ...]
    totals: tuple[Total, ...]
    limits: tuple[Limit, ...]
    allowed: int
    people: int
    away: int = 0
    by_day: int = 0


@dataclass(frozen=True)
class Able:
    """What people have in common who count as one kind."""

    off: frozenset[int]
    days_only: bool
    skills: frozenset[str]


def shared(problem: Problem) -> list[frozenset[str]]:
    """Return the posts parted so that nobody may stand in two parts."""
    parts: list[set[str]] = []
    everywhere = {one.id for one in problem.posts}
    for posts in {one.posts for one in problem.people}:
        joined = set(posts & everywhere if posts is not None else everywhere)
        apart = [one for one in parts if one.isdisjoint(joined)]
        parts = [*apart, joined.union(*(one for one in parts if one not in apart))]
    alone = everywhere.difference(*parts)
    return [frozenset(one) for one in (*parts, *({post} for post in alone)) if one]


def large(problem: Problem, posts: frozenset[str]) -> bool:
    """Tell whether posts and who may stand there are too many to be reasoned about one by one."""
    slots = sum(slot.post in posts for slot in problem.slots)
    return slots * len(_people(problem, posts)) > LARGEST


def shortages(problem: Problem, posts: frozenset[str], seconds: float = SECONDS) -> list[Shortage]:
    """Return what posts need together and cannot have, one after another, each without the totals told before.

    First a time alone is looked at, then a day, then any seven, then all; so the sets stay small. Nothing is told where
    it was not found in time.
    """
    question = Sums(problem, posts, time.monotonic() + seconds)
    found: list[Shortage] = []
    told: set[Total] = set()
    try:
        for totals in _wider(problem, question.totals):
            if len(found) < MOST and told.isdisjoint(totals):
                core = question.excluded([*totals, *LIMITS])
                if core is not None:
                    found.append(question.shortage(irreducible(core, question.excluded)))
                    told.update(found[-1].totals)
    except Undecided:
        pass
    return found


def _wider(problem: Problem, totals: Sequence[Total]) -> Iterator[list[Total]]:
    yield from ([one] for one in totals)
    seen = [frozenset([one]) for one in totals]
    for days in (1, problem.rules.days_of_week, problem.days):
        for skill in sorted({one.skill for one in totals}):
            for first in range(max(problem.days - days, 0) + 1):
                chosen = [
                    one for one in totals if one.skill == skill and first <= one.begin // DAY < first + days
                ]
                if chosen and frozenset(chosen) not in seen:
                    seen.append(frozenset(chosen))
                    yield chosen
    yield list(totals)


@dataclass
class Sums:
    """Which totals and limits exclude each other, asked of a linear programme over kinds of people and times."""

    problem: Problem
    posts: frozenset[str]
    ends: float
    totals: list[Total] = field(default_factory=list)
    kinds: Counter[Able] = field(default_factory=Counter)
    spells: list[Spell] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Add up what posts need at each time, and count who can do the same."""
        slots = [one for one in self.problem.slots if one.post in self.posts]
        self.totals = _totals(slots)
        asked = {one.skill for one in self.totals}
        days = {day for slot in slots for day in slot.days}
        self.kinds = Counter(
            Able(one.off & days, one.days_only, one.skills & asked)
            for one in _people(self.problem, self.posts)
        )
        known = {(one.begin, one.end): Spell(one.begin, one.end, one.night, one.weekend) for one in slots}
        self.spells = [known[key] for key in sorted(known)]

    def excluded(self, elements: list[Item]) -> list[Item] | None:
        """Return those of the elements that already exclude each other; None where all can be had in all.

        Raises ``Undecided`` when time is up.
        """
        if time.monotonic() > self.ends:
            raise Undecided
        short, rows = self._least(elements)
        if short < 1e-6:
            return None
        return [one for one in elements if any(abs(dual) > 1e-7 for dual in rows[one])] or elements

    def shortage(self, kept: Sequence[Item]) -> Shortage:
        """Return an irreducible set with what can be had of it."""
        totals = tuple(sorted(one for one in kept if isinstance(one, Total)))
        short, _rows = self._least(list(kept))
        days = {day for one in totals for day in Spell(one.begin, one.end).days}
        people = _people(self.problem, self.posts)
        able = [one for one in people if {total.skill for total in totals} - {""} <= one.skills]
        return Shortage(
            tuple(sorted(self.posts)),
            totals,
            tuple(sorted(one for one in kept if isinstance(one, Limit))),
            sum(one.count for one in totals) - math.ceil(short - 1e-6),
            len(able),
            sum(not one.off.isdisjoint(days) for one in able),
            sum(one.days_only for one in able),
        )

    def _least(self, elements: Sequence[Item]) -> tuple[float, dict[Item, list[float]]]:
        """Return the least that totals miss under some limits, and the duals of the rows of each element."""
        model = mip.Model()  # type: ignore[no-untyped-call]
        rows = defaultdict[Item, list[mip.LinearConstraint]](list)
        wanted = [one for one in elements if isinstance(one, Total)]
        times = {(one.begin, one.end) for one in wanted}
        spells = [one for one in self.spells if (one.begin, one.end) in times]
        stands = {
            (able, spell): model.new_num_var(0, count, "")
            for able, count in self.kinds.items()
            for spell in spells
        }
        missing = []
        for total in wanted:
            missing.append(model.new_num_var(0, total.count, ""))
            given = [
                variable
                for (able, spell), variable in stands.items()
                if (spell.begin, spell.end) == (total.begin, total.end)
                and (not total.skill or total.skill in able.skills)
            ]
            rows[total].append(model.add(mip.LinearExpr.sum([*given, missing[-1]]) >= total.count))
        for able, count in self.kinds.items():
            own = [(spell, stands[able, spell]) for spell in spells]
            for limit, variables, most in self._limits(able, own):
                if limit in elements:
                    rows[limit].append(model.add(mip.LinearExpr.sum(variables) <= most * count))
        model.minimize(mip.LinearExpr.sum(missing))
        solver = mip.Solver("glop")
        solver.set_time_limit_in_seconds(max(self.ends - time.monotonic(), 0.01))
        if solver.solve(model) != mip.SolveStatus.OPTIMAL:
            raise Undecided
        duals = {one: [float(solver.dual_value(row)) for row in here] for one, here in rows.items()}
        return solver.objective_value, defaultdict(list, duals)

    def _limits(
        self, able: Able, own: Sequence[tuple[Spell, mip.Variable]]
    ) -> Iterator[tuple[Limit, list[mip.Variable], int]]:
        """Yield what one person of a kind may have at most, of which times, and by which limit."""
        rules = self.problem.rules
        for number, (spell, variable) in enumerate(own):
            if not able.off.isdisjoint(spell.days):
                yield Limit(Rule.LEAVE), [variable], 0
            if spell.night and able.days_only:
                yield Limit(Rule.HEALTH), [variable], 0
            near = [one for before, one in own[:number] if before.end + rules.rest > spell.begin]
            if near:
                yield Limit(Rule.REST), [*near, variable], 1
        days = [spell.day for spell, _ in own]
        for first in windows(days, rules.days_of_week):
            here = [one for spell, one in own if first <= spell.day < first + rules.days_of_week]
            yield Limit(Rule.WEEK), here, rules.week
        nights = [(spell.day, one) for spell, one in own if spell.night]
        for first in windows([day for day, _ in nights], rules.nights + 1):
            here = [one for day, one in nights if first <= day <= first + rules.nights]
            yield Limit(Rule.NIGHTS), here, rules.nights


def _totals(slots: Iterable[Slot]) -> list[Total]:
    counted: Counter[tuple[int, int, str]] = Counter()
    for slot in slots:
        counted[slot.begin, slot.end, ""] += slot.staff
        counted.update({(slot.begin, slot.end, skill): count for skill, count in slot.skills})
    return sorted(Total(begin, end, count, skill) for (begin, end, skill), count in counted.items() if count)


def _people(problem: Problem, posts: frozenset[str]) -> list[Person]:
    return [one for one in problem.people if one.posts is None or not one.posts.isdisjoint(posts)]
