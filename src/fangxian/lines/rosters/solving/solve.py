"""A roster solved: place, fill every post, mend the posts that came out dearer than they had to (M10)."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from fangxian.lines.rosters.solving.aggregates import Aggregates, aggregates
from fangxian.lines.rosters.solving.bound import Prices, prices
from fangxian.lines.rosters.solving.costing import Cost, cost
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.placing import Placing, Team, place
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.shifting import Shifts, Stop, never, part, shift
from fangxian.lines.rosters.solving.travelling import travel

LIMIT = 60.0
WORKERS = 2
ROUNDS = 12
NEIGHBOURS = 6
POST_LIMIT = 8.0
Progress = Callable[[str, float], None]
"""Told what is being done, and what share of it is done (0–1)."""


def silent(_what: str, _share: float) -> None:
    """Tell nobody."""


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


@dataclass
class Search:
    """One run: what was found for each post so far, and which teams were tried."""

    problem: Problem
    ends: float
    workers: int
    progress: Progress
    stop: Stop
    found: dict[str, Shifts] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.ends - time.monotonic()

    def fill(self, placed: Mapping[str, str], posts: Iterable[str]) -> dict[str, Shifts]:
        """Return who stands when at some posts, several of them solved at a time."""
        wanted = sorted(posts)
        people = _people(placed)
        done: dict[str, Shifts] = {}
        waves = -(-len(wanted) // self.workers)
        allotted = max(min(POST_LIMIT, 3 * self.left / max(waves, 1)), 0.2)

        def one(post: str) -> tuple[str, Shifts]:
            own = part(self.problem, [post], {key: frozenset([post]) for key in people[post]})
            spare = self.left > 0 and not self.stop()
            by_hand = Shifts(fill(own, dict.fromkeys(people[post], post)), {}, Cost(), 0) if not spare else None
            return post, by_hand or shift(own, min(allotted, max(self.left, 0.2)), stop=self.stop)

        with ThreadPoolExecutor(self.workers) as pool:
            for post, shifts in pool.map(one, wanted):
                done[post] = shifts
                self.progress("shifts", len(done) / len(wanted))
        return done


def solve(problem: Problem, limit: float = LIMIT, workers: int = WORKERS, progress: Progress = silent,
          stop: Stop = never) -> Solution:  # fmt: skip
    """Return the best roster found within ``limit`` seconds, and a proven bound of the whole problem.

    ``progress`` is told how far it is; as soon as ``stop()`` is true the best roster so far is returned.
    """
    begun = time.monotonic()
    search = Search(problem, begun + limit, workers, progress, stop)
    progress("bound", 0.0)
    sums = aggregates(problem)
    paid = prices(sums, limit / 3)
    progress("places", 0.0)
    placing = place(sums, paid, max(search.left / 2, 0.5))
    bound = placing.bound
    by_hand = nearest_with_room(problem)
    placed = placing.placed or by_hand
    search.found = search.fill(placed, {slot.post for slot in problem.slots})
    placed = _mended(search, sums, paid, placing, placed)
    duties = frozenset(duty for shifts in search.found.values() for duty in shifts.duties)
    best = Solution(problem, duties, placed, cost(problem, duties, placed), bound)
    greedy = fill(problem, by_hand)
    other = Solution(problem, greedy, by_hand, cost(problem, greedy, by_hand), bound)
    chosen = min((best, other), key=lambda one: one.total)
    progress("done", 1.0)
    return Solution(problem, chosen.duties, chosen.placed, chosen.cost, bound, time.monotonic() - begun)


def _mended(search: Search, sums: Aggregates, paid: Prices, placing: Placing,
            placed: Mapping[str, str]) -> Mapping[str, str]:  # fmt: skip
    """Place people anew around posts whose shifts came out dearer than their sums told, as long as it helps."""
    told = dict(placing.told)
    for number in range(ROUNDS if placing.placed else 0):
        _learn(search, sums, placed, told)
        dear = {team.post for team in search.teams if team.people == frozenset(_people(placed)[team.post])}
        if not dear or search.left < 1 or search.stop():
            break
        search.progress("mending", number / ROUNDS)
        around = _around(search.problem, dear)
        kept = {person: post for person, post in placed.items() if post not in around}
        again = place(sums, paid, max(min(search.left / 2, 10), 0.5), search.teams, kept)
        changed = {post for post in around if _people(again.placed)[post] != _people(placed)[post]}
        if not again.placed or not changed:
            break
        tried = search.fill(again.placed, changed)
        _learn(search, sums, again.placed, again.told, tried)
        if _worth(search, again.placed, search.found | tried) <= _worth(search, placed, search.found):
            search.found |= tried
            placed, told = again.placed, again.told
    return placed


def _learn(search: Search, sums: Aggregates, placed: Mapping[str, str], told: Mapping[str, int],
           found: Mapping[str, Shifts] | None = None) -> None:  # fmt: skip
    """Remember teams that cost more than their sums told."""
    people = _people(placed)
    alone = {one.id: int(lack) for one, lack in zip(search.problem.people, sums.alone, strict=True)}
    known = {(team.post, team.people) for team in search.teams}
    for post, shifts in (search.found if found is None else found).items():
        team = frozenset(people[post])
        extra = _inside(search.problem, shifts) - told.get(post, 0) - sum(alone[one] for one in team)
        if extra > 0 and (post, team) not in known:
            search.teams.append(Team(post, team, extra))


def _inside(problem: Problem, shifts: Shifts) -> int:
    """Return what a post costs apart from people's ways to it."""
    return shifts.cost.total(problem) - problem.weights.travel * shifts.cost.travel


def _worth(search: Search, placed: Mapping[str, str], found: Mapping[str, Shifts]) -> int:
    problem = search.problem
    ways = sum(travel(problem.person[person], problem.post[post]) for person, post in placed.items())
    return problem.weights.travel * ways + sum(_inside(problem, one) for one in found.values())


def _around(problem: Problem, posts: set[str]) -> set[str]:
    """Return posts and those nearest to each of them."""
    found = set(posts)
    for post in sorted(posts):
        here = problem.post[post]
        if here.at:
            at = here.at
            others = sorted(
                (one for one in problem.posts if one.at),
                key=lambda one: ((one.at or at)[0] - at[0]) ** 2 + ((one.at or at)[1] - at[1]) ** 2,
            )
        else:
            others = sorted(problem.posts, key=lambda one: -_common(one.path, here.path))
        found |= {one.id for one in others[: NEIGHBOURS + 1]}
    return found


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _people(placed: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for person, post in sorted(placed.items()):
        found[post].append(person)
    return found
