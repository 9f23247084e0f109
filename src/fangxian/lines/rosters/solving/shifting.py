"""Stage 2: who stands when, by CP-SAT, for one post or a few together (M10)."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from fangxian.lines.rosters.solving.costing import Cost, cost, touches
from fangxian.lines.rosters.solving.problem import Duty, Person, Problem, Share, Slot, Spell, may_stand
from fangxian.lines.rosters.solving.travelling import travel

Term = Any  # a variable, a linear expression or a number: the library's own types are wider than it takes
SEED = 2020


@dataclass(frozen=True)
class Shifts:
    """Who stands when, at which post each serves, what it costs, and the least that it can cost."""

    duties: frozenset[Duty]
    placed: Mapping[str, str]
    cost: Cost
    bound: int


@dataclass
class Model:
    """The constraints of a problem; ``stands`` has a variable for each duty that leave, health and place allow."""

    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    stands: dict[Duty, cp_model.IntVar] = field(default_factory=dict)
    serves: dict[Duty, cp_model.IntVar] = field(default_factory=dict)
    of_slot: dict[str, list[tuple[Person, cp_model.IntVar]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def build(self) -> "Model":
        """Add every hard rule."""
        for person in self.problem.people:
            self._place(person)
            own = [(self.problem.slot[slot], self.stands[person.id, slot]) for slot in self._open(person)]
            spells: list[tuple[Spell, Term]] = [*own, *((one, 1) for one in person.past)]
            spells.sort(key=lambda one: one[0].begin)
            add_rest(self.cp, spells, self.problem.rules.rest)
            add_weeks(self.cp, spells, self.problem.rules.week, self.problem.rules.days_of_week)
            add_nights(self.cp, spells, self.problem.rules.nights)
        self._households()
        return self

    def _place(self, person: Person) -> None:
        """Let somebody serve at one post at most of those where he may stand."""
        places = [one.id for one in self.problem.posts if person.posts is None or one.id in person.posts]
        if person.posts is None or len(places) != 1 or person.household:
            for post in places:
                self.serves[person.id, post] = self.cp.new_bool_var("")
            self.cp.add_at_most_one(self.serves[person.id, post] for post in places)

    def _open(self, person: Person) -> list[str]:
        found = []
        for slot in self.problem.slots:
            if may_stand(person, slot):
                variable = self.cp.new_bool_var("")
                self.stands[person.id, slot.id] = variable
                self.of_slot[slot.id].append((person, variable))
                found.append(slot.id)
                if (person.id, slot.post) in self.serves:
                    self.cp.add_implication(variable, self.serves[person.id, slot.post])
        return found

    def _households(self) -> None:
        met: dict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
        for (key, post), variable in self.serves.items():
            if self.problem.person[key].household:
                met[self.problem.person[key].household, post].append(variable)
        for together in met.values():
            if len(together) > 1:
                self.cp.add_at_most_one(together)


def add_rest(cp: cp_model.CpModel, spells: list[tuple[Spell, Term]], rest: int) -> None:
    """Keep shifts apart: of those that with their rest cover an instant, at most one is had."""
    for number, (spell, term) in enumerate(spells):
        near = [one for before, one in spells[:number] if before.end + rest > spell.begin]
        if near:
            cp.add(sum(near) + term <= 1)


def add_weeks(cp: cp_model.CpModel, spells: list[tuple[Spell, Term]], most: int, days: int) -> None:
    """Allow at most so many shifts in any seven days."""
    for first in sorted({spell.day for spell, _ in spells}):
        _at_most(cp, [term for spell, term in spells if first <= spell.day < first + days], most)


def add_nights(cp: cp_model.CpModel, spells: list[tuple[Spell, Term]], most: int) -> None:
    """Allow at most so many nights in a row."""
    for first in sorted({spell.day for spell, _ in spells}):
        _at_most(
            cp, [term for spell, term in spells if spell.night and first <= spell.day <= first + most], most
        )


def _at_most(cp: cp_model.CpModel, terms: list[Term], most: int) -> None:
    if len(terms) > most and any(not isinstance(one, int) for one in terms):
        cp.add(sum(terms) <= most)


@dataclass
class Objective:
    """The parts of the objective as linear terms; see docs/rosters.md."""

    model: Model
    uncovered: list[Term] = field(default_factory=list)
    moved: list[Term] = field(default_factory=list)
    unequal: list[Term] = field(default_factory=list)
    wishes: list[Term] = field(default_factory=list)
    travel: list[Term] = field(default_factory=list)

    def build(self) -> "Objective":
        """Add the variables that measure what is missing, unequal, unmet and far."""
        for slot in self.model.problem.slots:
            self._cover(slot)
        for person in self.model.problem.people:
            self._share(person)
        self._wish()
        self._move()
        return self

    def _cover(self, slot: Slot) -> None:
        here = self.model.of_slot[slot.id]
        cp = self.model.cp
        heads = [variable for _person, variable in here]
        short = cp.new_int_var(0, slot.staff, "")
        cp.add(sum(heads) + short == slot.staff)
        self.uncovered.append(short)
        for skill, count in slot.skills:
            lacking = cp.new_int_var(0, count, "")
            cp.add(sum(variable for person, variable in here if skill in person.skills) + lacking >= count)
            self.uncovered.append(lacking)

    def _share(self, person: Person) -> None:
        share: Share = self.model.problem.equal[person.id]
        own = [
            (self.model.problem.slot[slot], self.model.stands[person.id, slot])
            for slot in (one.id for one in self.model.problem.slots)
            if (person.id, slot) in self.model.stands
        ]
        for band, terms in (
            (share.nights, [term for slot, term in own if slot.night]),
            (share.weekends, [term for slot, term in own if slot.weekend]),
        ):
            self._outside(terms, band)

    def _outside(self, terms: list[Term], band: tuple[int, int]) -> None:
        cp = self.model.cp
        least, most = band
        if not terms:
            self.unequal.append(least)
            return
        off = cp.new_int_var(0, max(least, len(terms)), "")
        if least:
            cp.add(sum(terms) + off >= least)
        if len(terms) > most:
            cp.add(sum(terms) - off <= most)
        self.unequal.append(off)

    def _wish(self) -> None:
        model = self.model
        for wish in model.problem.wishes:
            own = [
                variable
                for (person, slot), variable in model.stands.items()
                if person == wish.person and touches(wish, model.problem.slot[slot])
            ]
            if not wish.wants:
                self.wishes.extend(own)
            elif own:
                unmet = model.cp.new_bool_var("")
                model.cp.add_bool_or([*own, unmet])
                self.wishes.append(unmet)
            else:
                self.wishes.append(1)

    def _move(self) -> None:
        published = self.model.problem.published
        if published:
            for duty, variable in self.model.stands.items():
                self.moved.append(1 - variable if duty in published else variable)
            self.moved.append(len(published - self.model.stands.keys()))

    def ranks(self) -> list[Term]:
        """Return what is to be least, the most important first: all in one, or what was published kept first."""
        weights = self.model.problem.weights
        rest = (
            weights.unequal * sum(self.unequal)
            + weights.wish * sum(self.wishes)
            + weights.travel * sum(self.travel)
        )
        if self.moved:
            return [sum(self.uncovered), sum(self.moved), rest]
        return [weights.uncovered * sum(self.uncovered) + rest]


Stop = Callable[[], bool]


def never() -> bool:
    """Tell that nobody cancelled."""
    return False


class _Watch(cp_model.CpSolverSolutionCallback):
    """Ends a search as soon as somebody cancels it."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def on_solution_callback(self) -> None:
        """Look whether the search was cancelled."""
        if self._stop():
            self.stop_search()


