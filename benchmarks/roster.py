"""`roster`: a roster solved, against the proven bound of the whole problem and against one filled by hand.

Instances follow from a seed: some people and a tenth as many posts, three shifts a day for fourteen days, with leave,
health, skills, households and wishes. Each has the default limit of 60 s on two cores.
"""

from benchmarks.measuring import Result
from fangxian.lines.rosters.solving.checking import hard
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.instance import instance
from fangxian.lines.rosters.solving.solve import solve

BOUND = 1.02


def measure(n: int) -> list[Result]:
    """Solve at a quarter of `n` people, at `n`, and at four times as many."""
    return [_one(size) for size in (n // 4, n, 4 * n)]


def _one(people: int) -> Result:
    problem = instance(people)
    found = solve(problem)
    if broken := hard(problem, found.duties):
        raise AssertionError(broken[:3])
    by_hand = nearest_with_room(problem)
    greedy = cost(problem, fill(problem, by_hand), by_hand)
    detail = {
        "posts": len(problem.posts), "seconds": found.seconds, "bound": found.bound, "cost": found.total,
        "uncovered": found.cost.uncovered, "unequal": found.cost.unequal, "wishes": found.cost.wishes,
        "greedy_over_bound": greedy.total(problem) / max(found.bound, 1), "greedy_uncovered": greedy.uncovered,
    }  # fmt: skip
    return Result(f"roster {people}", found.total / max(found.bound, 1), people, BOUND, detail=detail)
