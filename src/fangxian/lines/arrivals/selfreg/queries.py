"""Reads of self-registrations within one's communities, masked; in full for a stated purpose (M5)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.lines.arrivals.sealing import Person, masked, open_person
from fangxian.lines.arrivals.selfreg.confirming import REGISTER, own
from fangxian.lines.arrivals.selfreg.duplicates import Duplicate, duplicates
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.reading import places_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

PAGE = 50
State = SelfRegistration.State


@dataclass(frozen=True)
class Row:
    """A line of the list: a self-registration, its masked person, place, and what it may repeat."""

    registration: SelfRegistration
    person: dict[str, str]
    place: Place | None
    duplicates: list[Duplicate]


def visible(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[SelfRegistration]:
    """Return the self-registrations that name the actor's communities."""
    own_places = actor.scope(REGISTER).place_q()
    return SelfRegistration.objects.at(as_of).filter(own_places, response=response)


def waiting(actor: Actor, response: Response) -> QuerySet[SelfRegistration]:
    """Return those that await an answer."""
    return visible(actor, response).filter(state=State.PENDING)


def counts(rows: QuerySet[SelfRegistration]) -> dict[str, int]:
    """Return how many there are by state: one query."""
    found = rows.order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in found}


def page(
    rows: QuerySet[SelfRegistration], after: tuple[datetime.datetime, uuid.UUID] | None = None
) -> list[SelfRegistration]:
    """Return one page and a row more, the longest waiting first, continuing after a key."""
    if after:
        rows = rows.filter(due_at__gt=after[0]) | rows.filter(due_at=after[0], entry__gt=after[1])
    return list(rows.select_related("response", "link", "body").order_by("due_at", "entry")[: PAGE + 1])


def rows_of(actor: Actor, found: Sequence[SelfRegistration]) -> list[Row]:
    """Return list rows with a number of queries that does not grow."""
    places, known = places_of(found), duplicates(actor, found)
    return [
        Row(row, masked(open_person(row, row.response)), places.get(row.path), known.get(row.entry_id, []))
        for row in found
    ]


def household(actor: Actor, current: SelfRegistration) -> list[SelfRegistration]:
    """Return whoever was entered together with somebody, whatever became of each, as far as the actor sees them."""
    rows = visible(actor, current.response).filter(household=current.household)
    others = rows.exclude(entry=current.entry_id).select_related("response", "link", "body")
    return list(others.order_by("by_proxy", "submitted_at", "entry"))


def disclose(actor: Actor, entry_id: uuid.UUID, purpose: str) -> Person:
    """Open a self-registration's personal fields for a stated purpose; the reading is audited (decision 8)."""
    (row,) = own(actor, [entry_id])
    actor.must("arrivals.disclose")
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    trail.record(
        actor, trail.Kind.READ, "selfreg.disclose", response=row.response_id, subject=entry_id,
        purpose=purpose.strip()[:200],
    )  # fmt: skip
    return open_person(row, row.response)
