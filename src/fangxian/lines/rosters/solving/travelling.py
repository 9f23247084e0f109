"""How far somebody lives from a post, and what parting a unit costs: integers (M10)."""

import math

import numpy
from numpy.typing import NDArray

from fangxian.lines.rosters.solving.problem import Person, Post, Problem

LEVELS = ((12, 5), (9, 20), (6, 60), (4, 200))
"""Length of the common beginning of two paths (a community, street, county, city), and how far two places are then
held to lie apart (100 m)."""
FARTHEST = 400
APART = 15
"""What it costs to put somebody outside the part of the town where his unit is paired or kept together."""


def distance(person: Person, post: Post) -> int:
    """Return the way to a post in units of 100 m: by coordinates where both are known, else by the tree."""
    if person.at and post.at:
        across, along = person.at[0] - post.at[0], person.at[1] - post.at[1]
        return min(round(math.hypot(across, along)), FARTHEST)
    if person.path and person.path == post.path:
        return 0
    return next((far for length, far in LEVELS if _alike(person.path, post.path, length)), FARTHEST)


def travel(person: Person, post: Post) -> int:
    """Return what a person at a post costs: his way, and being apart from his unit."""
    apart = bool(person.anchors) and not post.path.startswith(person.anchors)
    return distance(person, post) + APART * apart


def matrix(problem: Problem) -> NDArray[numpy.int64]:
    """Return what each person costs at each post, in the problem's order: people × posts."""
    known: dict[tuple[str, tuple[str, ...], tuple[int, int] | None], NDArray[numpy.int64]] = {}
    for one in problem.people:
        key = (one.path, one.anchors, one.at)
        if key not in known:
            known[key] = numpy.array([travel(one, post) for post in problem.posts], dtype=numpy.int64)
    rows = [known[one.path, one.anchors, one.at] for one in problem.people]
    return numpy.array(rows, dtype=numpy.int64).reshape(len(problem.people), len(problem.posts))


def _alike(one: str, other: str, length: int) -> bool:
    return len(one) >= length and one[:length] == other[:length]