def shift(problem: Problem, limit: float, workers: int = 1, stop: Stop = never,
          start: Iterable[Duty] = ()) -> Shifts:  # fmt: skip
    """Return who stands when: the best found within ``limit`` seconds, and the proven bound of the same objective.

    ``start`` is a roster from which the search may begin.
    """
    model = Model(problem).build()
    objective = Objective(model).build()
    _travel(model, objective)
    known = frozenset(start)
    for duty, variable in model.stands.items():
        if known:
            model.cp.add_hint(variable, duty in known)
    ends = time.monotonic() + limit
    found: frozenset[Duty] = frozenset(one for one in known if one in model.stands)
    placed: dict[str, str] = {}
    bound = 0
    for rank, goal in enumerate(ranks := objective.ranks()):
        solver = _solver(max(ends - time.monotonic(), 0.05), workers)
        model.cp.minimize(goal)
        status = solver.solve(model.cp, _Watch(stop))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        found = frozenset(duty for duty, variable in model.stands.items() if solver.value(variable))
        placed = _placed(problem, model, solver, found)
        bound = round(solver.best_objective_bound) if len(ranks) == 1 else 0
        if rank + 1 < len(ranks):
            model.cp.add(goal <= round(solver.objective_value))
            model.cp.clear_hints()  # type: ignore[no-untyped-call]
            for duty, variable in model.stands.items():
                model.cp.add_hint(variable, duty in found)
    return Shifts(found, placed, cost(problem, found, placed), bound)


def _travel(model: Model, objective: Objective) -> None:
    """Count the way of whoever may serve at several posts, and of those who serve at one anyway."""
    problem = model.problem
    for (person, post), variable in model.serves.items():
        objective.travel.append(travel(problem.person[person], problem.post[post]) * variable)
    bound = {person for person, _post in model.serves}
    for one in problem.people:
        for post in one.posts or ():
            if one.id not in bound and post in problem.post:
                objective.travel.append(travel(one, problem.post[post]))


def _placed(
    problem: Problem, model: Model, solver: cp_model.CpSolver, duties: frozenset[Duty]
) -> dict[str, str]:
    placed = {person: problem.slot[slot].post for person, slot in duties}
    placed |= {person: post for (person, post), variable in model.serves.items() if solver.value(variable)}
    bound = {person for person, _post in model.serves}
    for one in problem.people:
        if one.id not in bound and one.posts:
            placed.update((one.id, post) for post in one.posts if post in problem.post)
    return placed


def _solver(limit: float, workers: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2  # the linear relaxation of shifts is tight: it finds and proves
    return solver


def part(problem: Problem, posts: Iterable[str], people: Mapping[str, frozenset[str]]) -> Problem:
    """Return the problem of some posts alone: ``people`` names who serves there, and at which of them he may."""
    posts = frozenset(posts)
    slots = tuple(slot for slot in problem.slots if slot.post in posts)
    ids = {slot.id for slot in slots}
    return replace(
        problem,
        people=tuple(replace(one, posts=people[one.id]) for one in problem.people if one.id in people),
        posts=tuple(one for one in problem.posts if one.id in posts),
        slots=slots,
        wishes=tuple(wish for wish in problem.wishes if wish.person in people),
        published=frozenset(duty for duty in problem.published if duty[1] in ids),
        shares=problem.equal,
    )
