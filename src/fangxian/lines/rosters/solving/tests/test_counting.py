"""Shortages of everybody: what is told cannot be had, and without any part of it the rest can (M10)."""

from hypothesis import given, settings

from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.solving.counting import Sums, Total, large, shared, shortages
from fangxian.lines.rosters.solving.explaining import Demand, Limit
from fangxian.lines.rosters.solving.instance import instance
from fangxian.lines.rosters.solving.problem import Person, Post, Problem
from fangxian.lines.rosters.solving.tests.test_solving import can_hold, problems, slot


def test_posts_that_share_nobody_are_parted() -> None:
    people = (
        Person("a", posts=frozenset("pq")),
        Person("b", posts=frozenset("qr")),
        Person("c", posts=frozenset("s")),
    )
    problem = Problem(people, tuple(Post(one) for one in "pqrst"), (), 1)
    assert sorted(sorted(one) for one in shared(problem)) == [["p", "q", "r"], ["s"], ["t"]]
    assert shared(Problem((Person("d"),), problem.posts, (), 1)) == [frozenset("pqrst")]


def test_all_posts_together_need_more_nights_than_there_are_people_for() -> None:
    people = tuple(Person(f"n{n}", days_only=n < 5) for n in range(20))
    posts = tuple(Post(f"p{n}") for n in range(4))
    problem = Problem(people, posts, tuple(slot(one.id, 0, begin, 4) for one in posts for begin in (0, 8)), 1)
    (short,) = shortages(problem, shared(problem)[0])
    assert short.totals == (Total(0, 480, 16),)
    assert short.limits == (Limit(Rule.HEALTH),)
    assert (short.allowed, short.people, short.by_day, len(short.posts)) == (15, 20, 5, 4)


def test_a_thousand_people_too_few_for_their_weeks_are_told_so() -> None:
    problem = instance(1000, posts=140)
    (posts,) = shared(problem)
    assert large(problem, posts)
    found = shortages(problem, posts, seconds=120)
    leads = next(one for one in found if one.totals[0].skill)
    assert leads.limits == (Limit(Rule.WEEK),)
    assert leads.allowed == 5 * leads.people < sum(one.count for one in leads.totals)
    assert not shortages(instance(300, posts=12), frozenset(f"p{n}" for n in range(12)))


@settings(max_examples=25, deadline=None)
@given(problems(most_people=3, most_days=2, most_posts=2))
def test_what_is_told_cannot_be_had_and_is_irreducible(problem: Problem) -> None:
    for short in shortages(problem, shared(problem)[0], seconds=60):
        wanted = [one for total in short.totals for one in demands(problem, total)]
        limits = [one for limit in short.limits for one in singly(problem, limit)]
        assert not can_hold(problem, [*wanted, *limits], once=True)
        assert short.allowed < sum(one.count for one in short.totals)
        for left in (*short.totals, *short.limits):
            others = [one for one in (*short.totals, *short.limits) if one != left]
            assert Sums(problem, frozenset(short.posts), float("inf")).excluded(others) is None


def demands(problem: Problem, total: Total) -> list[Demand]:
    here = [one for one in problem.slots if (one.begin, one.end) == (total.begin, total.end)]
    counts = [(one, dict(one.skills).get(total.skill, 0) if total.skill else one.staff) for one in here]
    return [Demand(one.id, count, total.skill) for one, count in counts if count]


def singly(problem: Problem, limit: Limit) -> list[Limit]:
    """Return a limit of everybody as those that each person has."""
    if limit.rule is Rule.LEAVE:
        return [Limit(Rule.LEAVE, one.id) for one in problem.people if one.off]
    if limit.rule is Rule.HEALTH:
        return [Limit(Rule.HEALTH, one.id) for one in problem.people if one.days_only]
    return [limit]
