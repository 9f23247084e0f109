"""What the board of people sent down shows: each step's people in one's part, and quotas against nominations (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from fangxian.core import clock
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, QUOTAS
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.ledgers.queries import PAGE, Line, lines, visible
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def at_step(
    actor: Actor, response: Response, step: str, as_of: datetime.datetime | None = None
) -> QuerySet[Any]:
    """Return the assignments of one's part that stand at a step, the longest first."""
    return visible(actor, response, ASSIGNMENTS, as_of).filter(step=step).order_by("recorded_from", "entry")


def page_of(
    rows: QuerySet[Any], response: Response, as_of: datetime.datetime | None = None
) -> tuple[list[Line], bool]:
    """Return the first rows with their names, and whether there are more."""
    found = list(rows[: PAGE + 1])
    return lines(ASSIGNMENTS, response, found[:PAGE], as_of), len(found) > PAGE


def counts(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> dict[str, int]:
    """Return how many stand at each step in one's part: one query."""
    rows = visible(actor, response, ASSIGNMENTS, as_of).order_by().values("step").annotate(n=Count("pk"))
    told = {row["step"]: row["n"] for row in rows}
    return {step.value: told.get(step.value, 0) for step in State}


@dataclass(frozen=True)
class Owed:
    """A unit's quota against whom it named."""

    body: Body
    asked: int
    named: int

    @property
    def missing(self) -> int:
        """How many it has still to name."""
        return max(0, self.asked - self.named)


def quotas(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> list[Owed]:
    """Return each unit's quota against its nominations, those that miss most first: three queries."""
    now = as_of or clock.now()
    live = visible(actor, response, QUOTAS, as_of).exclude(ended_at__lte=now)
    asked = dict(live.order_by().values_list("body").annotate(n=Sum("number_asked")))
    named = _named(visible(actor, response, ASSIGNMENTS, as_of), list(asked))
    bodies = Body.objects.in_bulk(list(asked))
    rows = [Owed(bodies[body], number, named.get(body, 0)) for body, number in asked.items()]
    return sorted(rows, key=lambda row: (-row.missing, row.body.code))


def _named(rows: QuerySet[Any], bodies: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many distinct persons units named whom nobody declined, by unit."""
    standing = rows.filter(~Q(step=State.DECLINED), body__in=bodies).order_by()
    return dict(standing.values_list("body").annotate(n=Count("person", distinct=True)))
