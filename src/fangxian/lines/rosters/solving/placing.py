"""Stage 1: who goes where, by SCIP over the pairs of person and post that the prices of the bound leave open (M10)."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.bound import Prices, dearer, evaluate
from fangxian.lines.rosters.solving.parting import Piece
from fangxian.lines.rosters.solving.programme import SEED, Programme, shuffled

PAIRS, PAIRS_A_PERSON = 8_000, 8
"""How many pairs of person and post are considered, those that the prices leave cheapest."""
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
    """Each person's post by ids, and what each post will cost as far as sums tell; who has no post is in reserve.

    ``bound``: no roster costs less, by the search over the considered pairs and the prices of all others.
    """

    placed: dict[str, str] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    bound: int = 0


def place(sums: Aggregates, prices: Prices, limit: float, piece: Piece | None = None) -> Placing:
    """Return who goes where; of a ``piece`` only its people among its posts, and no bound."""
    least = evaluate(sums, prices)
    pairs, within = _pairs(sums, prices, piece)
    posts = sorted(piece.posts) if piece else None
    programme = Programme(sums, pairs, posts=posts).build()
    share = len(posts) / len(sums.problem.posts) if posts else 1
    solver = _solver(limit, max(GAP * least * share, 1))
    if solver.solve(programme.model) not in (mip.SolveStatus.OPTIMAL, mip.SolveStatus.FEASIBLE):
        return Placing(bound=least)
    searched = math.ceil(solver.best_objective_bound + int(sums.away.sum()) - 1e-3)
    bound = least if piece else max(least, min(searched, least + within))
    return Placing(*_read(programme, solver), bound)


def place_again(sums: Aggregates, limit: float, teams: Sequence[Team], people: Collection[str],
                posts: Collection[str]) -> Placing:  # fmt: skip
    """Place some people anew among some posts; ``teams`` were tried there already."""
    problem = sums.problem
    at = {one.id: number for number, one in enumerate(problem.posts) if one.id in posts}
    pairs = [
        (person, post)
        for person, one in enumerate(problem.people)
        if one.id in people
        for post in at.values()
        if sums.allowed[person, post]
    ]
    programme = Programme(sums, pairs, posts=list(at.values())).build()
    _tell(programme, [team for team in teams if team.post in posts])
    solver = _solver(limit, 1)
    if solver.solve(programme.model) not in (mip.SolveStatus.OPTIMAL, mip.SolveStatus.FEASIBLE):
        return Placing()
    return Placing(*_read(programme, solver))


def _solver(limit: float, near: float) -> mip.Solver:
    solver = mip.Solver("scip")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"limits/absgap = {near}\nrandomization/randomseedshift = {SEED}")
    return solver


def _tell(programme: Programme, teams: Sequence[Team]) -> None:
    problem = programme.sums.problem
    at = {one.id: number for number, one in enumerate(problem.posts)}
    who = {one.id: number for number, one in enumerate(problem.people)}
    for team in teams:
        programme.dearer(at[team.post], {who[one] for one in team.people}, team.extra)
    programme.close()


def _read(programme: Programme, solver: mip.Solver) -> tuple[dict[str, str], dict[str, int]]:
    sums = programme.sums
    problem = sums.problem
    placed = {
        problem.people[person].id: problem.posts[post].id
        for (person, post), variable in programme.chosen.items()
        if solver.value(variable) > 0.5
    }
    told = {
        problem.posts[post].id: sum(
            sums.weight(name) * round(solver.value(one)) for name, one in slacks.items()
        )
        for post, slacks in programme.slacks.items()
    }
    return placed, told


def _pairs(sums: Aggregates, prices: Prices, piece: Piece | None) -> tuple[list[tuple[int, int]], int]:
    """Return the pairs to consider, and how much any other costs beyond the bound at least."""
    extra = dearer(sums, prices)
    if piece:
        inside = numpy.full(extra.shape, math.inf)
        here = numpy.ix_(sorted(piece.people), sorted(piece.posts))
        inside[here] = extra[here]
        extra = inside
    people, posts = numpy.nonzero(numpy.isfinite(extra))
    most = max(PAIRS, PAIRS_A_PERSON * (len(piece.people) if piece else len(sums.problem.people)))
    order = numpy.lexsort((shuffled(sums)[people, posts], extra[people, posts]))
    within = 10**12 if len(order) <= most else int(extra[people[order[most]], posts[order[most]]])
    chosen = order[:most]
    return [
        (int(person), int(post)) for person, post in zip(people[chosen], posts[chosen], strict=True)
    ], within
