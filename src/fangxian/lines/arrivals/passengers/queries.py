"""Scoped reads of the rows of passenger lists: masked persons, what awaits whom, what was answered (M5)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.lines.arrivals.passengers.access import UNPLACED, visible_row
from fangxian.lines.arrivals.passengers.models import (
    Outcome,
    PassengerList,
    PassengerRow,
    RowAnswer,
    RowStanding,
)
from fangxian.lines.arrivals.passengers.sealing import open_row
from fangxian.lines.arrivals.sealing import Person, mask_name, mask_number
from fangxian.mechanisms.entries.cursors import Cursor
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.models import Response

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A row of a list as a page shows it: masked, with its place and outcome."""

    standing: RowStanding
    row: PassengerRow
    name: str
    phone: str
    id_number: str
    destination: str
    place: Place | None
    list: PassengerList | None


def page(rows: QuerySet[RowStanding], after: int | None = None) -> list[RowStanding]:
    """Return one page of a list's rows and one more, in the list's order, after a position."""
    rows = rows.filter(position__gt=after) if after is not None else rows
    return list(rows.order_by("position", "entry")[: PAGE + 1])


def waiting(
    actor: Actor, response: Response, *, unplaced: bool = False, as_of: datetime.datetime | None = None
) -> QuerySet[RowStanding]:
    """Return the rows that a community of the actor's has to clear up; or those that no community has."""
    if unplaced:
        scope = actor.scope("arrivals.decide").q()
        return RowStanding.objects.known(as_of).filter(UNPLACED, scope, on_list=True, response=response)
    scope = actor.scope("arrivals.register").place_q()
    return RowStanding.objects.known(as_of).filter(
        scope, outcome=Outcome.OPEN, assigned=True, on_list=True, response=response
    )


def overdue(rows: QuerySet[RowStanding], as_of: datetime.datetime | None = None) -> QuerySet[RowStanding]:
    """Narrow open rows to those whose community has had its hours for them."""
    return rows.filter(outcome=Outcome.OPEN, on_list=True, due_at__lt=as_of or clock.now())


def waiting_page(rows: QuerySet[RowStanding], after: Cursor | None = None) -> list[RowStanding]:
    """Return one page and one more of what waits, the longest due first."""
    if after:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], entry__gt=after[1]))
    return list(rows.order_by("due_at", "entry")[: PAGE + 1])


def rows_of(standings: Sequence[RowStanding], as_of: datetime.datetime | None = None) -> list[Row]:
    """Return the rows of standings with masked persons: three queries, whatever their number."""
    entries = [standing.entry_id for standing in standings]
    found = PassengerRow.objects.at(as_of).select_related("response").filter(entry__in=entries)
    rows = {row.entry_id: row for row in found}
    codes = PlaceCode.objects.filter(path__in={row.path for row in standings}).select_related("place")
    places = {code.path: code.place for code in codes}
    of = PassengerList.objects.at(as_of).filter(entry__in={row.list for row in standings})
    by_id = {one.entry_id: one for one in of}
    return [
        _row(standing, rows[standing.entry_id], places.get(standing.path), by_id.get(standing.list))
        for standing in standings
        if standing.entry_id in rows
    ]


def answer_of(row_id: uuid.UUID, as_of: datetime.datetime | None = None) -> RowAnswer | None:
    """Return what somebody answered about a row that the reader may see."""
    return RowAnswer.objects.at(as_of).select_related("recorded_by").filter(row=row_id).first()


def disclose(
    actor: Actor, row_id: uuid.UUID, purpose: str, as_of: datetime.datetime | None = None
) -> tuple[PassengerRow, Person]:
    """Open a row's personal fields for a stated purpose; the reading is audited (decision 8)."""
    row = visible_row(actor, row_id, as_of)
    actor.must("arrivals.disclose")
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    trail.record(
        actor, trail.Kind.READ, "passengers.disclose", response=row.response_id, subject=row_id,
        purpose=purpose.strip()[:200],
    )  # fmt: skip
    return row, open_row(row, row.response)


def _row(standing: RowStanding, row: PassengerRow, place: Place | None, of: PassengerList | None) -> Row:
    person = open_row(row, row.response)
    return Row(
        standing,
        row,
        mask_name(person.identity.name),
        mask_number(person.contact.phone, 3, 4),
        mask_number(person.identity.id_number, 6, 0),
        mask_number(person.contact.address, 4, 0),
        place if standing.assigned else None,
        of,
    )


def history(row_id: uuid.UUID, as_of: datetime.datetime | None = None) -> list[RowAnswer]:
    """Return what was answered about a row over time, also what was taken back, the latest first."""
    rows = RowAnswer.objects.filter(row=row_id).select_related("recorded_by")
    rows = rows.filter(recorded_from__lte=as_of) if as_of else rows
    return list(rows.order_by("-recorded_from")[:PAGE])
