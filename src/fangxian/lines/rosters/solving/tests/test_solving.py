"""Properties of solved rosters: no hard rule is broken, the best is found, the bound holds, little moves (M10)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.lines.rosters.solving.aggregates import aggregates
from fangxian.lines.rosters.solving.bound import evaluate, relax
from fangxian.lines.rosters.solving.checking import Breach, Rule, breaches, change, hard
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.explaining import GLOBAL, Demand, Limit, demands_of, explain, limits_of
from fangxian.lines.rosters.solving.greedy import fill, nearest_with_room
from fangxian.lines.rosters.solving.instance import instance
from fangxian.lines.rosters.solving.parting import halved, pieces
from fangxian.lines.rosters.solving.problem import DAY, Person, Post, Problem, Rules, Slot, Spell, Wish
from fangxian.lines.rosters.solving.shifting import part, shift
from fangxian.lines.rosters.solving.solve import solve
from fangxian.lines.rosters.solving.telling import Phase, Step

LEAD = "lead"


def slot(post: str, day: int, begin: int, staff: int = 1, leads: int = 0) -> Slot:
    start = day * DAY + begin * 60
    skills = ((LEAD, leads),) if leads else ()
    return Slot(start, start + 480, begin == 0, day % 7 > 4, f"{post}-{day}-{begin}", post, staff, skills)


@st.composite
def problems(draw: st.DrawFn, most_people: int = 6, most_days: int = 4, most_posts: int = 2) -> Problem:
    days = draw(st.integers(1, most_days))
    posts = tuple(Post(f"p{n}", "", (n * 3, 0)) for n in range(draw(st.integers(1, most_posts))))
    hours = draw(st.sampled_from([(0,), (0, 8), (8, 16), (0, 8, 16)]))
    slots = []
    for post, day, begin in product(posts, range(days), hours):
        staff = draw(st.integers(1, 2))
        slots.append(slot(post.id, day + 4, begin, staff, draw(st.integers(0, 1))))
    people = tuple(
        Person(
            f"n{n}",
            frozenset([LEAD]) if draw(st.booleans()) else frozenset(),
            draw(st.booleans()) and draw(st.booleans()),
            frozenset(draw(st.sets(st.integers(4, 3 + days), max_size=1))),
            household="h" if n < 2 and draw(st.booleans()) else "",
            at=(draw(st.integers(0, 5)), 0),
            past=(Spell(-480, 0),) if draw(st.booleans()) else (),
        )
        for n in range(draw(st.integers(1, most_people)))
    )
    wishes = tuple(
        Wish(one.id, 4 * DAY, 5 * DAY, draw(st.booleans())) for one in people if draw(st.booleans())
    )
    rules = Rules(week=draw(st.integers(1, 5)), nights=draw(st.integers(1, 2)))
    return Problem(people, posts, tuple(slots), days + 4, rules, wishes=wishes)


@settings(max_examples=15, deadline=None)
@given(problems())
def test_a_roster_never_breaks_a_hard_rule_and_is_never_worse_than_one_by_hand(problem: Problem) -> None:
    found = solve(problem, limit=5, workers=1)
    by_hand = nearest_with_room(problem)
    filled = fill(problem, by_hand)
    assert not hard(problem, found.duties)
    assert not hard(problem, filled)
    assert all(found.placed[person] == problem.slot[one].post for person, one in found.duties)
    assert found.bound <= found.total <= cost(problem, filled, by_hand).total(problem)


@settings(max_examples=12, deadline=None)
@given(problems(most_people=3, most_days=2, most_posts=2))
def test_the_best_of_all_rosters_is_found_and_lies_above_the_bound(problem: Problem) -> None:
    best = min(one for one in every(problem))
    sums = aggregates(problem)
    assert evaluate(sums, relax(sums, 5).prices) <= best
    whole = shift(problem, 20)
    assert whole.cost.total(problem) == whole.bound == best
    found = solve(problem, limit=5, workers=1)
    assert found.bound <= best <= found.total


def every(problem: Problem) -> Iterator[int]:
    """Yield the cost of every roster that breaks no hard rule, over every way to place people."""
    choices = [[None, *(post.id for post in problem.posts)] for _ in problem.people]
    for where in product(*choices):
        placed = {one.id: post for one, post in zip(problem.people, where, strict=True) if post}
        households = [
            (problem.person[key].household, post)
            for key, post in placed.items()
            if problem.person[key].household
        ]
        if len(households) > len(set(households)):
            continue
        options = []
        for one in problem.people:
            slots = [s.id for s in problem.slots if s.post == placed.get(one.id)]
            sets = [
                frozenset((one.id, s) for s in chosen)
                for size in range(len(slots) + 1)
                for chosen in combinations(slots, size)
            ]
            options.append([chosen for chosen in sets if not hard(problem, chosen)])
        for chosen in product(*options):
            duties = frozenset().union(*chosen)
            if not any(breach.rule is Rule.CROWDED for breach in hard(problem, duties)):
                yield cost(problem, duties, placed).total(problem)


@settings(max_examples=25, deadline=None)
@given(problems(most_people=3, most_days=2, most_posts=2))
def test_an_explanation_is_irreducible(problem: Problem) -> None:
    """What is named cannot hold, and without any one part of it the rest can: found by trying every roster."""
    whole = shift(problem, 20)
    short = [
        one.id for one in problem.slots if any(b.slot == one.id for b in _missing(problem, whole.duties))
    ]
    if not can_hold(problem, [*demands_in(problem), *limits_of(problem)]):
        assert short
    for key in short[:1]:
        conflict = explain(problem, key)
        if conflict is None:
            assert can_hold(problem, [*demands_in(problem), *limits_of(problem)])
            continue
        elements = [*conflict.demands, *conflict.limits]
        assert not can_hold(problem, elements)
        for one in elements:
            assert can_hold(problem, [other for other in elements if other != one])


def demands_in(problem: Problem) -> list[Demand]:
    return [one for slot in problem.slots for one in demands_of(slot)]


def can_hold(problem: Problem, elements: list[Demand | Limit], once: bool = False) -> bool:
    """Tell by trying every roster whether demands can be met under these rules alone; ``once``: nobody is at two places
    at a time."""
    held = {one for one in elements if isinstance(one, Limit)}
    waived = {rule for rule in GLOBAL if Limit(rule) not in held}
    waived |= {
        told for told, within in ((Rule.TWICE, Rule.REST), (Rule.POSTS, Rule.PLACE)) if within in waived
    }
    waived -= {Rule.TWICE} if once else set()

    def broken(duties: frozenset[tuple[str, str]]) -> bool:
        return any(
            one.rule not in waived
            and (one.rule not in (Rule.LEAVE, Rule.HEALTH) or Limit(one.rule, one.person) in held)
            for one in hard(problem, duties)
            if one.rule is not Rule.CROWDED
        )

    asked = [one for one in elements if isinstance(one, Demand)]
    wanted = {one.slot for one in asked}
    options = []
    for person in problem.people:
        sets = [
            frozenset((person.id, one) for one in chosen)
            for size in range(len(wanted) + 1)
            for chosen in combinations(sorted(wanted), size)
        ]
        options.append([one for one in sets if not broken(one)])
    for combined in product(*options):
        duties = frozenset().union(*combined)
        if not any(one.rule is Rule.CROWDED for one in hard(problem, duties)) and not broken(duties):
            standing = {one.slot: [problem.person[p] for p, s in duties if s == one.slot] for one in asked}
            if all(
                sum(not one.skill or one.skill in who.skills for who in standing[one.slot]) >= one.count
                for one in asked
            ):
                return True
    return False


def _missing(problem: Problem, duties: frozenset) -> list:
    return [one for one in breaches(problem, duties) if one.rule in (Rule.STAFF, Rule.SKILL)]


def test_six_are_needed_at_night_and_five_are_allowed() -> None:
    people = tuple(Person(f"n{n}", days_only=n >= 5) for n in range(8))
    problem = Problem(people, (Post("17"),), (slot("17", 0, 0, 6), slot("17", 0, 8, 2)), 1)
    conflict = explain(problem, "17-0-0")
    assert conflict
    assert conflict.demands == (Demand("17-0-0", 6),)
    assert conflict.allowed == 5
    assert conflict.limits == (Limit(Rule.HEALTH, "n7"),) or len(conflict.limits) == 3


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ("p-1-0", Rule.REST),
        ("p-6-8", Rule.WEEK),
        ("p-0-0", Rule.LEAVE),
    ],
)
def test_a_change_tells_which_rule_it_breaks(added: str, rule: Rule) -> None:
    slots = tuple(slot("p", day, begin, 2) for day in range(8) for begin in (0, 8, 16))
    problem = Problem((Person("n", off=frozenset([0])),), (Post("p"),), slots, 8)
    duties = {("n", f"p-{day}-{8}") for day in range(1, 6)}
    told = {one.rule for one in change(problem, duties, [("n", added)], ())}
    assert rule in told
    assert Rule.STAFF in told or rule is not Rule.STAFF


def test_standing_at_two_posts_is_told_before_and_in_the_whole_roster() -> None:
    slots = tuple(slot(post, day, begin, 1) for day in range(3) for post in ("p", "q") for begin in (0, 8))
    problem = Problem((Person("a"), Person("b")), (Post("p"), Post("q")), slots, 3)
    duties = {("a", "p-0-8"), ("a", "p-1-8")}
    at_once = [one for one in change(problem, duties, [("a", "q-1-8")], ()) if one.person]
    assert {one.rule for one in at_once} == {Rule.TWICE, Rule.POSTS}
    assert Breach(Rule.POSTS, "a", "q-1-8") in at_once
    later = {one.rule for one in change(problem, duties, [("a", "q-2-8")], ()) if one.person}
    assert later == {Rule.POSTS}
    assert {one.rule for one in hard(problem, duties | {("a", "q-1-8")})} == {Rule.TWICE, Rule.POSTS}
    assert not hard(problem, duties | {("b", "q-1-8")})


def test_nights_in_a_row_health_place_household_and_a_crowd_are_told() -> None:
    slots = tuple(slot(post, day, 0, 1) for day in range(5) for post in ("p", "q"))
    people = (
        Person("a", household="h"),
        Person("b", household="h", days_only=True, posts=frozenset(["q"])),
    )
    problem = Problem(people, (Post("p"), Post("q")), slots, 5)
    duties = {("a", f"p-{day}-0") for day in range(4)} | {("b", "p-0-0")}
    told = {one.rule for one in hard(problem, duties)}
    assert told == {Rule.NIGHTS, Rule.HEALTH, Rule.PLACE, Rule.HOUSEHOLD, Rule.CROWDED}


def test_a_cancelled_search_returns_a_whole_roster_and_progress_is_told() -> None:
    problem = instance(40, days=7)
    said: list[Step] = []
    found = solve(
        problem,
        limit=20,
        workers=1,
        tell=said.append,
        stop=lambda: True,
    )
    assert not hard(problem, found.duties)
    assert found.duties
    assert said[0] == Step(Phase.BOUND, 0.0)
    assert said[-1].phase == Phase.DONE
    assert [one.share for one in said] == sorted(one.share for one in said)


def test_a_part_of_a_problem_keeps_the_shares_of_the_whole() -> None:
    problem = instance(30, days=7)
    alone = part(problem, ["p0"], {"n0": frozenset(["p0"])})
    assert alone.equal["n0"] == problem.equal["n0"]
    assert {one.post for one in alone.slots} == {"p0"}


def test_a_large_problem_is_taken_apart_without_losing_anybody() -> None:
    problem = instance(60, days=7, posts=6)
    sums = aggregates(problem)
    parts = pieces(sums, {0: 5}, most=2)
    assert sorted(post for one in parts for post in one.posts) == list(range(6))
    assert sorted(person for one in parts for person in one.people) == list(range(60))
    assert next(5 in one.posts for one in parts if 0 in one.people)
    tree = [replace(one, at=None) for one in problem.posts]
    assert max(len(one) for one in halved(tree, range(6), 2)) == 2
