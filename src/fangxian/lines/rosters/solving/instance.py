"""Problems made up from a seed, with leave, health and skills: for the benchmark and the tests (M10)."""

import random

from fangxian.lines.rosters.solving.problem import DAY, LEAD, Person, Post, Problem, Slot, Wish

HOURS = ((0, 8), (8, 16), (16, 24))
OTHERS = ("medical", "driving", "computing")
PEOPLE_AT_A_POST = 10


def instance(people: int, days: int = 14, seed: int = 2020, posts: int = 0) -> Problem:
    """Return a problem of some people and about a tenth as many posts in a town, day and night for ``days`` days.

    The first day is a Monday. Three in a hundred are on leave for some days, one in ten stands by day only, one in
    two can lead, one in eight has medical skill; one in twenty shares a household; one in four has a wish.
    """
    draw = random.Random(seed)  # noqa: S311
    places = [
        _post(draw, number) for number in range(posts or max(people // PEOPLE_AT_A_POST - people // 1000, 1))
    ]
    size = [1 if draw.random() < 0.15 else 2 for _ in places]
    medical = [draw.random() < 0.2 for _ in places]
    slots = [
        _slot(place, day, hours, size[number], medical[number])
        for number, place in enumerate(places)
        for day in range(days)
        for hours in HOURS
    ]
    persons = tuple(_person(draw, number, days) for number in range(people))
    wishes = tuple(_wish(draw, one, days) for one in persons if draw.random() < 0.25)
    return Problem(persons, tuple(places), tuple(slots), days, wishes=wishes)


def _post(draw: random.Random, number: int) -> Post:
    return Post(f"p{number}", _path(draw), (draw.randrange(120), draw.randrange(120)))


def _path(draw: random.Random) -> str:
    return f"220602{draw.randrange(1, 8):03d}{draw.randrange(1, 5):03d}"


def _slot(post: Post, day: int, hours: tuple[int, int], staff: int, medical: bool) -> Slot:
    begin, end = day * DAY + hours[0] * 60, day * DAY + hours[1] * 60
    skills = ((LEAD, 1), ("medical", 1)) if medical and hours == (8, 16) and staff > 1 else ((LEAD, 1),)
    return Slot(
        begin, end, hours == (0, 8), day % 7 > 4, f"{post.id}-{day}-{hours[0]}", post.id, staff,
        skills if staff > 1 else (),
    )  # fmt: skip


def _person(draw: random.Random, number: int, days: int) -> Person:
    skills = {LEAD} if draw.random() < 0.5 else set()
    skills |= {skill for skill in OTHERS if draw.random() < 0.125}
    away = draw.random() < 0.03
    first = draw.randrange(days)
    off = frozenset(range(first, min(first + draw.randrange(2, 8), days))) if away else frozenset()
    household = f"h{number // 2}" if number % 40 < 2 else ""
    return Person(
        f"n{number}", frozenset(skills), draw.random() < 0.1, off, None, household, f"u{number // 20}", _path(draw),
        (draw.randrange(120), draw.randrange(120)),
    )  # fmt: skip


def _wish(draw: random.Random, person: Person, days: int) -> Wish:
    day = draw.randrange(days)
    return Wish(person.id, day * DAY, (day + 1) * DAY, draw.random() < 0.3)
