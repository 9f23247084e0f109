"""A lower bound of the whole problem, both stages together, that does not rest on any search (M10).

See docs/rosters.md: the linear relaxation over days gives prices; with any prices that are not negative the Lagrangian
below is at most what any roster costs, and it is added up exactly over every person and every post.
"""

import math

import numpy
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.programme import Programme, nearest


def lower_bound(sums: Aggregates, limit: float) -> int:
    """Return what no roster can cost less than."""
    return evaluate(sums, prices(sums, limit))


def prices(sums: Aggregates, limit: float) -> numpy.ndarray:
    """Return a price of each post's need of each kind, from the linear relaxation; zeros where it was not solved."""
    programme = Programme(sums, nearest(sums), whole=False, margin=False).build()
    solver = mip.Solver("glop")
    solver.set_time_limit_in_seconds(limit)
    found = numpy.zeros((2, *sums.needs.shape))
    if solver.solve(programme.model) == mip.SolveStatus.OPTIMAL:
        for key, row in programme.rows.items():
            found[key] = max(solver.dual_value(row), 0.0)
    return found


def evaluate(sums: Aggregates, found: numpy.ndarray) -> int:
    """Return the Lagrangian at prices: every person takes his cheapest post or none, and every need is paid for."""
    plain, rounded = _signed(sums, found)
    cheapest = numpy.minimum(_costs(sums, plain, rounded).min(axis=1, initial=math.inf), sums.away)
    total = float((sums.needs * plain).sum() + (sums.heads * rounded).sum() + cheapest.sum())
    return max(math.ceil(total - 1e-6 * max(abs(total), 1)), 0)


def dearer(sums: Aggregates, found: numpy.ndarray) -> numpy.ndarray:
    """Return by how much each post is dearer to each person at prices than the cheapest thing he can do."""
    costs = _costs(sums, *_signed(sums, found))
    return costs - numpy.minimum(costs.min(axis=1, initial=math.inf), sums.away)[:, None]


def _costs(sums: Aggregates, plain: numpy.ndarray, rounded: numpy.ndarray) -> numpy.ndarray:
    gains = sums.gives @ plain.T + (sums.gives > 0) @ rounded.T
    return numpy.where(sums.allowed, sums.costs - gains, math.inf)


def _signed(sums: Aggregates, found: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    plain, rounded = _capped(sums, found)
    return plain * sums.signs, rounded * sums.rests


def _capped(sums: Aggregates, found: numpy.ndarray) -> numpy.ndarray:
    """Keep prices so low that a head, a skill or an equal share missing never pays: rounding cannot harm the bound."""
    priced = found.copy()
    for slack in {one for kind in sums.kinds for one in kind.slacks}:
        used = [number for number, kind in enumerate(sums.kinds) if slack in kind.slacks]
        whole = priced[:, :, used].sum(axis=(0, 2))
        priced[:, :, used] *= numpy.minimum(1, sums.weight(slack) / numpy.maximum(whole, 1e-9))[None, :, None]
    return priced
