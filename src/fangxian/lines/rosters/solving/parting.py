"""A large problem taken apart into neighbouring posts and the people whom a min-cost flow sends there (M10)."""

import math
from collections.abc import Sequence

from ortools.graph.python import min_cost_flow

from fangxian.lines.rosters.solving.aggregates import Aggregates
from fangxian.lines.rosters.solving.problem import Post, Problem
from fangxian.lines.rosters.solving.programme import nearest
from fangxian.lines.rosters.solving.shifting import part

POSTS = 120
"""How many posts are placed together at most."""
TOO_FAR = 10**6


def parts(sums: Aggregates, most: int = POSTS) -> list[Problem]:
    """Return problems of neighbouring posts that share neither posts nor people; the problem itself if it is small."""
    problem = sums.problem
    if len(problem.posts) <= most:
        return [problem]
    cells = halved(problem.posts, range(len(problem.posts)), most)
    return [_part(problem, cell, people) for cell, people in zip(cells, _sent(sums, cells), strict=True)]


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


def _part(problem: Problem, cell: Sequence[int], people: Sequence[int]) -> Problem:
    here = frozenset(problem.posts[one].id for one in cell)
    chosen = [problem.people[one] for one in people]
    return part(problem, here, {one.id: here if one.posts is None else one.posts & here for one in chosen})


def _sent(sums: Aggregates, cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return who goes to each cell: by the shortest ways in all, each post with its share of the people."""
    cell_of = {post: number for number, cell in enumerate(cells) for post in cell}
    people, posts = len(sums.problem.people), len(sums.problem.posts)
    found: list[list[int]] = [[] for _ in cells]
    pairs = nearest(sums)
    flow = min_cost_flow.SimpleMinCostFlow()
    sink = people + posts
    arcs = [
        flow.add_arc_with_capacity_and_unit_cost(person, people + post, 1, int(sums.costs[person, post]))
        for person, post in pairs
    ]
    for person in range(people):
        flow.add_arc_with_capacity_and_unit_cost(person, sink, 1, TOO_FAR)
        flow.set_node_supply(person, 1)
    for post, room in enumerate(_rooms(sums)):
        flow.add_arc_with_capacity_and_unit_cost(people + post, sink, room, 0)
    flow.set_node_supply(sink, -people)
    flow.solve()
    closest = dict(reversed(pairs))
    closest |= {pair[0]: pair[1] for arc, pair in zip(arcs, pairs, strict=True) if flow.flow(arc)}
    for person, post in closest.items():
        found[cell_of[post]].append(person)
    return [sorted(one) for one in found]


def _rooms(sums: Aggregates) -> list[int]:
    """Return how many people each post takes when they are dealt out by what posts need."""
    heads = [sums.heads(0, int(need)) for need in sums.needs[:, 0]]
    whole = sum(heads) or 1
    return [math.ceil(len(sums.problem.people) * one / whole) for one in heads]
