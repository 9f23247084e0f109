"""Posts that came out dearer than they had to are placed and filled anew with their neighbours (M10)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.greedy import fill
from fangxian.lines.rosters.solving.placing import Team, place_again
from fangxian.lines.rosters.solving.problem import Post, Problem
from fangxian.lines.rosters.solving.shifting import Shifts, part, shift
from fangxian.lines.rosters.solving.telling import Phase, Watch
from fangxian.lines.rosters.solving.travelling import travel

TRIES = 24
NEIGHBOURS = 5
POST_LIMIT = 8.0
"""Seconds that the shifts of a post may take at most."""
AGAIN, PATIENCE = 5.0, 10.0
"""Seconds that placing a neighbourhood anew may take; and filling all posts by hand once a search was ended."""


@dataclass(frozen=True)
class Attempt:
    """People placed anew at some posts: whose they are, what each post was told to cost, and its shifts."""

    around: frozenset[str]
    placed: dict[str, str]
    told: dict[str, int]
    found: dict[str, Shifts]


@dataclass
class Search:
    """One run: who is placed where, what was found for each post so far, and which teams were tried."""

    sums: Aggregates
    watch: Watch
    pool: ThreadPoolExecutor
    workers: int
    placed: dict[str, str]
    told: dict[str, int] = field(default_factory=dict)
    found: dict[str, Shifts] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)

    @property
    def problem(self) -> Problem:
        """What is solved."""
        return self.sums.problem

    def fill(self, until: float) -> None:
        """Fill the shifts of every post, several posts at a time."""
        wanted, teams = sorted({slot.post for slot in self.problem.slots}), grouped(self.placed)
        allotted = max(min(POST_LIMIT, 3 * self.watch.left * self.workers / max(len(wanted), 1)), 0.2)
        filled = self.watch.wait(
            [self.pool.submit(self.fill_post, post, teams[post], allotted) for post in wanted],
            Phase.SHIFTS, until, patience=PATIENCE,
        )  # fmt: skip
        for post, shifts in zip(wanted, filled, strict=True):
            self.found[post] = shifts or self.fill_post(post, teams[post], 0)
        self._fill_again(until)
        self.learn(self.placed, self.told, self.found)

    def _fill_again(self, until: float) -> None:
        """Give more time to posts that were cut off and cost more than told, the worst first: half of what is left."""
        teams = grouped(self.placed)
        extra = {
            post: self._extra(shifts, teams[post], self.told.get(post, 0))
            for post, shifts in self.found.items()
        }
        cut = [
            post
            for post, one in self.found.items()
            if extra[post] > 0 and one.bound < one.cost.total(self.problem)
        ]
        cut.sort(key=lambda post: (-extra[post], post))
        limit = min(POST_LIMIT, max(self.watch.left / 2 * self.workers / max(len(cut), 1), 0.2))
        again = self.watch.wait(
            [self.pool.submit(self.fill_post, post, teams[post], limit, self.found[post]) for post in cut],
            Phase.SHIFTS, until, patience=PATIENCE,
        )  # fmt: skip
        self.found |= {post: shifts for post, shifts in zip(cut, again, strict=True) if shifts}

    def fill_post(self, post: str, team: Sequence[str], limit: float, known: Shifts | None = None) -> Shifts:
        """Return who stands when at a post, no worse than what is known; by hand where there is no time."""
        own = part(self.problem, [post], dict.fromkeys(team, frozenset([post])))
        if limit and not self.watch.over:
            found = shift(
                own,
                min(limit, max(self.watch.left, 0.2)),
                watch=self.watch,
                start=known.duties if known else (),
            )
            if known and inside(self.problem, known) <= inside(self.problem, found):
                return known
            if found.duties:
                return found
        if known:
            return known
        here = dict.fromkeys(team, post)
        duties = fill(own, here)
        return Shifts(duties, here, cost(own, duties, here), 0)

    def learn(self, placed: Mapping[str, str], told: Mapping[str, int], found: Mapping[str, Shifts]) -> None:
        """Remember teams that cost more than their sums told."""
        people, known = grouped(placed), {(team.post, team.people) for team in self.teams}
        for post, shifts in found.items():
            team = frozenset(people[post])
            extra = self._extra(shifts, team, told.get(post, 0))
            if extra > 0 and (post, team) not in known:
                self.teams.append(Team(post, team, extra))

    def _extra(self, shifts: Shifts, team: Iterable[str], told: int) -> int:
        """Return what a post costs beyond what its sums told."""
        return inside(self.problem, shifts) - told - sum(self.alone[one] for one in team)

    @cached_property
    def alone(self) -> dict[str, int]:
        """What each person lacks of his share wherever he serves, as a cost."""
        people = self.problem.people
        return {one.id: int(lack) for one, lack in zip(people, self.sums.alone, strict=True)}

    @cached_property
    def away(self) -> dict[str, int]:
        """What leaving each person in reserve costs."""
        people = self.problem.people
        return {one.id: int(lack) for one, lack in zip(people, self.sums.away, strict=True)}

    def mend(self, upto: float) -> None:
        """Place people anew around the posts that came out dearer than told, as long as it helps and time is left."""
        share, whole = self.watch.share, max(self.watch.left - upto, 1e-3)
        while self.watch.left > upto and not self.watch.stopped:
            chosen = self._chosen()
            if not chosen:
                break
            reserve = [one for one in self.away if one not in self.placed]
            futures = [
                self.pool.submit(self._attempt, around, frozenset(reserve[number :: len(chosen)]))
                for number, around in enumerate(chosen)
            ]
            spent = share + (1 - share) * (1 - (self.watch.left - upto) / whole)
            for attempt in self.watch.wait(futures, Phase.MENDING, min(spent, 1.0)):
                if attempt:
                    self._take(attempt)

    def _chosen(self) -> list[frozenset[str]]:
        """Return neighbourhoods of the dearest posts, one for each worker, that have no post in common."""
        people = grouped(self.placed)
        dear = [
            one
            for one in self.teams
            if self.tries[one.post] < TRIES and one.people == frozenset(people[one.post])
        ]
        dear.sort(key=lambda one: (-one.extra / (1 + self.tries[one.post]), one.post))
        chosen: list[frozenset[str]] = []
        for team in dear:
            around = near(self.problem, team.post, NEIGHBOURS + (self.tries[team.post] + 1) // 2)
            if len(chosen) < self.workers and all(around.isdisjoint(one) for one in chosen):
                self.tries[team.post] += 1
                chosen.append(around)
        return chosen

    def _attempt(self, around: frozenset[str], reserve: frozenset[str]) -> Attempt | None:
        placed = self.placed
        limit = max(min(self.watch.left / 2, AGAIN), 0.5)
        own = {one for one, post in placed.items() if post in around}
        again = place_again(self.sums, limit, self.teams, own | reserve, around)
        before, after = grouped({one: placed[one] for one in own}), grouped(again.placed)
        changed = {post for post in around if after[post] != before[post]}
        if not again.placed or not changed:
            return None
        found = {}
        for post in sorted(changed):
            if self.watch.left < 0:
                return None
            found[post] = self.fill_post(post, after[post], POST_LIMIT)
        return Attempt(around, again.placed, again.told, found)

    def _take(self, attempt: Attempt) -> None:
        """Take over what an attempt found where it costs no more."""
        self.learn(attempt.placed, attempt.told, attempt.found)
        own = {one: post for one, post in self.placed.items() if post in attempt.around}
        people = own.keys() | attempt.placed.keys()
        former = {post: self.found[post] for post in attempt.found}
        gain = self._worth(people, own, former) - self._worth(people, attempt.placed, attempt.found)
        if gain < 0:
            return
        self.placed = {one: post for one, post in self.placed.items() if one not in own} | attempt.placed
        self.found |= attempt.found
        self.told |= attempt.told
        if self.watch.cost is not None:
            self.watch.cost -= gain

    def _worth(self, people: Iterable[str], placed: Mapping[str, str], found: Mapping[str, Shifts]) -> int:
        problem = self.problem
        ways = sum(travel(problem.person[one], problem.post[post]) for one, post in placed.items())
        reserve = sum(self.away[one] for one in people if one not in placed)
        return problem.weights.travel * ways + reserve + sum(inside(problem, one) for one in found.values())


def inside(problem: Problem, shifts: Shifts) -> int:
    """Return what a post costs apart from people's ways to it."""
    return shifts.cost.total(problem) - problem.weights.travel * shifts.cost.travel


def near(problem: Problem, post: str, count: int) -> frozenset[str]:
    """Return a post and so many of those nearest to it."""
    here = problem.post[post]

    def far(one: Post) -> float:
        if here.at and one.at:
            return (one.at[0] - here.at[0]) ** 2 + (one.at[1] - here.at[1]) ** 2
        pairs = zip(here.path, one.path, strict=False)
        return -sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return frozenset([post, *(one.id for one in sorted(problem.posts, key=far)[: count + 1])])


def grouped(placed: Mapping[str, str]) -> dict[str, list[str]]:
    """Return who serves at each post."""
    found: dict[str, list[str]] = defaultdict(list)
    for person, post in sorted(placed.items()):
        found[post].append(person)
    return found
