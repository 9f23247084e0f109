"""A roster solved: place, fill every post, mend the posts that came out dearer than they had to (M10)."""

import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from fangxian.lines.rosters.solving.aggregates import Aggregates, aggregates
from fangxian.lines.rosters.solving.bound import lower_bound, prices
from fangxian.lines.rosters.solving.costing import Cost, cost
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.mending import Search
from fangxian.lines.rosters.solving.parting import parts
from fangxian.lines.rosters.solving.placing import Placing, place
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.telling import Phase, Stop, Tell, Watch, never, silent

LIMIT = 60.0
WORKERS = 2
BY_HAND = 500
NEAR = 0.02
TO_PLACE, TO_FILL = 0.35, 0.8
"""What share of the work is done once people are placed, and once their shifts are filled."""
PLACING, ROUNDING = 1 / 2, 2.0
"""What share of its time a search may take to place people; and the seconds that are kept to end it."""


@dataclass(frozen=True)
class Solution:
    """A roster, what it costs, and what no roster can cost less than; ``moved`` are published shifts that changed."""

    problem: Problem
    duties: frozenset[Duty]
    placed: Mapping[str, str]
    cost: Cost
    bound: int
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """The weighted cost."""
        return self.cost.total(self.problem)

    @property
    def gap(self) -> float:
        """By what share the cost lies above the bound."""
        return (self.total - self.bound) / max(self.bound, 1) if self.total > self.bound else 0.0

    @property
    def moved(self) -> tuple[frozenset[Duty], frozenset[Duty]]:
        """Published shifts that fall away, and those that are new."""
        return self.problem.published - self.duties, self.duties - self.problem.published


def solve(problem: Problem, limit: float = LIMIT, workers: int = WORKERS, tell: Tell = silent,
          stop: Stop = never) -> Solution:  # fmt: skip
    """Return the best roster found within ``limit`` seconds, and a proven bound of the whole problem.

    ``tell`` hears how far it is, at least once a second; as soon as ``stop()`` is true the best roster so far is
    returned. Both are called in the thread of the caller.
    """
    begun = time.monotonic()
    watch = Watch(begun + limit, tell, stop)
    watch.say(Phase.BOUND, 0.0)
    pool = ThreadPoolExecutor(workers)
    try:
        best = _searched(aggregates(problem), watch, pool, workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    watch.cost = best.total
    watch.say(Phase.DONE, 1.0)
    return replace(best, seconds=time.monotonic() - begun)


def _searched(sums: Aggregates, watch: Watch, pool: ThreadPoolExecutor, workers: int) -> Solution:
    by_hand = nearest_with_room(sums.problem)
    pieces = parts(sums)
    bounding = pool.submit(lower_bound, sums, watch.left - ROUNDING, watch) if len(pieces) > 1 else None
    limit = watch.left * PLACING / -(-len(pieces) // workers)
    placings = watch.wait(
        [pool.submit(_placing, one, limit, watch) for one in pieces], Phase.PLACES, TO_PLACE
    )
    placed = {person: post for one in placings if one for person, post in one.placed.items()}
    told = {post: cost for one in placings if one for post, cost in one.told.items()}
    if not bounding and placings[0]:
        watch.bound = placings[0].bound
    search = Search(sums, watch, pool, workers, placed or by_hand, told)
    search.fill(TO_FILL)
    watch.cost = _solution(search, 0).total
    search.mend(1.0)
    return _better(search, by_hand, _bound(watch, bounding))


def _placing(problem: Problem, limit: float, watch: Watch) -> Placing:
    sums = aggregates(problem)
    begun = time.monotonic()
    found = prices(sums, limit, watch)
    return place(sums, found, max(limit - (time.monotonic() - begun), limit / 2))


def _bound(watch: Watch, bounding: Future[int] | None) -> int:
    if bounding:
        [watch.bound] = watch.wait([bounding], Phase.MENDING, 1.0)
    return watch.bound or 0


def _solution(search: Search, bound: int) -> Solution:
    problem = search.problem
    duties = frozenset(duty for shifts in search.found.values() for duty in shifts.duties)
    return Solution(problem, duties, search.placed, cost(problem, duties, search.placed), bound)


def _better(search: Search, by_hand: Mapping[str, str], bound: int) -> Solution:
    """Return what was found, or what is filled by hand should that be better."""
    best = _solution(search, bound)
    if best.gap > NEAR or len(search.problem.people) <= BY_HAND:
        greedy = fill(search.problem, by_hand)
        other = replace(best, duties=greedy, placed=by_hand, cost=cost(search.problem, greedy, by_hand))
        best = min(best, other, key=lambda one: one.total)
    return best
