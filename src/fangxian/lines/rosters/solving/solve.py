"""A roster solved: place, fill every post, mend the posts that came out dearer than they had to (M10)."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from fangxian.lines.rosters.solving.aggregates import Aggregates, aggregates
from fangxian.lines.rosters.solving.bound import Relaxed, relax
from fangxian.lines.rosters.solving.costing import Cost, cost
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.mending import Search
from fangxian.lines.rosters.solving.parting import POSTS, pieces
from fangxian.lines.rosters.solving.placing import Placing, place
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.telling import Phase, Stop, Tell, Watch, never, silent

LIMIT = 60.0
WORKERS = 2
BY_HAND = 500
TO_RELAX, TO_PLACE, TO_FILL = 0.3, 0.4, 0.85
"""What share of the work is done once the bound is known, people are placed, and their shifts are filled."""
RELAXING, ROUNDING = 2 / 3, 1.0
"""What share of its time the linear relaxation may take; and the seconds that are kept to end a search."""
A_POST, A_PIECE = 0.4, 6.0
"""Seconds that are kept for the shifts of a post, and that placing a part may take."""


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
    relaxing = pool.submit(relax, sums, watch.left * RELAXING, watch)
    [relaxed] = watch.wait([relaxing], Phase.BOUND, TO_RELAX)
    placings = _placed(sums, relaxed, watch, pool, workers) if relaxed else []
    watch.bound = max((one.bound for one in placings), default=0)
    placed = {person: post for one in placings for person, post in one.placed.items()}
    told = {post: cost for one in placings for post, cost in one.told.items()}
    if not all(one.placed for one in placings):
        manned = set(placed.values())
        placed |= {one: post for one, post in by_hand.items() if one not in placed and post not in manned}
    search = Search(sums, watch, pool, workers, placed or by_hand, told)
    search.fill(TO_FILL)
    watch.cost = _solution(search, 0).total
    search.mend(ROUNDING)
    return _better(search, by_hand, watch.bound)


def _placed(
    sums: Aggregates, relaxed: Relaxed, watch: Watch, pool: ThreadPoolExecutor, workers: int
) -> list[Placing]:
    """Place people, a large problem in several parts at a time."""
    parts = pieces(sums, relaxed.homes) if len(sums.problem.posts) > POSTS else [None]
    waves = -(-len(parts) // workers)
    limit = max(watch.left - A_POST * len(sums.problem.posts) / workers, watch.left / 3) / waves
    limit = min(limit, A_PIECE) if len(parts) > 1 else limit
    futures = [pool.submit(place, sums, relaxed.prices, limit, one) for one in parts]
    return [one for one in watch.wait(futures, Phase.PLACES, TO_PLACE) if one]


def _solution(search: Search, bound: int) -> Solution:
    problem = search.problem
    duties = frozenset(duty for shifts in search.found.values() for duty in shifts.duties)
    return Solution(problem, duties, search.placed, cost(problem, duties, search.placed), bound)


def _better(search: Search, by_hand: Mapping[str, str], bound: int) -> Solution:
    """Return what was found, or what is filled by hand should that be better."""
    best = _solution(search, bound)
    if best.cost.uncovered or len(search.problem.people) <= BY_HAND:
        greedy = fill(search.problem, by_hand)
        other = replace(best, duties=greedy, placed=by_hand, cost=cost(search.problem, greedy, by_hand))
        best = min(best, other, key=lambda one: one.total)
    return best
