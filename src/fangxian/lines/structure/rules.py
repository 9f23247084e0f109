"""Hours of a turn, and the tree of groups; without Django."""

import datetime
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_HOUR = re.compile(r"(\d{1,2})\s*(?:[:：时点]\s*(\d{1,2}|半)?)?\s*分?$")
LAST_HOUR = 24
T = TypeVar("T")


def hour(text: str) -> str:
    """Return an hour as HH:MM: 8, 8:30, 8点半 and 24:00 (which is 00:00) are read; raises ``ValueError``."""
    found = _HOUR.match(text.strip())
    if not found:
        raise ValueError(f"no hour: {text}")
    hours, minutes = int(found[1]), 30 if found[2] == "半" else int(found[2] or 0)
    if minutes > 59 or hours > LAST_HOUR or (hours == LAST_HOUR and minutes):
        raise ValueError(f"no hour: {text}")
    return f"{hours % LAST_HOUR:02}:{minutes:02}"


def span(
    day: datetime.date, begins: str, ends: str, zone: datetime.tzinfo
) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the instants between which somebody is on call; an end not after the beginning is the next day's."""
    first, last = (datetime.time.fromisoformat(text) for text in (begins, ends))
    after = datetime.timedelta(days=1) if last <= first else datetime.timedelta(0)
    return datetime.datetime.combine(day, first, zone), datetime.datetime.combine(day + after, last, zone)


@dataclass
class Branch(Generic[T]):
    """A node of a tree with what stands right below it."""

    node: T
    below: "list[Branch[T]]" = field(default_factory=list)


def tree(nodes: Iterable[tuple[Hashable, Hashable | None, T]]) -> list[Branch[T]]:
    """Return nodes (key, parent's key, node) as trees in their order; every node stands in exactly one of them.

    One whose parent is not there is a root; of parents that go round in a circle, the first one is.
    """
    listed = list(nodes)
    branches = {key: Branch(node) for key, _parent, node in listed}
    below: dict[Hashable, list[Hashable]] = defaultdict(list)
    for key, parent, _node in listed:
        below[parent if parent in branches else None].append(key)
    placed: set[Hashable] = set()
    roots = [_hung(key, branches, below, placed) for key in below[None]]
    return roots + [_hung(key, branches, below, placed) for key in branches if key not in placed]


def _hung(
    key: Hashable,
    branches: dict[Hashable, Branch[T]],
    below: dict[Hashable, list[Hashable]],
    placed: set[Hashable],
) -> Branch[T]:
    """Hang below a node what belongs there and hangs nowhere yet."""
    placed.add(key)
    branch = branches[key]
    branch.below = [_hung(one, branches, below, placed) for one in below.get(key, ()) if one not in placed]
    return branch
