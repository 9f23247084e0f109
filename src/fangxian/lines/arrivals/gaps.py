"""Where persons are missing on one side, how overdue they are, and who answers for it (M5)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from fangxian.core import clock
from fangxian.core.dated import valid_on
from fangxian.lines.arrivals.models import Standing
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import today
from fangxian.trees.people.models import Responsibility
from fangxian.trees.places.models import Place, PlaceCode


@dataclass(frozen=True)
class Gaps:
    """How many persons one side has reported and the other not, at a body or a place."""

    key: str
    label: str
    code: str
    waiting: int
    overdue: int
    oldest_due_at: datetime.datetime | None
    responsible: tuple[str, ...] = ()
    node: uuid.UUID | None = None
    """The body or place itself, to be called."""


def gaps(rows: QuerySet[Standing], by: str, as_of: datetime.datetime | None = None) -> list[Gaps]:
    """Return unanswered reports grouped by body (``by="body"``) or community, the longest overdue first.

    A declaration waits for the community where the person lives, a registration for the stated employer.
    """
    now = as_of or clock.now()
    group = "body" if by == "body" else "path"
    waiting = rows.filter(fulfilled_at=None, counterpart_due_at__isnull=False, possible_with=None)
    found = list(
        waiting.order_by()
        .values(group)
        .annotate(
            waiting=Count("subject", distinct=True),
            overdue=Count("subject", distinct=True, filter=Q(counterpart_due_at__lt=now)),
            oldest=Min("counterpart_due_at"),
        )
        .order_by("oldest")
    )
    names = _names(by, [row[group] for row in found])
    return [_gap(row, group, names) for row in found]


def _gap(row: dict[str, Any], group: str, names: dict[Any, "_Node"]) -> Gaps:
    node = names.get(row[group], _Node("—", "", (), None))
    numbers = (row["waiting"], row["overdue"], row["oldest"])
    return Gaps(str(row[group]), node.label, node.code, *numbers, node.responsible, node.id)


class _Node(NamedTuple):
    label: str
    code: str
    responsible: tuple[str, ...]
    id: uuid.UUID | None


def _names(by: str, keys: Sequence[Any]) -> dict[Any, _Node]:
    """Return label, code and responsible accounts of bodies (by id) or places (by path): two queries."""
    nodes: dict[Any, Body | Place] = {}
    if by == "body":
        nodes |= Body.objects.in_bulk([key for key in keys if key])
    else:
        codes = PlaceCode.objects.filter(path__in=keys).select_related("place")
        nodes |= {code.path: code.place for code in codes}
    field = "body" if by == "body" else "place"
    people: dict[Any, list[str]] = defaultdict(list)
    held = Responsibility.objects.filter(valid_on(today()), **{f"{field}__in": list(nodes.values())})
    for row in held.select_related("account"):
        name = str(row.account)
        people[getattr(row, f"{field}_id")].append(name if row.duty in name else f"{name} {row.duty}")
    return {key: _Node(str(node), node.code, tuple(people[node.id]), node.id) for key, node in nodes.items()}
