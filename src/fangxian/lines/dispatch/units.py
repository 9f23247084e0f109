"""The people of each unit that are sent down: who leads them, and where nobody does (M10)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from fangxian.core import clock
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.queries import stands
from fangxian.lines.dispatch.rules import SENT, State
from fangxian.mechanisms.ledgers.queries import Line, lines, visible
from fangxian.mechanisms.personnel.models import Posting
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

STANDING = (State.NOMINATED, State.APPROVED, *SENT)
LEADING = (Posting.Role.HEAD, Posting.Role.DEPUTY)


@dataclass
class Contingent:
    """The people of a unit: how many stand at each step, and who leads them."""

    body: Body
    counts: dict[str, int]
    heads: list[Line] = field(default_factory=list)
    deputies: list[Line] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(self.counts.values())


def contingents(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> list[Contingent]:
    """Return the units of one's part with their people, those without a head first: four queries and the names.

    Who leads a unit's people is told to everybody who sees some of them, wherever he stands himself.
    """
    rows = visible(actor, response, ASSIGNMENTS, as_of).filter(step__in=STANDING, body__isnull=False)
    found: dict[uuid.UUID, Contingent] = {}
    now = as_of or clock.now()
    steps = {step.value: Count("pk", filter=stands(step, now)) for step in STANDING}
    counted = {row.pop("body"): row for row in rows.order_by().values("body").annotate(**steps)}
    bodies = Body.objects.in_bulk(list(counted))
    for body, counts in counted.items():
        found[body] = Contingent(bodies[body], counts)
    for line in _leading(response, found, as_of):
        own = found[line.row.body_id]
        (own.heads if line.row.role == Posting.Role.HEAD else own.deputies).append(line)
    return sorted(found.values(), key=lambda one: (bool(one.heads), -one.people, one.body.code))


def headless(rows: QuerySet[Assignment]) -> Sequence[tuple[uuid.UUID, int]]:
    """Return the units among some assignments whose people have no head, with how many they are: one query."""
    people: dict[uuid.UUID, int] = defaultdict(int)
    led: set[uuid.UUID] = set()
    standing = rows.filter(step__in=STANDING, body__isnull=False).order_by()
    for body, role, count in standing.values_list("body", "role").annotate(Count("pk")):
        people[body] += count
        if role == Posting.Role.HEAD:
            led.add(body)
    return [(body, count) for body, count in people.items() if body not in led]


def _leading(response: Response, bodies: Iterable[uuid.UUID], as_of: datetime.datetime | None) -> list[Line]:
    rows = Assignment.objects.at(as_of).filter(
        response=response, body__in=list(bodies), step__in=STANDING, role__in=LEADING
    )
    return lines(ASSIGNMENTS, response, rows.order_by("happened_at", "entry"), as_of)
