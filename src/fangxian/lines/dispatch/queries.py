"""What the board of people sent down shows: each step's people in one's part, and quotas against nominations (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from fangxian.core import clock
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, QUOTAS
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.ledgers.queries import PAGE, Line, lines, visible
from fangxian.mechanisms.personnel import rest
from fangxian.mechanisms.personnel.models import Fitness, Person
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

WEEK = 7
"""Days on duty in a row after which the board marks somebody."""
Hour = datetime.datetime | None


def part(actor: Actor, response: Response, body: Body | None = None, as_of: Hour = None) -> QuerySet[Any]:
    """Return the assignments of one's part, all or those of a unit's people."""
    rows = visible(actor, response, ASSIGNMENTS, as_of)
    return rows.filter(body=body) if body else rows


def stands(step: str, now: datetime.datetime) -> Q:
    """Return the condition of who stands at a step at an hour, as figures count it: on leave is who has leave that
    day, in place also who has not begun it yet, or is not said to be back."""
    begun = Q(step=State.ON_LEAVE, leave_from__lte=now)
    if step == State.ON_LEAVE:
        return begun & (Q(leave_to=None) | Q(leave_to__gt=now))
    if step == State.IN_PLACE:
        return (
            Q(step=State.IN_PLACE) | Q(step=State.ON_LEAVE, leave_from__gt=now) | begun & Q(leave_to__lte=now)
        )
    return Q(step=step)


def at_step(rows: QuerySet[Any], step: str, as_of: Hour = None) -> QuerySet[Any]:
    """Narrow assignments to those that stand at a step, the longest first."""
    return rows.filter(stands(step, as_of or clock.now())).order_by("recorded_from", "entry")


def page_of(rows: QuerySet[Any], response: Response, as_of: Hour = None) -> tuple[list[Line], bool]:
    """Return the first rows with their names, and whether there are more."""
    found = list(rows[: PAGE + 1])
    return lines(ASSIGNMENTS, response, found[:PAGE], as_of), len(found) > PAGE


def counts(rows: QuerySet[Any], as_of: Hour = None) -> dict[str, int]:
    """Return how many assignments stand at each step: one query."""
    now = as_of or clock.now()
    counted = {step.value: Count("pk", filter=stands(step, now)) for step in State}
    return dict(rows.order_by().aggregate(**counted))


@dataclass(frozen=True)
class Condition:
    """How somebody is: whether he may be put on duty, and for how many days he has not rested (None: not known)."""

    fitness: Fitness | None
    days: int | None

    @property
    def tired(self) -> bool:
        """Whether he should rest: a week has passed without a day off."""
        return self.days is not None and self.days >= WEEK


def conditions(
    response: Response, people: Sequence[uuid.UUID], as_of: Hour = None
) -> dict[uuid.UUID, Condition]:
    """Return how some people are at the hour looked at: one query, and those of the rooms that know days of duty."""
    on = timezone.localdate(as_of or clock.now())
    known = Person.objects.at(as_of).filter(response=response, entry__in=people)
    fitness = dict(known.values_list("entry", "fitness"))
    days = rest.days_since_rest(response, people, on, as_of)
    return {
        one: Condition(Fitness(fitness[one]) if one in fitness else None, days.get(one)) for one in people
    }


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


def quotas(actor: Actor, response: Response, as_of: Hour = None) -> list[Owed]:
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
