"""Why demands cannot be met: an irreducible set of demands and rules that exclude each other (M10)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.solving.problem import Person, Problem, Slot
from fangxian.lines.rosters.solving.shifting import Model

GLOBAL = (Rule.REST, Rule.WEEK, Rule.NIGHTS)
SECONDS = 5.0
FREE = 10**6


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


@dataclass(frozen=True)
class Conflict:
    """Demands and limits that cannot all hold; without any one of them, the others can.

    ``allowed`` says of a single demand how many people may stand there as far as leave, health and place go.
    """

    demands: tuple[Demand, ...]
    limits: tuple[Limit, ...]
    allowed: int = 0


def explain(problem: Problem, slot: str, seconds: float = SECONDS) -> Conflict | None:
    """Return why a slot that stayed uncovered could not be covered; None where it could, or no proof was found in time.

    The problem is one post's, or a few posts', with the people who may serve there. It begins with the slot alone and
    goes on with the days around it, so that the set is small.
    """
    limits = _limits(problem)
    for demands in _wider(problem, problem.slot[slot]):
        elements: list[Element] = [*demands, *limits]
        core = _core(problem, elements, seconds)
        if core is not None:
            return _conflict(problem, irreducible(core, lambda tried: _excluded(problem, tried, seconds)))
    return None


def irreducible(elements: Iterable[Element], excluded: Callable[[list[Element]], bool]) -> list[Element]:
    """Leave out one element after another as long as the others still exclude each other (deletion filter)."""
    kept = list(elements)
    for one in list(kept):
        without = [other for other in kept if other != one]
        if excluded(without):
            kept = without
    return kept


def _wider(problem: Problem, slot: Slot) -> Iterable[list[Demand]]:
    week = problem.rules.days_of_week
    for reach in (-1, 0, 1, 3, week, problem.days):
        near = [one for one in problem.slots if one.post == slot.post and abs(one.day - slot.day) <= reach]
        yield [demand for one in (near if reach >= 0 else [slot]) for demand in demands_of(one)]
    yield [demand for one in problem.slots for demand in demands_of(one)]


def demands_of(slot: Slot) -> list[Demand]:
    """Return what a slot needs."""
    return [Demand(slot.id, slot.staff), *(Demand(slot.id, count, skill) for skill, count in slot.skills)]


def _limits(problem: Problem) -> list[Limit]:
    own = [Limit(Rule.LEAVE, one.id) for one in problem.people if one.off]
    own += [Limit(Rule.HEALTH, one.id) for one in problem.people if one.days_only]
    return [*own, *(Limit(rule) for rule in GLOBAL)]


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


def _excluded(problem: Problem, elements: list[Element], seconds: float) -> bool:
    return _core(problem, elements, seconds) is not None


def _core(problem: Problem, elements: list[Element], seconds: float) -> list[Element] | None:
    """Return those of the elements that already exclude each other, None where all can hold or it stays open."""
    own = {one for one in elements if isinstance(one, Limit)}
    relaxed = replace(
        problem,
        people=tuple(_person(one, own) for one in problem.people),
        rules=replace(
            problem.rules,
            rest=problem.rules.rest if Limit(Rule.REST) in own else 0,
            week=problem.rules.week if Limit(Rule.WEEK) in own else FREE,
            nights=problem.rules.nights if Limit(Rule.NIGHTS) in own else FREE,
        ),
        slots=tuple(
            one for one in problem.slots if one.id in {d.slot for d in elements if isinstance(d, Demand)}
        ),
    )
    model = Model(relaxed).build()
    for slot in relaxed.slots:
        model.cp.add(sum(variable for _person_, variable in model.of_slot[slot.id]) <= slot.staff)
    asked = _assume(model, [one for one in elements if isinstance(one, Demand)])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model.cp) != cp_model.INFEASIBLE:
        return None
    found = {asked[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in asked}
    return [one for one in elements if isinstance(one, Limit) or one in found or not found]


def _person(person: Person, limits: set[Limit]) -> Person:
    leave, health = Limit(Rule.LEAVE, person.id) in limits, Limit(Rule.HEALTH, person.id) in limits
    return replace(person, off=person.off if leave else frozenset(), days_only=person.days_only and health)


def _assume(model: Model, demands: list[Demand]) -> dict[int, Demand]:
    asked: dict[int, Demand] = {}
    for demand in demands:
        literal = model.cp.new_bool_var("")
        able = [
            v for person, v in model.of_slot[demand.slot] if not demand.skill or demand.skill in person.skills
        ]
        model.cp.add(sum(able) >= demand.count).only_enforce_if(literal)
        asked[literal.index] = demand
    model.cp.add_assumptions([model.cp.get_bool_var_from_proto_index(index) for index in asked])
    return asked
