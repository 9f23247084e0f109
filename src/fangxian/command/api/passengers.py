"""Passenger lists over the API: a station's system sends them, and reads what became of the rows (M5)."""

import uuid
from typing import Any

from ninja import Query, Router, Status

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import body_of, known_at, named, place_of, response_of
from fangxian.command.api.schemas.arrivals import Purpose
from fangxian.command.api.schemas.common import Cursor, Moment, Reason, Receipt
from fangxian.command.api.schemas.passengers import (
    AnswerIn,
    ListReceipt,
    ListState,
    Outcome,
    PassengerListIn,
    PassengerListOut,
    PassengerListPage,
    PassengerPage,
    PlaceIn,
)
from fangxian.lines.arrivals.passengers import actions, lists, queries
from fangxian.lines.arrivals.passengers.access import ANSWER, LOOK, PUSH, visible
from fangxian.lines.arrivals.passengers.inputs import Passenger, Sending
from fangxian.lines.arrivals.passengers.lists import Listed
from fangxian.lines.arrivals.passengers.queries import PAGE, Row
from fangxian.lines.arrivals.sealing import clear
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["passengers"])
SENDS, SEES, ANSWERS = Requires(PUSH), Requires(*LOOK), Requires(*ANSWER)


@router.get("/passenger-lists", auth=SEES, response={200: PassengerListPage, **REFUSALS})
def listing(
    request: Request,
    state: ListState = "",
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List the passenger lists that one sends or that name one's places, the latest first, with their counts."""
    after, known = paging.moment_key(cursor), known_at(as_of)
    found = lists.lists(request.actor, response_of(response), known, after, state)
    shown, more = paging.cut(found, lambda one: (one.list.happened_at, one.list.entry_id), PAGE)
    return {"items": [_list(one) for one in shown], "next": more}


@router.post("/passenger-lists", auth=SENDS, response={200: ListReceipt, 201: ListReceipt, **REFUSALS})
def send(request: Request, sent: PassengerListIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Send a list: 201 when it or any of its rows is new, 200 when everything had been sent before."""
    rows = [Passenger(**row.dict()) for row in sent.rows]
    sending = Sending(
        sent.trip, sent.day, rows, place=place_of(sent.place) if sent.place else None,
        body=body_of(sent.body) if sent.body else None, line=sent.line, station=sent.station, id=sent.id,
    )  # fmt: skip
    got = actions.receive(request.actor, response_of(response), sending)
    status = 201 if got.new or got.rows else 200
    return Status(status, {"id": sent.id, "new": got.new, "added": len(got.rows)})


@router.get("/passenger-lists/{uuid:list_id}", auth=SEES, response={200: PassengerListOut, **REFUSALS})
def detail(request: Request, list_id: uuid.UUID, as_of: Moment = "") -> dict[str, Any]:
    """Show one list with the counts of its rows."""
    known = known_at(as_of)
    found = lists.list_for(request.actor, list_id, known)
    counts = lists.counts_of(visible(request.actor, found.response, known), [list_id], known)
    return _list(Listed(found, counts[list_id]))


@router.get("/passenger-lists/{uuid:list_id}/rows", auth=SEES, response={200: PassengerPage, **REFUSALS})
def rows(
    request: Request,
    list_id: uuid.UUID,
    outcome: Outcome | None = None,
    as_of: Moment = "",
    cursor: Cursor = "",
) -> dict[str, Any]:
    """List a list's rows that one sees, masked, in its order."""
    known, after = known_at(as_of), paging.decoded(cursor, int)
    found = lists.list_for(request.actor, list_id, known)
    seen = visible(request.actor, found.response, known).filter(list=list_id, on_list=True)
    seen = seen.filter(outcome=outcome) if outcome else seen
    page = queries.page(seen, after[0] if after else None)
    shown, more = paging.cut(page, lambda row: (row.position,), PAGE)
    return {"items": [_row(row) for row in queries.rows_of(shown, known)], "next": more}


@router.delete("/passenger-lists/{uuid:list_id}", auth=SENDS, response={204: None, **REFUSALS})
def withdraw(request: Request, list_id: uuid.UUID, sent: Query[Reason]) -> Status[None]:
    """Take a whole list back, with a reason."""
    actions.withdraw(request.actor, list_id, sent.reason)
    return Status(204, None)


@router.post("/passengers/{uuid:row_id}/outcome", auth=ANSWERS, response={201: Receipt, **REFUSALS})
def answer(request: Request, row_id: uuid.UUID, sent: AnswerIn) -> Status[Any]:
    """Say what became of a passenger."""
    made = actions.answer(
        request.actor, row_id, sent.outcome, registration=sent.registration, reason=sent.reason
    )
    return Status(201, {"id": made.entry_id, "new": True})


@router.delete("/passengers/{uuid:row_id}/outcome", auth=ANSWERS, response={204: None, **REFUSALS})
def take_back(request: Request, row_id: uuid.UUID, sent: Query[Reason]) -> Status[None]:
    """Take the answer about a passenger back, with a reason."""
    actions.take_back(request.actor, row_id, sent.reason)
    return Status(204, None)


@router.post(
    "/passengers/{uuid:row_id}/assign", auth=Requires("arrivals.decide"), response={204: None, **REFUSALS}
)
def assign(request: Request, row_id: uuid.UUID, sent: PlaceIn) -> Status[None]:
    """Give a passenger whom no community has to one."""
    actions.assign(request.actor, row_id, place_of(sent.place))
    return Status(204, None)


@router.post(
    "/passengers/{uuid:row_id}/disclose",
    auth=Requires("arrivals.disclose"),
    response={200: dict[str, str], **REFUSALS},
)
def disclose(request: Request, row_id: uuid.UUID, sent: Purpose) -> dict[str, str]:
    """Show a passenger in full for a stated purpose; who read it, when and why is kept."""
    _found, person = queries.disclose(request.actor, row_id, sent.purpose)
    return clear(person)


def _list(one: Listed) -> dict[str, Any]:
    counts = one.counts
    return {
        "id": one.list.entry_id,
        "station": one.list.station,
        "trip": one.list.trip,
        "day": one.list.travelled_on,
        "received_at": one.list.happened_at,
        "listed": counts.listed,
        "outcomes": counts.outcomes,
        "overdue": counts.overdue,
        "wrong": counts.wrong,
        "missed": counts.missed,
    }


def _row(one: Row) -> dict[str, Any]:
    standing = one.standing
    own = ("position", "outcome", "registration", "due_at", "settled_at", "list")
    return {name: getattr(standing, name) for name in own} | {
        "id": standing.entry_id,
        "name": one.name,
        "phone": one.phone,
        "id_number": one.id_number,
        "destination": one.destination,
        "seat": one.row.seat,
        "place": named(one.place),
    }
