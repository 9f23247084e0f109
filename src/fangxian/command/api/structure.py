"""Groups, charges and zones over the API, beside what every ledger has: decisions, chart, gaps (M1–M4)."""

import uuid
from typing import Any

from ninja import Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, response_of
from fangxian.command.api.schemas.common import Code, Count, Day, Moment, Named, Reason, Short, example
from fangxian.lines.grid import queries as grid
from fangxian.lines.structure import actions, queries
from fangxian.lines.structure.rules import Branch
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.ledgers.queries import Line
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

router = Router(tags=["structure"])
VIEW, ENTER, APPROVE = (Requires(one) for one in ("structure.view", "structure.enter", "structure.approve"))
SEES = "structure.view"
DONE: dict[int, Any] = {204: None, **REFUSALS}


class ApprovalIn(Schema):
    """Under which number, by whom and on which day (today) a group is approved."""

    number: Short = ""
    by: Short = ""
    day: Day | None = None

    model_config = example(number="示组发〔2020〕3号", by="示例县委组织部", day="2020-02-03")


class ClosingIn(Schema):
    """On which day a group stood last, and why it is closed."""

    day: Day
    reason: Short

    model_config = example(day="2020-03-01", reason="任务完成")


class BoxOut(Schema):
    """A group of the command structure, who is listed in it, who is on call, and the groups below it."""

    id: uuid.UUID
    name: str
    kind: str
    head: str
    duty: str
    members: list[dict[str, str]]
    on_call: list[dict[str, str]]
    below: "list[BoxOut]"

    model_config = example(
        id="01900000-0000-7000-8000-000000000031", name="示例指挥部", kind="command", head="赵甲", duty="统一指挥",
        members=[{"person": "钱乙", "role": "head", "duty": "文电", "phone": "0000-1"}], on_call=[], below=[],
    )  # fmt: skip


class LinkOut(Schema):
    """A place of the chain: who has each function there, and which functions nobody has."""

    place: Named
    level: str
    charges: dict[str, list[str]]
    missing: list[str]

    model_config = example(
        place={"code": "220602001001", "name": "示例社区"}, level="community", charges={"secretary": ["赵甲"]},
        missing=["first"],
    )  # fmt: skip


class FilledOut(Schema):
    """A community: how many it has of each part of "one zone, five teams", and which it has none of."""

    place: Named
    counts: dict[str, Count]
    missing: list[str]

    model_config = example(
        place={"code": "220602001001", "name": "示例社区"}, counts={"zones.count": 8}, missing=["teams.control.count"]
    )  # fmt: skip


class CoverageOut(Schema):
    """A community's households: how many there are (null: not known), somebody looks after, nobody does."""

    place: Named
    households: Count | None
    covered: Count
    uncovered: Count | None

    model_config = example(
        place={"code": "220602001001", "name": "示例社区"}, households=200, covered=120, uncovered=80
    )  # fmt: skip


@router.post("/groups/{uuid:entry_id}/approve", auth=APPROVE, response=DONE)
def approve(request: Request, entry_id: uuid.UUID, sent: ApprovalIn) -> Status[None]:
    """Approve a group that was proposed."""
    actions.approve(request.actor, entry_id, sent.number, sent.by, sent.day)
    return Status(204, None)


@router.post("/groups/{uuid:entry_id}/refuse", auth=APPROVE, response=DONE)
def refuse(request: Request, entry_id: uuid.UUID, sent: Reason) -> Status[None]:
    """Do not approve a group that was proposed, with a reason."""
    actions.refuse(request.actor, entry_id, sent.reason)
    return Status(204, None)


@router.post("/groups/{uuid:entry_id}/close", auth=ENTER, response=DONE)
def close(request: Request, entry_id: uuid.UUID, sent: ClosingIn) -> Status[None]:
    """Close a group after its last day."""
    actions.close(request.actor, entry_id, sent.day, sent.reason)
    return Status(204, None)


@router.get("/structure", auth=VIEW, response={200: list[BoxOut], **REFUSALS})
def chart(
    request: Request, place: Code = "", as_of: Moment = "", response: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """Show the command structure as trees of groups."""
    found = place_for(request.actor, place, SEES) if place else None
    return [
        _box(one)
        for one in queries.chart(request.actor, response_of(response), found, known_at(as_of))
    ]  # fmt: skip


@router.get("/chain", auth=VIEW, response={200: list[LinkOut], **REFUSALS})
def chain(
    request: Request, place: Code, as_of: Moment = "", response: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """Show who answers for a place and for each one above it."""
    asked = place_for(request.actor, place, SEES)
    return [
        {
            "place": _named(link.place), "level": link.place.kind, "missing": link.missing,
            "charges": {function: [line.shown("head") for line in held] for function, held in link.charges.items()},
        }
        for link in queries.chain(request.actor, response_of(response), asked, known_at(as_of))
    ]  # fmt: skip


@router.get("/five-teams", auth=VIEW, response={200: list[FilledOut], **REFUSALS})
def five_teams(
    request: Request, place: Code = "", as_of: Moment = "", response: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """Show what each community has filled of "one zone, five teams"."""
    found = response_of(response)
    rows = grid.template(request.actor, found, _place(request, found, place), known_at(as_of))
    return [{"place": _named(one.place), "counts": one.counts, "missing": one.missing} for one in rows]


@router.get("/household-coverage", auth=VIEW, response={200: list[CoverageOut], **REFUSALS})
def coverage(
    request: Request, place: Code = "", as_of: Moment = "", response: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """Show by community how many households somebody looks after."""
    found = response_of(response)
    rows = grid.coverage(request.actor, found, _place(request, found, place), known_at(as_of))
    return [
        {"place": _named(one.place), "households": one.households, "covered": one.covered,
         "uncovered": one.uncovered}
        for one in rows
    ]  # fmt: skip


def _box(branch: Branch[queries.Box]) -> dict[str, Any]:
    line = branch.node.line
    return {
        "id": line.row.entry_id, "name": line.row.name, "kind": line.row.kind, "head": line.shown("head"),
        "duty": line.row.duty, "members": [_member(one) for one in branch.node.members],
        "on_call": [_turn(one) for one in branch.node.on_call], "below": [_box(one) for one in branch.below],
    }  # fmt: skip


def _member(line: Line) -> dict[str, str]:
    row = line.row
    return {"person": line.shown("person"), "role": row.role, "duty": row.duty, "phone": row.phone}


def _turn(line: Line) -> dict[str, str]:
    row = line.row
    return {"person": line.shown("person"), "begins": row.begins, "ends": row.ends, "phone": row.phone}


def _place(request: Request, response: Response, code: str) -> Place:
    return place_for(request.actor, code, grid.VIEW) if code else response.jurisdiction


def _named(place: Place) -> dict[str, str]:
    return {"code": place.code, "name": place.name}
