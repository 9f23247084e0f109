"""Rosters solved again, against every roster there is: at one post and at several, with help from reserve (M10)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.lines.rosters.solving.checking import hard
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.problem import Duty, Person, Post, Problem
from fangxian.lines.rosters.solving.resolving import known, resolve
from fangxian.lines.rosters.solving.solve import Solution, solve
from fangxian.lines.rosters.solving.tests.test_solving import problems, slot

Rank = tuple[int, int, int]


@settings(max_examples=12, deadline=None)
@given(problems(most_people=4, most_days=2, most_posts=1), st.data())
def test_after_a_change_as_few_published_shifts_move_as_can(problem: Problem, data: st.DataObject) -> None:
    published = solve(problem, limit=5, workers=1)
    changed = after_a_change(problem, published, data)
    whoever_serves = dict.fromkeys((one.id for one in problem.people), "p0")
    assert_least(changed, whoever_serves, resolve(changed, whoever_serves, limit=10, workers=1))


@settings(max_examples=12, deadline=None)
@given(problems(most_people=3, most_days=2, most_posts=3), st.data())
def test_at_several_posts_people_in_reserve_help_and_as_little_moves_as_can(
    problem: Problem, data: st.DataObject
) -> None:
    published = solve(problem, limit=5, workers=1)
    changed = after_a_change(problem, published, data)
    standing = {person: problem.slot[one].post for person, one in published.duties}
    idle = {person: post for person, post in published.placed.items() if person not in standing}
    placed = standing | {person: post for person, post in idle.items() if data.draw(st.booleans())}
    assert_least(changed, placed, resolve(changed, placed, limit=10, workers=1))


def test_one_in_reserve_helps_where_two_posts_are_short_and_those_who_stand_stay() -> None:
    posts = tuple(Post(f"p{n}", "", (n, 0)) for n in range(3))
    slots = tuple(slot(post.id, day, 8) for post in posts for day in range(3))
    people = (Person("a"), Person("b"), Person("c"), Person("d", at=(0, 0)))
    problem = Problem(people, posts, slots, 3)
    placed = {"a": "p0", "b": "p1", "c": "p2"}
    published = frozenset((person, f"{post}-{day}-8") for person, post in placed.items() for day in range(3))
    ill = tuple(replace(one, off=frozenset(range(3))) if one.id in "ab" else one for one in people)
    changed = known(replace(problem, people=ill), published)
    found = resolve(changed, placed, limit=10, workers=1)
    assert_least(changed, placed, found)
    assert found.placed["d"] == "p0"
    assert {duty for duty in found.duties if duty[0] == "c"} == {duty for duty in published if duty[0] == "c"}
    assert found.cost.uncovered == 3


def after_a_change(problem: Problem, published: Solution, data: st.DataObject) -> Problem:
    """Return the published problem with somebody ill, and perhaps one more needed in a shift."""
    ill = data.draw(st.sampled_from([one.id for one in problem.people]))
    people = tuple(
        replace(one, off=frozenset(range(problem.days))) if one.id == ill else one for one in problem.people
    )
    more = data.draw(st.sampled_from(["", *(one.id for one in problem.slots)]))
    slots = tuple(replace(one, staff=one.staff + (one.id == more)) for one in problem.slots)
    return known(replace(problem, people=people, slots=slots), published.duties)


def assert_least(problem: Problem, placed: Mapping[str, str], found: Solution) -> None:
    """No roster that keeps people at their posts lacks less, moves less, or is more equal and liked with as much."""
    assert not hard(problem, found.duties)
    assert all(found.placed[person] == problem.slot[one].post for person, one in found.duties)
    assert all(found.placed[person] == post for person, post in placed.items())
    assert rank(problem, placed, found.duties) == min(every(problem, placed))
    gone, new = found.moved
    assert (problem.published - gone) | new == found.duties


def every(problem: Problem, placed: Mapping[str, str]) -> Iterator[Rank]:
    """Yield the rank of every roster that breaks no hard rule and keeps people at their posts."""
    options = []
    for one in problem.people:
        posts = [placed[one.id]] if one.id in placed else [post.id for post in problem.posts]
        slots = [[(one.id, s.id) for s in problem.slots_of[post]] for post in posts]
        sets = {
            frozenset(c) for here in slots for size in range(len(here) + 1) for c in combinations(here, size)
        }
        options.append([chosen for chosen in sets if not hard(problem, chosen)])
    for chosen in product(*options):
        duties = frozenset[Duty]().union(*chosen)
        if not hard(problem, duties):
            yield rank(problem, placed, duties)


def rank(problem: Problem, placed: Mapping[str, str], duties: frozenset[Duty]) -> Rank:
    """Return what counts first, next and last: what is missing, what moved, and the rest."""
    helping = {person: problem.slot[one].post for person, one in duties if person not in placed}
    told = cost(problem, duties, helping)
    weights = problem.weights
    rest = weights.unequal * told.unequal + weights.wish * told.wishes + weights.travel * told.travel
    return told.uncovered, len(duties ^ problem.published), rest
