"""Which nodes of both trees a fact counts at, and when slots of known history end: pure (M8)."""

import datetime
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

STEP = 4
"""Characters of a body's path a level."""
LONGEST_BODY, CROSSED_BODY = 20, 12
"""So long are the body prefixes that are counted at all, and those counted by place."""
STREET, COUNTY = 9, 6
"""So long are the place prefixes that are counted at all, and those counted by body and as known then."""
SLOT = datetime.timedelta(minutes=10)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
Span = tuple[datetime.date, datetime.date | None]


class Node(NamedTuple):
    """What lies below a body ("": every body) in a place, or ``exact``-ly at that place."""

    body: str
    path: str
    exact: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether its counts are kept as known then."""
        return len(self.path) <= COUNTY and len(self.body) <= CROSSED_BODY

    @property
    def is_counted(self) -> bool:
        """Whether it is counted at all; what is deeper is read from the facts."""
        if self.exact:
            return self.is_dated
        if not self.body:
            return len(self.path) in (0, 2, 4, COUNTY, STREET)
        crossed = len(self.path) in (2, 4, COUNTY) and len(self.body) <= CROSSED_BODY
        return len(self.body) % STEP == 0 and (crossed or (not self.path and len(self.body) <= LONGEST_BODY))


@lru_cache(maxsize=200_000)
def nodes_of(body: str, path: str, exact: bool) -> tuple[Node, ...]:
    """Return the nodes of a fact below the body ``body``, in the place ``path`` (at most a street).

    ``exact`` tells that it lies at that place, not below it.
    """
    bodies = [body[:width] for width in range(0, min(len(body), LONGEST_BODY) + 1, STEP)]
    paths = [path[:width] for width in (0, 2, 4, COUNTY, STREET) if width <= len(path)]
    found = [Node(above, prefix) for above in bodies for prefix in paths]
    found += [Node(above, path, True) for above in bodies if exact]
    return tuple(node for node in found if node.is_counted)


def slot_end(instant: datetime.datetime) -> datetime.datetime:
    """Return the end of the slot in which an instant lies; a slot's end belongs to it."""
    return EPOCH - (EPOCH - instant) // SLOT * SLOT


def slot_before(instant: datetime.datetime) -> datetime.datetime:
    """Return the last end of a slot up to an instant."""
    return EPOCH + (instant - EPOCH) // SLOT * SLOT


def roots(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the prefixes that lie under no other, in order."""
    found: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not found or not prefix.startswith(found[-1]):
            found.append(prefix)
    return tuple(found)


def meet(some: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the prefixes of what lies under one of some and one of others."""
    pairs = [(one, other) for one in some for other in others]
    longer = [
        max(pair, key=len) for pair in pairs if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    ]
    return roots(longer)


def cut_out(owed: Span, excuses: Iterable[Span]) -> list[tuple[datetime.date, int]]:
    """Return the steps by which excuses, which may overlap, lower what is owed between two days."""
    steps: list[tuple[datetime.date, int]] = []
    reached, end = owed[0], owed[1] or datetime.date.max
    for start, until in sorted((start, until or datetime.date.max) for start, until in excuses):
        start, until = max(start, reached), min(until, end)
        if start < until:
            steps += [(start, -1), (until, 1)]
            reached = until
    return [(day, by) for day, by in steps if day != datetime.date.max]
