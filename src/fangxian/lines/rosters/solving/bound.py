"""A lower bound of the whole problem, both stages together, that does not rest on any search (M10).

See docs/rosters.md: the linear relaxation over days gives prices; with any prices that are not negative the Lagrangian
below is at most what any roster costs, and it is added up exactly over every person and every post.
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.parting import POSTS, pieces
from fangxian.lines.rosters.solving.programme import Programme, nearest
from fangxian.lines.rosters.solving.telling import Watch

Prices = NDArray[numpy.float64]
"""A price of each post's need of each kind, as it is and rounded: 2 × posts × kinds."""
SAMPLE, SAMPLED = 120, 4
"""Of a large problem, how many posts together, and every how manieth such part, tell which rows have a price."""
SELDOM = 0.05
"""A share of rows: where fewer have a price, none is held to have one."""


@dataclass(frozen=True)
class Relaxed:
    """What the linear relaxation tells: prices, and by person the post to which it sends most of him."""

    prices: Prices
    homes: dict[int, int]


def relax(sums: Aggregates, limit: float, watch: Watch | None = None) -> Relaxed:
    """Return prices from the linear relaxation and whom it sends where; zeros and nobody where it was not solved."""
    watch, ends = watch or Watch(), time.monotonic() + limit
    pairs = nearest(sums)
    large = len(sums.problem.posts) > POSTS
    unpriced = _unpriced(sums, pairs, ends, watch) if large else ()
    programme = Programme(sums, pairs, whole=False, unpriced=unpriced).build()
    found, homes = numpy.zeros((2, *sums.needs.shape)), {}
    if solver := _solved(programme, ends, watch):
        for key, row in programme.rows.items():
            found[key] = max(solver.dual_value(row), 0.0)
        sent = sorted((solver.value(one), pair) for pair, one in programme.chosen.items())
        homes = {person: post for value, (person, post) in sent if value > 0}
    return Relaxed(found, homes)


def _unpriced(
    sums: Aggregates, pairs: Sequence[tuple[int, int]], ends: float, watch: Watch
) -> set[tuple[int, int]]:
    """Return the forms and kinds of rows that seldom have a price at some posts and their people: they seldom have one
    elsewhere, and without them the programme of the whole is a quarter as large."""
    asked: Counter[tuple[int, int]] = Counter()
    priced: Counter[tuple[int, int]] = Counter()
    for piece in pieces(sums, {}, SAMPLE)[::SAMPLED]:
        here = [(person, post) for person, post in pairs if person in piece.people and post in piece.posts]
        programme = Programme(sums, here, whole=False, posts=sorted(piece.posts)).build()
        if solver := _solved(programme, ends, watch):
            asked.update((form, kind) for form, _post, kind in programme.rows)
            priced.update(
                (key[0], key[2]) for key, row in programme.rows.items() if solver.dual_value(row) > 0
            )
    return {key for key, count in asked.items() if priced[key] < SELDOM * count}


def _solved(programme: Programme, ends: float, watch: Watch) -> mip.Solver | None:
    """Return the solver of a linear programme that it solved; None where there was no time."""
    solver = mip.Solver("glop")
    solver.set_time_limit_in_seconds(max(ends - time.monotonic(), 0.01))
    with watch.running(solver.stop_search):
        status = mip.SolveStatus.NOT_SOLVED if watch.stopped else solver.solve(programme.model)
    return solver if status == mip.SolveStatus.OPTIMAL else None


def evaluate(sums: Aggregates, found: Prices) -> int:
    """Return the Lagrangian at prices: every person takes his cheapest post or none, and every need is paid for."""
    priced = _capped(sums, found) * sums.signs
    cheapest = numpy.minimum(_costs(sums, priced).min(axis=1, initial=math.inf), sums.away)
    total = float((sums.needs * priced[0]).sum() + _heads(sums, priced[1]) + cheapest.sum())
    return max(math.ceil(total - 1e-6 * max(abs(total), 1)), 0)


def dearer(sums: Aggregates, found: Prices) -> Prices:
    """Return by how much each post is dearer to each person at prices than the cheapest thing he can do."""
    costs = _costs(sums, _capped(sums, found) * sums.signs)
    extra: Prices = costs - numpy.minimum(costs.min(axis=1, initial=math.inf), sums.away)[:, None]
    return extra


def _costs(sums: Aggregates, priced: Prices) -> Prices:
    """Return what each person costs at each post, less what he gives there at its prices: people × posts."""
    plain, rounded = priced
    costs: Prices = sums.costs - sums.gives @ plain.T
    for kind in numpy.flatnonzero(rounded.any(axis=0)):
        for rest in set(sums.rests[:, kind].tolist()) - {0}:
            here = (sums.rests[:, kind] == rest) & (rounded[:, kind] != 0)
            costs[:, here] -= numpy.outer(sums.rounded(int(kind), rest)[0], rounded[here, kind])
    return numpy.where(sums.allowed, costs, math.inf)


def _heads(sums: Aggregates, rounded: Prices) -> float:
    """Return what the needs of whole people bring at their prices."""
    return sum(
        float(rounded[post, kind]) * sums.rounded(int(kind), int(sums.rests[post, kind]))[1]
        * sums.heads(int(kind), int(sums.needs[post, kind]))
        for post, kind in zip(*numpy.nonzero(rounded), strict=True)
    )  # fmt: skip


def _capped(sums: Aggregates, found: Prices) -> Prices:
    """Keep prices so low that a head, a skill or an equal share missing never pays: rounding cannot harm the bound."""
    priced = found.copy()
    for slack in {one for kind in sums.kinds for one in kind.slacks}:
        used = [number for number, kind in enumerate(sums.kinds) if slack in kind.slacks]
        whole = priced[:, :, used].sum(axis=(0, 2))
        priced[:, :, used] *= numpy.minimum(1, sums.weight(slack) / numpy.maximum(whole, 1e-9))[None, :, None]
    return priced
