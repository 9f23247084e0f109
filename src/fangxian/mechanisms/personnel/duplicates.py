"""Who may stand twice in the register: entries with one ID number, one name and phone, or one name in a unit (M10)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.mechanisms.ledgers.queries import Line, lines, visible
from fangxian.mechanisms.personnel.knowing import contradict
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Sameness
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MOST = 100
WAYS: tuple[tuple[tuple[str, ...], Text], ...] = (
    (("number_token",), _("same ID number")),
    (("name_token", "phone_token"), _("same name and phone")),
    (("name_token", "body_id"), _("same name and unit")),
)
"""By what two entries may be one person, the surest first."""


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person, the earlier one first, and why."""

    first: Line
    second: Line
    why: Text


def likely(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> list[Pair]:
    """Return pairs of the actor's part about which nobody has decided, the surest first, at most ``MOST``."""
    rows = visible(actor, response, PERSONS, as_of)
    decided = Sameness.objects.at(as_of).filter(response=response).values_list("person", "other")
    done = {frozenset(pair) for pair in decided}
    found: list[tuple[Any, Any, Text]] = []
    for columns, why in WAYS:
        for first, second in _pairs(rows, columns):
            pair = frozenset((first.entry_id, second.entry_id))
            if pair not in done:
                done.add(pair)
                found.append((first, second, why))
    told = {
        line.row.entry_id: line
        for line in lines(
            PERSONS, response, {row.pk: row for one in found[:MOST] for row in one[:2]}.values(), as_of
        )
    }
    return [Pair(told[first.entry_id], told[second.entry_id], why) for first, second, why in found[:MOST]]


def _pairs(rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """Yield the first of those who are alike in some columns with each of the others: two queries."""
    stated = rows.filter(**{f"{one}__isnull": False for one in columns}).order_by()
    groups = list(stated.values_list(*columns).annotate(n=Count("pk")).filter(n__gt=1)[:MOST])
    if not groups:
        return
    wanted = Q()
    for group in groups:
        wanted |= Q(**dict(zip(columns, group[:-1], strict=True)))

    def alike(row: Any) -> tuple[bytes, ...]:
        return tuple(_plain(getattr(row, one)) for one in columns)

    held = sorted(stated.filter(wanted), key=lambda row: (*alike(row), row.recorded_from, row.entry_id))
    for _key, own in groupby(held, key=alike):
        first, *others = own
        yield from ((first, other) for other in others if not contradict(first, other))


def _plain(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
