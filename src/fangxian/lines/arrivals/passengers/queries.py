"""Scoped reads of passenger lists: lists with their counts, rows with masked persons, what awaits whom (M5)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers.access import UNPLACED, sent_lists, visible, visible_row
from fangxian.lines.arrivals.passengers.models import (
    Outcome,
    PassengerList,
    PassengerRow,
    RowAnswer,
    RowStanding,
)
from fangxian.lines.arrivals.passengers.rules import wrong
from fangxian.lines.arrivals.passengers.sealing import open_row
from fangxian.lines.arrivals.sealing import Person, mask_name, mask_number
from fangxian.mechanisms.entries.cursors import Cursor
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.models import Response

PAGE = 50


@dataclass(frozen=True)
class Counts:
    """How the rows that somebody sees are divided; the outcomes add up to ``listed``."""

    outcomes: dict[str, int] = field(default_factory=dict)
    missed: int = 0
    overdue: int = 0

    @property
    def listed(self) -> int:
        """How many rows there are."""
        return sum(self.outcomes.values())

    @property
    def wrong(self) -> int:
        """How many rows say that the list was wrong about somebody."""
        return wrong(self.outcomes.items())

    @property
    def open(self) -> int:
        """How many rows have no outcome yet."""
        return self.outcomes.get(Outcome.OPEN, 0)


@dataclass(frozen=True)
class Listed:
    """A list with the counts of those of its rows that the reader sees."""

    list: PassengerList
    counts: Counts


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


def lists(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None, after: Cursor | None = None
) -> list[Listed]:
    """Return one page of lists and one more, the latest first: those sent by the actor or naming his places."""
    concerned = visible(actor, response, as_of).order_by().values("list")
    mine = sent_lists(actor, response, as_of).values("entry")
    rows = PassengerList.objects.at(as_of).filter(
        Q(entry__in=concerned) | Q(entry__in=mine), response=response
    )
    if after:
        rows = rows.filter(Q(happened_at__lt=after[0]) | Q(happened_at=after[0], entry__lt=after[1]))
    found = list(rows.order_by("-happened_at", "-entry")[: PAGE + 1])
    counted = counts_of(visible(actor, response, as_of), [row.entry_id for row in found], as_of)
    return [Listed(row, counted[row.entry_id]) for row in found]


def list_for(actor: Actor, list_id: uuid.UUID, as_of: datetime.datetime | None = None) -> PassengerList:
    """Return a list that the actor sends or that names one of his places; raises ``Missing``."""
    found = PassengerList.objects.at(as_of).select_related("response").filter(entry=list_id).first()
    if found is None:
        raise Missing(_("There is no such list."))
    seen = visible(actor, found.response, as_of).filter(list=list_id).exists()
    if not seen and not sent_lists(actor, found.response, as_of).filter(entry=list_id).exists():
        raise Missing(_("There is no such list."))
    return found


def counts_of(
    rows: QuerySet[RowStanding], ids: Iterable[uuid.UUID], as_of: datetime.datetime | None = None
) -> dict[uuid.UUID, Counts]:
    """Return the counts of lists, among the rows given: one query."""
    now = as_of or clock.now()
    late = Count("pk", filter=Q(outcome=Outcome.OPEN, on_list=True, due_at__lt=now))
    ids = list(ids)
    grouped = rows.filter(list__in=ids).order_by().values_list("list", "on_list", "outcome")
    outcomes: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    missed: dict[uuid.UUID, int] = defaultdict(int)
    overdue: dict[uuid.UUID, int] = defaultdict(int)
    for key, on_list, outcome, count, past in grouped.annotate(count=Count("pk"), late=late):
        if on_list:
            outcomes[key][outcome] = count
            overdue[key] += past
        else:
            missed[key] += count
    return {key: Counts(outcomes[key], missed[key], overdue[key]) for key in ids}


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


def missed(
    actor: Actor, response: Response, list_id: uuid.UUID, as_of: datetime.datetime | None = None
) -> list[Standing]:
    """Return whom communities registered with a list's trip and the list lacks, as far as the reader sees them."""
    rows = visible(actor, response, as_of).filter(list=list_id, on_list=False).values("entry")
    return list(Standing.objects.known(as_of).filter(entry__in=rows).order_by("reported_at")[:PAGE])


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
