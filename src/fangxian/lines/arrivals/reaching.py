"""From changed reports to all that they may concern: those that share a key, a decision or a former standing.

What is read on the way out is kept, since reconciling needs it: four queries for some hundred reports and step.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q

from fangxian.lines.arrivals.models import Decision, MatchKey, Standing

T = TypeVar("T")
Keys = Collection[tuple[str, bytes]]
CHUNK = 400
LINKS = ("counterpart", "duplicate_of", "possible_with")
FACTS = (
    "side", "path", "line_id", "body_id", "body_path", "subject", "state", *LINKS, "method", "conflicts",
    "arrived_at", "reported_at", "due_at", "counterpart_due_at", "fulfilled_at", "found_after_due", "disclaimed",
    "awaits_decision", "from_key_area", "has_symptoms",
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


def reach(changed: Iterable[uuid.UUID], new: Mapping[uuid.UUID, Keys] | None = None) -> Reached:
    """Return the changed reports and everything connected with them, with what was read of it.

    ``new`` are reports just entered, with their keys: nothing but keys can connect them yet.
    """
    reached = Reached()
    edge, new = set(changed), new or {}
    while edge:
        reached.keys.update({entry: set(new.get(entry, ())) for entry in edge})
        found: set[uuid.UUID] = set()
        for part in chunks(sorted(edge)):
            found |= _sharing_a_key(part)
        for part in chunks(sorted(edge - new.keys())):
            found |= _read(part, reached)
        edge = found - reached.keys.keys()
    return reached


def _sharing_a_key(entries: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    values = MatchKey.objects.filter(entry__in=entries).values("value")
    others = MatchKey.objects.filter(value__in=values).exclude(entry__in=entries)
    return set(others.values_list("entry", flat=True))


def _read(entries: Sequence[uuid.UUID], reached: Reached) -> set[uuid.UUID]:
    """Read some reports into ``reached`` and return those whom decisions and standings connect with them."""
    keys = MatchKey.objects.filter(entry__in=entries)
    for entry, kind, value in keys.values_list("entry", "kind", "value"):
        reached.keys[entry].add((kind, bytes(value)))
    found: set[uuid.UUID | None] = set()
    decisions = Decision.objects.at().filter(Q(first__in=entries) | Q(second__in=entries))
    for key, first, second, verdict in decisions.values_list("pk", "first", "second", "verdict"):
        reached.decisions[key] = (first, second, verdict)
        found |= {first, second}
    standings = Standing.objects.known().filter(entry__in=entries)
    for key, entry, *facts in standings.values_list("pk", "entry", *FACTS):
        reached.standings[entry] = (key, tuple(facts))
        found.update(facts[LINKED])
    return {entry for entry in found if entry}


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Cut a list into parts that a query's parameters may hold."""
    return (items[start : start + size] for start in range(0, len(items), size))
