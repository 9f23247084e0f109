"""Stage 1: who goes where, by SCIP over the pairs of person and post that the prices of the bound leave open (M10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.bound import Prices, dearer, evaluate
from fangxian.lines.rosters.solving.programme import Programme

WITHIN = 20
"""A pair is considered where it costs at most so much more than the person's best at the prices of the bound."""
SEED = 2020
GAP = 0.002
"""How near to the best placing, as a share of the bound, is near enough."""


@dataclass(frozen=True)
class Team:
    """People who were tried at a post together, by ids, and what they cost beyond what sums told."""

    post: str
    people: frozenset[str]
    extra: int


@dataclass(frozen=True)
class Placing:
    """Each person's post by ids, and what each post will cost as far as sums tell; who has no post is in reserve."""

    placed: dict[str, str] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)


def place(sums: Aggregates, prices: Prices, limit: float, teams: Sequence[Team] = (),
          kept: Mapping[str, str] | None = None) -> Placing:  # fmt: skip
    """Return who goes where; ``teams`` were tried already, and whoever is in ``kept`` stays at his post."""
    programme = Programme(sums, _pairs(sums, prices, kept or {})).build()
    problem = sums.problem
    at = {one.id: number for number, one in enumerate(problem.posts)}
    who = {one.id: number for number, one in enumerate(problem.people)}
    for team in teams:
        programme.dearer(at[team.post], {who[one] for one in team.people}, team.extra)
    programme.close()
    near = max(GAP * evaluate(sums, prices), 1)
    solver = mip.Solver("scip")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"limits/absgap = {near}\nrandomization/randomseedshift = {SEED}")
    if solver.solve(programme.model) not in (mip.SolveStatus.OPTIMAL, mip.SolveStatus.FEASIBLE):
        return Placing()
    placed = {
        problem.people[person].id: problem.posts[post].id
        for (person, post), variable in programme.chosen.items()
        if solver.value(variable) > 0.5
    }
    told = {
        problem.posts[post].id: sum(sums.weight(name) * round(solver.value(one)) for name, one in slacks.items())
        for post, slacks in programme.slacks.items()
    }
    return Placing(placed, told)


def _pairs(sums: Aggregates, prices: Prices, kept: Mapping[str, str]) -> list[tuple[int, int]]:
    problem = sums.problem
    at = {one.id: number for number, one in enumerate(problem.posts)}
    people, posts = numpy.where(dearer(sums, prices) <= WITHIN)
    free = [
        (int(person), int(post))
        for person, post in zip(people, posts, strict=True)
        if problem.people[person].id not in kept
    ]
    return free + [(n, at[kept[one.id]]) for n, one in enumerate(problem.people) if one.id in kept]
