"""Arrivals over the API: declare and register, correct, void, read for a purpose; who is missing; decisions (M5)."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from fangxian.command.api import paging
from fangxian.command.api.lookups import body_of, known_at, named, place_of, response_of
from fangxian.command.api.schemas.arrivals import (
    ArrivalContent,
    ArrivalCorrection,
    ArrivalIn,
    ArrivalOut,
    ArrivalPage,
    DecisionIn,
    Purpose,
)
from fangxian.command.api.schemas.common import Code, Cursor, Moment, Problem, Reason, Receipt, Side
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.arrivals import actions, queries
from fangxian.lines.arrivals import models as arrivals
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.queries import Row
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person, clear
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["arrivals"])
SEES = Requires("arrivals.view_unit", "arrivals.view_community", "arrivals.decide")
REPORTS = Requires("arrivals.declare", "arrivals.register")
DECIDES = Requires("arrivals.decide", "arrivals.register")
REFUSALS = dict.fromkeys((401, 403, 404, 409, 422), Problem)


@router.get("/arrivals", auth=SEES, response={200: ArrivalPage, **REFUSALS})
def listing(
    request: Request,
    side: Side | None = None,
    state: Code = "",
    line: Code = "",
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List the arrivals of one's own side, the latest first, masked."""
    known, actor = known_at(as_of), request.actor
    wanted = {"side": side or "", "state": state, "line": line}
    rows = queries.visible(actor, response_of(response), known)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    found = queries.page(rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, lambda row: (row.reported_at, row.entry_id), queries.PAGE)
    return {"items": [_shown(row, actor) for row in queries.rows_of(shown, known)], "next": more}


@router.post("/arrivals", auth=REPORTS, response={200: Receipt, 201: Receipt, **REFUSALS})
def enter(request: Request, sent: ArrivalIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Declare or register one arrival: 201 when it is new, 200 when the same content was sent before."""
    new = actions.report(request.actor, response_of(response), [_arrival(sent, sent.id)])
    return Status(201 if new else 200, {"id": sent.id, "new": bool(new)})


@router.get(
    "/arrivals/{uuid:entry_id}", auth=SEES, response={200: ArrivalOut, **REFUSALS}, url_name="arrival"
)
def detail(request: Request, entry_id: uuid.UUID, as_of: Moment = "") -> dict[str, Any]:
    """Show one arrival, masked."""
    return _one(request.actor, entry_id, as_of)


@router.put("/arrivals/{uuid:entry_id}", auth=REPORTS, response={200: Receipt, **REFUSALS})
def correct(request: Request, entry_id: uuid.UUID, sent: ArrivalCorrection) -> dict[str, Any]:
    """Correct what one's own side reported, with a reason; the former version stays."""
    actions.correct(request.actor, entry_id, _arrival(sent, entry_id), sent.reason)
    return {"id": entry_id, "new": True}


@router.post("/arrivals/{uuid:entry_id}/void", auth=REPORTS, response={204: None, **REFUSALS})
def void(request: Request, entry_id: uuid.UUID, sent: Reason) -> Status[None]:
    """Take an arrival back with a reason."""
    actions.void(request.actor, entry_id, sent.reason)
    return Status(204, None)


@router.post(
    "/arrivals/{uuid:entry_id}/disclose",
    auth=Requires("arrivals.disclose"),
    response={200: dict[str, str], **REFUSALS},
)
def disclose(request: Request, entry_id: uuid.UUID, sent: Purpose) -> dict[str, str]:
    """Show a person in full for a stated purpose; who read it, when and why is kept."""
    return clear(queries.disclose(request.actor, entry_id, sent.purpose))


@router.post("/decisions", auth=DECIDES, response={201: Receipt, **REFUSALS})
def decide(request: Request, sent: DecisionIn) -> Status[Any]:
    """Decide about two reports (the committee), or answer that a declaration is not ours (a community)."""
    if sent.verdict == "not_ours":
        made = actions.disclaim(request.actor, sent.first, sent.reason)
    elif sent.second is None or sent.second == sent.first:
        raise Invalid({"second": _("Name the other report.")})
    else:
        same = sent.verdict == "same"
        made = actions.decide(request.actor, sent.first, sent.second, same=same, reason=sent.reason)
    return Status(201, {"id": made.entry_id, "new": True})


@router.delete("/decisions/{uuid:decision_id}", auth=DECIDES, response={204: None, **REFUSALS})
def undo(request: Request, decision_id: uuid.UUID, sent: Query[Reason]) -> Status[None]:
    """Take a decision back, with a reason."""
    actions.undo(request.actor, decision_id, sent.reason)
    return Status(204, None)


def _one(actor: Actor, entry_id: uuid.UUID, as_of: str) -> dict[str, Any]:
    known = known_at(as_of)
    standing = Standing.objects.known(known).select_related("response").filter(entry=entry_id).first()
    if standing is None or not actions.may_see(actor, standing):
        raise Missing(_("There is no such report."))
    (row,) = queries.rows_of([standing], known)
    return _shown(row, actor)


def _arrival(sent: ArrivalContent, entry_id: uuid.UUID) -> Arrival:
    person = sent.person.dict()
    parts = {kind: {name: person[name] for name in kind.__dataclass_fields__} for kind in PARTS}
    return Arrival(
        side=arrivals.Side(sent.side),
        person=Person(
            Identity(**parts[Identity]), ContactDetails(**parts[ContactDetails]), Health(**parts[Health])
        ),
        place=place_of(sent.place),
        body=body_of(sent.body) if sent.body else None,
        id=entry_id,
        **sent.dict(include=PLAIN),
    )


PARTS = (Identity, ContactDetails, Health)
PLAIN = {
    "arrived_at", "line", "time_stated", "origin", "transport", "trip", "person_kind", "employer", "has_symptoms",
    "cohabitants", "by_proxy",
}  # fmt: skip


def _shown(row: Row, actor: Actor) -> dict[str, Any]:
    standing, report = row.standing, row.report
    above = actor.scope("arrivals.decide").holds(
        place=standing.path, line=standing.line_id or "", body=standing.body_path
    )
    return {
        "id": standing.entry_id,
        "version": report.number,
        "person": row.person,
        "conflicts": [name for name in standing.conflicts.split(",") if name],
        "possible_with": standing.possible_with if above else None,
        "place": named(row.place),
        "body": named(row.body),
        "line": standing.line_id or "",
        **{name: getattr(standing, name) for name in OF_STANDING},
        **{name: getattr(report, name) for name in OF_REPORT},
    }


OF_STANDING = (
    "side", "state", "arrived_at", "reported_at", "due_at", "counterpart_due_at", "fulfilled_at",
)  # fmt: skip
OF_REPORT = ("origin", "transport", "trip", "person_kind")
