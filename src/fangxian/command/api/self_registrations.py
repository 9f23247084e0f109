"""Self-registration over the API: send and withdraw without an account, as a mini-program may; list and answer (M5)."""

import uuid
from typing import Any, Literal

from axes.helpers import get_client_ip_address
from ninja import Router, Status

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import named, place_of, response_of
from fangxian.command.api.schemas.common import Cursor, Problem, Reason
from fangxian.command.api.schemas.self_registrations import (
    ConfirmIn,
    ConfirmOut,
    ReceiptIn,
    ReceiptOut,
    SelfRegistrationIn,
    SelfRegistrationPage,
)
from fangxian.lines.arrivals.employers import Employers, kind_of
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import PersonKind, Side
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person
from fangxian.lines.arrivals.selfreg import actions, confirming, queries, secrets
from fangxian.lines.arrivals.selfreg.asking import subjects
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.reading import places_of
from fangxian.mechanisms.contacts.queries import asked
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import API
from fangxian.trees.people.api_auth import OpenToAll, Requires

router = Router(tags=["self-registration"])
REGISTERS = Requires("arrivals.register")
OPEN_REFUSALS = dict.fromkeys((404, 409, 413, 422, 429), Problem)
PLAIN = {"arrived_at", "time_stated", "origin", "transport", "trip"}


@router.post(
    "/self-registrations", auth=OpenToAll(), response={200: ReceiptOut, 201: ReceiptOut, **OPEN_REFUSALS}
)
def submit(request: Request, sent: SelfRegistrationIn) -> Status[Any]:
    """Register oneself by a link: 201 when it is new, 200 when the same content was sent before."""
    link = secrets.link_of(sent.link)
    known = SelfRegistration.objects.filter(entry=sent.id).exists()
    made = actions.submit(link, _arrivals(sent), str(get_client_ip_address(request) or ""), API)
    return Status(200 if known else 201, _receipt(secrets.receipt_of(secrets.receipt_key(made))))


@router.post("/self-registrations/receipt", auth=OpenToAll(), response={200: ReceiptOut, **OPEN_REFUSALS})
def receipt(request: Request, sent: ReceiptIn) -> dict[str, Any]:
    """Show where a self-registration stands to the holder of its receipt; nobody is found by name or number."""
    return _receipt(secrets.receipt_of(sent.key))


@router.post("/self-registrations/withdraw", auth=OpenToAll(), response={200: ReceiptOut, **OPEN_REFUSALS})
def withdraw(request: Request, sent: ReceiptIn) -> dict[str, Any]:
    """Take back what the holder of a receipt entered and nobody has answered."""
    actions.withdraw(secrets.receipt_of(sent.key), API)
    return _receipt(secrets.receipt_of(sent.key))


@router.get("/self-registrations", auth=REGISTERS, response={200: SelfRegistrationPage, **REFUSALS})
def listing(
    request: Request,
    state: Literal["pending", "confirmed", "refused", "withdrawn"] = "pending",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List the self-registrations of one's communities, masked, the longest waiting first."""
    chosen = response_of(response)
    rows = queries.visible(request.actor, chosen).filter(state=state)
    found = queries.page(rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, lambda row: (row.due_at, row.entry_id), queries.PAGE)
    known = asked(chosen, subjects([row.entry_id for row in shown]))
    items = [
        _shown(row, known[row.registration.entry_id].times) for row in queries.rows_of(request.actor, shown)
    ]
    return {"items": items, "next": more}


@router.post("/self-registrations/confirm", auth=REGISTERS, response={201: ConfirmOut, **REFUSALS})
def confirm(request: Request, sent: ConfirmIn) -> Status[Any]:
    """Confirm self-registrations: they become registrations of the community; those answered are passed over."""
    made = confirming.confirm(request.actor, sent.ids)
    return Status(201, {"arrivals": [row.entry_id for row in made]})


@router.post("/self-registrations/{uuid:entry_id}/refuse", auth=REGISTERS, response={204: None, **REFUSALS})
def refuse(request: Request, entry_id: uuid.UUID, sent: Reason) -> Status[None]:
    """Refuse a self-registration with a reason that the person reads."""
    confirming.refuse(request.actor, entry_id, sent.reason)
    return Status(204, None)


def _arrivals(sent: SelfRegistrationIn) -> list[Arrival]:
    body, line = Employers().find(sent.employer)
    own = sent.person
    reached = ContactDetails(own.phone, own.address)
    shared: dict[str, Any] = {
        "side": Side.COMMUNITY,
        "place": place_of(sent.place),
        **sent.dict(include=PLAIN),
    }
    first = Arrival(
        person=Person(Identity(own.name, own.id_number), reached, Health(symptoms=own.symptoms)),
        id=sent.id, body=body, line=line, employer=sent.employer, has_symptoms=sent.has_symptoms,
        person_kind=kind_of(sent.employer, PersonKind.EMPLOYEE if sent.employer else PersonKind.OTHER), **shared,
    )  # fmt: skip
    relatives = [
        Arrival(
            person=Person(Identity(one.name, one.id_number), reached), id=actions.member_id(sent.id, number),
            person_kind=PersonKind.OTHER, by_proxy=True, **shared,
        )
        for number, one in enumerate(sent.household, 1)
    ]  # fmt: skip
    return [first, *relatives]


def _receipt(row: SelfRegistration) -> dict[str, Any]:
    return {
        "id": row.entry_id, "receipt": row.receipt, "key": secrets.receipt_key(row), "state": row.state,
        "reason": row.reason if row.state == SelfRegistration.State.REFUSED else "",
        "place": named(places_of([row]).get(row.path)),
    }  # fmt: skip


def _shown(row: queries.Row, times: int) -> dict[str, Any]:
    own = row.registration
    return {
        "id": own.entry_id,
        "person": row.person,
        "place": named(row.place),
        "arrived_at": own.happened_at,
        "registered": [other.entry for other in row.duplicates if other.registered],
        "asked": times,
        **{name: getattr(own, name) for name in OF_ROW},
    }


OF_ROW = (
    "receipt", "state", "by_proxy", "household", "origin", "transport", "trip", "employer", "has_symptoms",
    "submitted_at", "due_at", "arrival",
)  # fmt: skip
