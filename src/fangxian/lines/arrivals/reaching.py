"""From changed reports to all that they may concern: those that share a key, a decision or a former standing.

What is read on the way out is kept, since reconciling needs it: four queries for some hundred reports and step.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q

from fangxian.lines.arrivals.models import Decision, MatchKey, Standing

T = TypeVar("T")
CHUNK = 400
LINKS = ("counterpart", "duplicate_of", "possible_with")
FACTS = (
    "side", "path", "line_id", "body_id", "body_path", "subject", "state", *LINKS, "method", "conflicts",
    "arrived_at", "reported_at", "due_at", "counterpart_due_at", "fulfilled_at", "found_after_due", "disclaimed",
    "from_key_area", "has_symptoms",
)  # fmt: skip
"""What a standing states besides its entry, its response and since when: the columns that make it another one."""
LINKED = slice(FACTS.index(LINKS[0]), FACTS.index(LINKS[-1]) + 1)


@dataclass
class Reached:
    """Reports by id with their match keys, the decisions on them, and the key and facts of their standings."""

    keys: dict[uuid.UUID, set[tuple[str, bytes]]] = field(default_factory=dict)
    decisions: dict[int, tuple[uuid.UUID, uuid.UUID | None, str]] = field(default_factory=dict)
    standings: dict[uuid.UUID, tuple[int, tuple[Any, ...]]] = field(default_factory=dict)


def connected(changed: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return the reports that share keys or decisions with the changed ones, directly or through others."""
    return set(reach(changed).keys)


def reach(changed: Iterable[uuid.UUID]) -> Reached:
    """Return the changed reports and everything connected with them, with what was read of it."""
    reached = Reached()
    edge = set(changed)
    while edge:
        reached.keys.update({entry: set() for entry in edge})
        found = {other for part in chunks(sorted(edge)) for other in _step(part, reached)}
        edge = found - reached.keys.keys()
    return reached


def _step(entries: Sequence[uuid.UUID], reached: Reached) -> set[uuid.UUID]:
    """Read some reports into ``reached`` and return their neighbours."""
    keys = MatchKey.objects.filter(entry__in=entries)
    values: dict[bytes, None] = {}
    for entry, kind, value in keys.values_list("entry", "kind", "value"):
        reached.keys[entry].add((kind, bytes(value)))
        values[bytes(value)] = None
    found = set()
    for part in chunks(list(values), 2 * CHUNK):
        found.update(MatchKey.objects.filter(value__in=part).values_list("entry", flat=True))
    decisions = Decision.objects.at().filter(Q(first__in=entries) | Q(second__in=entries))
    for key, *pair, verdict in decisions.values_list("pk", "first", "second", "verdict"):
        reached.decisions[key] = (pair[0], pair[1], verdict)
        found.update(pair)
    standings = Standing.objects.known().filter(entry__in=entries)
    for key, entry, *facts in standings.values_list("pk", "entry", *FACTS):
        reached.standings[entry] = (key, tuple(facts))
        found.update(facts[LINKED])
    return found - {None}


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Cut a list into parts that a query's parameters may hold."""
    return (items[start : start + size] for start in range(0, len(items), size))
