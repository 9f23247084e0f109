"""The chain of review: a report is accepted by the bodies above it in its line, one level after another (M8).

Level 1 is the body right above. Whoever may review that body's part accepts for it; so nobody accepts his own
body's report. Somebody whose part is a place stands above everything in it but his own body.
"""

from collections.abc import Collection

from fangxian.core.scope import Scope

STEP = 4
"""Characters of a body's path a level."""


def levels(reviews: int, body_path: str) -> int:
    """Return how many levels accept a report: as many as the form says, and no more than stand above the body."""
    return min(reviews, len(body_path) // STEP - 1)


def reviewer_path(body_path: str, level: int) -> str:
    """Return the path of the body that reviews at a level, "" above the line's root."""
    return body_path[: max(0, len(body_path) - STEP * level)]


def reached(
    scope: Scope, own: Collection[tuple[str, str]], reviews: int, *, line: str, body_path: str, path: str
) -> set[int]:
    """Return the levels at which somebody may review a report.

    ``scope`` is his part for reviewing, ``own`` the bodies (line, path) for which he files himself. A report of a
    line's root, above which nobody stands, is reviewed at level 1 by whoever reviews its place.
    """
    last = levels(reviews, body_path)
    if scope.holds_place(path) and (line, body_path) not in own:
        return set(range(1, max(last, min(reviews, 1)) + 1))
    found = {level: reviewer_path(body_path, level) for level in range(1, last + 1)}
    return {level for level, above in found.items() if above and scope.holds_body(line, above)}


def accepted_up_to(accepted: int, reachable: Collection[int]) -> int:
    """Return the level up to which an acceptance carries a report that so many levels have accepted."""
    level = accepted
    while level + 1 in reachable:
        level += 1
    return level
