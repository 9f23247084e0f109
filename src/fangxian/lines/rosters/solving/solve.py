"""A roster solved: place, fill every post, mend the posts that came out dearer than they had to (M10)."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from fangxian.lines.rosters.solving.aggregates import Aggregates, aggregates
from fangxian.lines.rosters.solving.bound import prices
from fangxian.lines.rosters.solving.costing import Cost, cost
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.placing import Placing, Team, place, place_again
from fangxian.lines.rosters.solving.problem import Duty, Post, Problem
from fangxian.lines.rosters.solving.shifting import Shifts, Stop, never, part, shift
from fangxian.lines.rosters.solving.travelling import travel

LIMIT = 60.0
WORKERS = 2
TRIES = 24
BY_HAND = 500
NEAR = 0.02
NEIGHBOURS = 5
POST_LIMIT, A_POST = 8.0, 0.4
"""Seconds that the shifts of a post may take at most, and take as a rule."""
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
            if self.left > 0 and not self.stop():
                found = shift(own, min(allotted, max(self.left, 0.2)), stop=self.stop)
                if found.duties:
                    return post, found
            here = dict.fromkeys(people[post], post)
            duties = fill(own, here)
            return post, Shifts(duties, here, cost(own, duties, here), 0)

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
    placing = place(
        sums, paid, max(search.left - limit / 6 - A_POST * len(problem.posts) / workers, limit / 3)
    )
    bound = placing.bound
    by_hand = nearest_with_room(problem)
    placed: Mapping[str, str] = placing.placed or by_hand
    search.found = search.fill(placed, {slot.post for slot in problem.slots})
    placed = _mended(search, sums, placing, placed)
    duties = frozenset(duty for shifts in search.found.values() for duty in shifts.duties)
    best = Solution(problem, duties, placed, cost(problem, duties, placed), bound)
    if best.gap > NEAR or len(problem.people) <= BY_HAND:
        greedy = fill(problem, by_hand)
        other = Solution(problem, greedy, by_hand, cost(problem, greedy, by_hand), bound)
        best = min(best, other, key=lambda one: one.total)
    progress("done", 1.0)
    return replace(best, seconds=time.monotonic() - begun)


def _mended(
    search: Search, sums: Aggregates, placing: Placing, placed: Mapping[str, str]
) -> Mapping[str, str]:
    """Place people anew around each post whose shifts came out dearer than its sums told, as long as it helps."""
    told, tries = dict(placing.told), Counter[str]()
    _learn(search, sums, placed, told, search.found)
    while placing.placed and search.left > 1 and not search.stop():
        people = _people(placed)
        dear = [
            team
            for team in search.teams
            if tries[team.post] < TRIES and team.people == frozenset(people[team.post])
        ]
        if not dear:
            break
        worst = max(
            dear, key=lambda team: (team.extra // search.problem.weights.uncovered, -tries[team.post])
        )
        tries[worst.post] += 1
        neighbours = NEIGHBOURS + tries[worst.post] // 2
        search.progress("mending", 1 - len({team.post for team in dear}) / len(search.found))
        around = near(search.problem, worst.post, neighbours)
        again = place_again(sums, max(min(search.left / 2, 5), 0.5), search.teams, placed, around)
        after = {person: post for person, post in placed.items() if post not in around} | again.placed
        changed = {post for post in around if _people(after)[post] != people[post]}
        if not again.placed or not changed:
            continue
        tried = search.fill(after, changed)
        _learn(search, sums, after, again.told, tried)
        if _worth(search, after, search.found | tried) <= _worth(search, placed, search.found):
            search.found |= tried
            placed, told = after, told | again.told
    return placed


def _learn(search: Search, sums: Aggregates, placed: Mapping[str, str], told: Mapping[str, int],
           found: Mapping[str, Shifts]) -> None:  # fmt: skip
    """Remember teams that cost more than their sums told."""
    people = _people(placed)
    alone = {one.id: int(lack) for one, lack in zip(search.problem.people, sums.alone, strict=True)}
    known = {(team.post, team.people) for team in search.teams}
    for post, shifts in found.items():
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


def near(problem: Problem, post: str, count: int) -> set[str]:
    """Return a post and so many of those nearest to it."""
    here = problem.post[post]

    def far(one: Post) -> float:
        if here.at and one.at:
            return (one.at[0] - here.at[0]) ** 2 + (one.at[1] - here.at[1]) ** 2
        return -_common(one.path, here.path)

    return {post, *(one.id for one in sorted(problem.posts, key=far)[: count + 1])}


def _common(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _people(placed: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for person, post in sorted(placed.items()):
        found[post].append(person)
    return found
