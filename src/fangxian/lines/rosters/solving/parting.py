"""A large problem taken apart into neighbouring posts and the people whom its linear relaxation sends there (M10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.problem import Post
from fangxian.lines.rosters.solving.programme import nearest

POSTS = 120
"""How many posts are placed together at most."""


@dataclass(frozen=True)
class Piece:
    """Posts and people that are placed together, by their places in the problem."""

    posts: frozenset[int]
    people: frozenset[int]


def pieces(sums: Aggregates, homes: Mapping[int, int], most: int = POSTS) -> list[Piece]:
    """Return parts that share neither posts nor people; ``homes`` says which post a person is near."""
    closest = {**dict(reversed(nearest(sums))), **homes}
    cells = halved(sums.problem.posts, range(len(sums.problem.posts)), most)
    return [
        Piece(frozenset(cell), frozenset(person for person, post in closest.items() if post in cell))
        for cell in map(frozenset, cells)
    ]


def halved(posts: Sequence[Post], chosen: Sequence[int], most: int) -> list[list[int]]:
    """Return neighbouring posts, at most so many together: halved along the longer side, or along the tree."""
    if len(chosen) <= most:
        return [list(chosen)]
    order = _along(posts, chosen)
    middle = len(order) // 2
    return halved(posts, order[:middle], most) + halved(posts, order[middle:], most)


def _along(posts: Sequence[Post], chosen: Sequence[int]) -> list[int]:
    at = [posts[one].at for one in chosen]
    if None in at:
        return sorted(chosen, key=lambda one: (posts[one].path, posts[one].id))
    sides = [max(side) - min(side) for side in zip(*(one or (0, 0) for one in at), strict=True)]
    longer = sides.index(max(sides))
    return sorted(chosen, key=lambda one: ((posts[one].at or (0, 0))[longer], posts[one].id))
