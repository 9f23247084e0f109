"""Why demands cannot be met: an irreducible set of demands and rules that exclude each other (M10)."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ortools.sat.python import cp_model

from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.solving.modelling import Model
from fangxian.lines.rosters.solving.problem import Problem, Slot

GLOBAL = (Rule.REST, Rule.WEEK, Rule.NIGHTS, Rule.PLACE, Rule.HOUSEHOLD)
SECONDS = 10.0
LARGEST = 60_000
"""How many pairs of person and slot are reasoned about together at most."""


@dataclass(frozen=True, order=True)
class Demand:
    """A slot needs so many people; with a ``skill``, so many who have it."""

    slot: str
    count: int
    skill: str = ""


@dataclass(frozen=True, order=True)
class Limit:
    """A rule for everybody, or one person's leave or health (``person``)."""

    rule: Rule
    person: str = ""


Element = Demand | Limit
Item = TypeVar("Item")


@dataclass(frozen=True)
class Conflict:
    """Demands and limits that cannot all hold; without any one of them, the others can.

    ``allowed`` says of a single demand how many people may stand there as far as leave, health and place go.
    """

    demands: tuple[Demand, ...]
    limits: tuple[Limit, ...]
    allowed: int = 0


class Undecided(Exception):
    """There was no time to find out whether demands can hold together."""


def explain(problem: Problem, slot: str, seconds: float = SECONDS) -> Conflict | None:
    """Return why a slot that stayed uncovered could not be covered together with others; None where it could, or
    where that could not be found out in time.

    Everybody who may serve counts, at whichever post. It begins with the slot alone and goes on with its days, then
    with posts that want the same people, so that the set is small.
    """
    ends = time.monotonic() + seconds
    try:
        for demands in _wider(problem, problem.slot[slot]):
            question = Question(_narrowed(problem, demands), ends)
            core = question.excluded([*demands, *limits_of(question.problem)])
            if core is not None:
                return _conflict(problem, irreducible(core, question.excluded))
    except Undecided:
        pass
    return None


def irreducible(elements: Iterable[Item], excluded: Callable[[list[Item]], list[Item] | None]) -> list[Item]:
    """Leave out one element after another as long as the others still exclude each other (deletion filter)."""
    kept = list(elements)
    for one in list(kept):
        if one in kept:
            core = excluded([other for other in kept if other != one])
            kept = kept if core is None else core
    return kept


@dataclass
class Question:
    """Which elements of a problem exclude each other, asked of one model by one literal for each element."""

    problem: Problem
    ends: float
    literals: dict[Element, cp_model.IntVar] = field(default_factory=dict)
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        """Build the model: every rule and every demand holds only as long as its literal does."""
        rules: list[Element] = [*limits_of(self.problem)]
        wanted: list[Element] = [one for slot in self.problem.slots for one in demands_of(slot)]
        self.literals = {one: self.cp.new_bool_var("") for one in (*rules, *wanted)}
        asked = {(one.rule, one.person): v for one, v in self.literals.items() if isinstance(one, Limit)}
        model = Model(self.problem, self.cp, asked).build()
        for slot in self.problem.slots:
            here = model.of_slot[slot.id]
            self.cp.add(sum(variable for _person, variable in here) <= slot.staff)
            for demand in demands_of(slot):
                able = [v for person, v in here if not demand.skill or demand.skill in person.skills]
                self.cp.add(sum(able) >= demand.count).only_enforce_if(self.literals[demand])

    def excluded(self, elements: list[Element]) -> list[Element] | None:
        """Return those of the elements that already exclude each other; None where all can hold.

        Raises ``Undecided`` when time is up.
        """
        self.cp.clear_assumptions()
        self.cp.add_assumptions([self.literals[one] for one in elements])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(self.ends - time.monotonic(), 0.01)
        status = solver.solve(self.cp)
        if status == cp_model.UNKNOWN:
            raise Undecided
        if status != cp_model.INFEASIBLE:
            return None
        found = set(solver.sufficient_assumptions_for_infeasibility())
        return [one for one in elements if self.literals[one].index in found] or elements


def demands_of(slot: Slot) -> list[Demand]:
    """Return what a slot needs."""
    return [Demand(slot.id, slot.staff), *(Demand(slot.id, count, skill) for skill, count in slot.skills)]


def limits_of(problem: Problem) -> list[Limit]:
    """Return the rules that hold for everybody, and each person's leave and health."""
    own = [Limit(Rule.LEAVE, one.id) for one in problem.people if one.off]
    own += [Limit(Rule.HEALTH, one.id) for one in problem.people if one.days_only]
    return [*own, *(Limit(rule) for rule in GLOBAL)]


def _wider(problem: Problem, slot: Slot) -> Iterator[list[Demand]]:
    """Yield what is wanted by ever more slots: the slot, its post's on more days, and so those of its rivals."""
    seen = 0
    for posts in ({slot.post}, _rivals(problem, slot.post), {one.id for one in problem.posts}):
        for reach in (-1, 0, 1, 3, problem.rules.days_of_week, problem.days):
            near = [one for one in problem.slots if one.post in posts and abs(one.day - slot.day) <= reach]
            if len(near or [slot]) > seen:
                seen = len(near or [slot])
                yield [demand for one in near or [slot] for demand in demands_of(one)]


def _rivals(problem: Problem, post: str) -> set[str]:
    """Return the posts at which somebody may stand who may stand here."""
    found = {post}
    for one in problem.people:
        if one.posts is None:
            return {other.id for other in problem.posts}
        if post in one.posts:
            found |= one.posts
    return found


def _narrowed(problem: Problem, demands: Iterable[Demand]) -> Problem:
    """Return the problem of these slots alone and whoever may stand there; raises ``Undecided`` if it is too large."""
    wanted = {one.slot for one in demands}
    slots = tuple(one for one in problem.slots if one.id in wanted)
    posts = {one.post for one in slots}
    people = tuple(one for one in problem.people if one.posts is None or not one.posts.isdisjoint(posts))
    at = Counter(one.post for one in slots)
    if sum(sum(at[post] for post in (posts if one.posts is None else one.posts)) for one in people) > LARGEST:
        raise Undecided
    return replace(
        problem,
        people=people,
        posts=tuple(one for one in problem.posts if one.id in posts),
        slots=slots,
        wishes=(),
        published=frozenset(),
    )


def _conflict(problem: Problem, kept: list[Element]) -> Conflict:
    demands = tuple(sorted(one for one in kept if isinstance(one, Demand)))
    limits = tuple(sorted(one for one in kept if isinstance(one, Limit)))
    return Conflict(demands, limits, _allowed(problem, demands[0]) if len(demands) == 1 else 0)


def _allowed(problem: Problem, demand: Demand) -> int:
    slot = problem.slot[demand.slot]
    able = [one for one in problem.people if not demand.skill or demand.skill in one.skills]
    return sum(
        (one.posts is None or slot.post in one.posts)
        and one.off.isdisjoint(slot.days)
        and not (slot.night and one.days_only)
        for one in able
    )
