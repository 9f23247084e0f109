"""Stage 2: who stands when, by CP-SAT, for one post or a few together (M10)."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from fangxian.lines.rosters.solving.aiming import Objective
from fangxian.lines.rosters.solving.costing import Cost, cost
from fangxian.lines.rosters.solving.modelling import Model
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.telling import Watch

SEED = 2020


@dataclass(frozen=True)
class Shifts:
    """Who stands when, at which post each serves, what it costs, and the least that it can cost."""

    duties: frozenset[Duty]
    placed: Mapping[str, str]
    cost: Cost
    bound: int


def shift(problem: Problem, limit: float, workers: int = 1, watch: Watch | None = None,
          start: Iterable[Duty] = ()) -> Shifts:  # fmt: skip
    """Return who stands when: the best found within ``limit`` seconds, and the proven bound of the same objective.

    ``start`` is a roster from which the search may begin; ``watch`` may end it.
    """
    watch = watch or Watch()
    model = Model(problem).build()
    ranks = Objective(model).build().ranks()
    known = frozenset(start)
    found = known & model.stands.keys()
    if known:
        _hint(model, known)
    placed: dict[str, str] = {}
    bound, ends = 0, time.monotonic() + limit
    for rank, goal in enumerate(ranks):
        solver = _solver(max(ends - time.monotonic(), 0.05), workers)
        if len(problem.posts) == 1:
            solver.parameters.cp_model_presolve = False  # costs more than it saves
            solver.parameters.search_branching = solver.parameters.LP_SEARCH  # three times as fast here
        model.cp.minimize(goal)
        with watch.running(solver.stop_search):
            status = cp_model.UNKNOWN if watch.stopped else solver.solve(model.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        found = frozenset(duty for duty, variable in model.stands.items() if solver.value(variable))
        placed = _placed(problem, model, solver, found)
        bound = round(solver.best_objective_bound) if len(ranks) == 1 else 0
        if rank + 1 < len(ranks):
            model.cp.add(goal <= round(solver.objective_value))
            _hint(model, found)
    return Shifts(found, placed, cost(problem, found, placed), bound)


def _hint(model: Model, duties: frozenset[Duty]) -> None:
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for duty, variable in model.stands.items():
        model.cp.add_hint(variable, duty in duties)


def _placed(
    problem: Problem, model: Model, solver: cp_model.CpSolver, duties: frozenset[Duty]
) -> dict[str, str]:
    placed = {person: problem.slot[slot].post for person, slot in duties}
    placed |= {person: post for (person, post), variable in model.serves.items() if solver.value(variable)}
    free = {person for person, _post in model.serves}
    for one in problem.people:
        if one.id not in free and one.posts:
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
    chosen = frozenset(posts)
    slots = tuple(slot for post in sorted(chosen) for slot in problem.slots_of.get(post, ()))
    ids = {slot.id for slot in slots} if problem.published else set()
    return replace(
        problem,
        people=tuple(replace(problem.person[one], posts=at) for one, at in people.items()),
        posts=tuple(one for one in problem.posts if one.id in chosen),
        slots=slots,
        wishes=tuple(wish for one in people for wish in problem.wishes_of.get(one, ())),
        published=frozenset(duty for duty in problem.published if duty[1] in ids),
        shares=problem.equal,
    )
