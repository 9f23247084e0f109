"""Stage 1: who goes where, by SCIP over the pairs of person and post that the prices of the bound leave open (M10)."""

import numpy
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.bound import dearer
from fangxian.lines.rosters.solving.programme import Programme

WITHIN = 20
"""A pair is considered where it costs at most so much more than the person's best at the prices of the bound."""
SEED = 2020


def place(sums: Aggregates, prices: numpy.ndarray, limit: float) -> dict[str, str]:
    """Return each person's post by ids; who is in none stays in reserve."""
    people, posts = numpy.where(dearer(sums, prices) <= WITHIN)
    pairs = [(int(person), int(post)) for person, post in zip(people, posts, strict=True)]
    programme = Programme(sums, pairs).build()
    solver = mip.Solver("scip")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"limits/gap = 0.001\nrandomization/randomseedshift = {SEED}")
    if solver.solve(programme.model) not in (mip.SolveStatus.OPTIMAL, mip.SolveStatus.FEASIBLE):
        return {}
    problem = sums.problem
    return {
        problem.people[person].id: problem.posts[post].id
        for (person, post), variable in programme.chosen.items()
        if solver.value(variable) > 0.5
    }
