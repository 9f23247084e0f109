"""Rosters over the API: solving, publishing, one's own shifts, swaps; ledgers have operations of their own (M10)."""

import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import Day, Instant, Short, example
from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.rosters import actions, links, queries, swapping
from fangxian.lines.rosters.actions import Wanted
from fangxian.lines.rosters.ledgers import PLAN, VIEW
from fangxian.lines.rosters.models import Link, Roster, Shift, Swap
from fangxian.mechanisms.personnel.own import person_of
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires, SignedIn
from fangxian.trees.places.queries import at_code

router = Router(tags=["rosters"])
OWN, PLANS, SEES = SignedIn(), Requires(PLAN), Requires(VIEW)
Few = Annotated[int, Field(ge=1, le=600)]


class RosterIn(Schema):
    """The place and days of a roster, its rules in hours, shifts and nights, and the seconds it may be searched."""

    place: Short
    first_day: Day
    days: Few = 14
    rest: Few = 11
    week: Few = 5
    nights: Few = 3
    limit: Few = 60

    model_config = example(place="220602001001", first_day="2020-02-12")


class RosterOut(Schema):
    """How a roster goes: its state, what is being done and which share of it, how far it is from the best at most.

    ``gap`` is a share of the proven bound (0.02: two of a hundred); ``uncovered`` counts heads and skills missing.
    """

    id: uuid.UUID
    place: str
    first_day: Day
    last_day: Day
    state: str
    phase: str
    share: int
    seconds: int
    gap: float | None
    uncovered: int | None

    model_config = example(
        id="01900000-0000-7000-8000-000000000041", place="220602001001", first_day="2020-02-12",
        last_day="2020-02-25", state="solving", phase="places", share=40, seconds=21, gap=0.031, uncovered=None,
    )  # fmt: skip


class PublishedOut(Schema):
    """How many shifts were written by publishing."""

    written: int

    model_config = example(written=9100)


class ShiftOut(Schema):
    """One of one's own shifts."""

    id: uuid.UUID
    post: str
    begins: Instant
    ends: Instant

    model_config = example(
        id="01900000-0000-7000-8000-000000000042", post="示例社区东门卡点", begins="2020-02-12T08:00:00+08:00",
        ends="2020-02-12T16:00:00+08:00",
    )  # fmt: skip


class SwapIn(Schema):
    """One of one's own shifts for a colleague's; ``sure``: though it breaks a rule, so that the dispatcher decides."""

    mine: uuid.UUID
    theirs: uuid.UUID
    sure: bool = False

    model_config = example(
        mine="01900000-0000-7000-8000-000000000042", theirs="01900000-0000-7000-8000-000000000043", sure=False
    )


class SwapOut(Schema):
    """A swap: offered, requested (it waits for the dispatcher), done, declined or refused; the rules that it breaks."""

    id: uuid.UUID
    mine: uuid.UUID
    theirs: uuid.UUID
    state: str
    broken: list[str]

    model_config = example(
        id="01900000-0000-7000-8000-000000000044", mine="01900000-0000-7000-8000-000000000042",
        theirs="01900000-0000-7000-8000-000000000043", state="offered", broken=[],
    )  # fmt: skip


class AnswerIn(Schema):
    """Whether one accepts a colleague's swap."""

    accept: bool

    model_config = example(accept=True)


class DecisionIn(Schema):
    """Whether a swap that breaks a rule is granted, and why."""

    answer: Literal["grant", "refuse"]
    reason: Short

    model_config = example(answer="grant", reason="家中有急事")


@router.get("/rosters", auth=SEES, response={200: list[RosterOut], **REFUSALS})
def rosters(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the rosters of one's part, the latest fifty."""
    return [_roster(one) for one in queries.visible(request.actor, response_of(response))[:50]]


@router.post("/rosters", auth=PLANS, response={202: RosterOut, **REFUSALS})
def solve(request: Request, sent: RosterIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Ask for a roster: the worker begins to solve it, look again at its address."""
    place = at_code(sent.place)
    if place is None:
        raise Invalid({"place": _("There is no such place.")})
    told = sent.dict() | {"place": place}
    return Status(202, _roster(actions.ask(request.actor, response_of(response), Wanted(**told))))


@router.get("/rosters/{uuid:key}", auth=SEES, response={200: RosterOut, **REFUSALS})
def status(request: Request, key: uuid.UUID) -> dict[str, Any]:
    """Tell how a roster goes."""
    return _roster(actions.at_hand(request.actor, key, VIEW))


@router.post("/rosters/{uuid:key}/cancel", auth=PLANS, response={200: RosterOut, **REFUSALS})
def cancel(request: Request, key: uuid.UUID) -> dict[str, Any]:
    """Stop solving; the best found so far is kept."""
    actions.cancel(request.actor, actions.at_hand(request.actor, key))
    return _roster(actions.at_hand(request.actor, key))


@router.post("/rosters/{uuid:key}/again", auth=PLANS, response={202: RosterOut, **REFUSALS})
def again(request: Request, key: uuid.UUID) -> Status[Any]:
    """Solve a published roster again after a change, moving as few shifts as can be."""
    return Status(202, _roster(actions.ask_again(request.actor, actions.at_hand(request.actor, key))))


@router.post("/rosters/{uuid:key}/publish", auth=PLANS, response={200: PublishedOut, **REFUSALS})
def publish(request: Request, key: uuid.UUID) -> dict[str, int]:
    """Publish a solved roster: everybody is told of his own shifts."""
    return {"written": actions.publish(request.actor, actions.at_hand(request.actor, key))}


@router.get("/shifts/mine", auth=OWN, response={200: list[ShiftOut], **REFUSALS})
def mine(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List one's own shifts, from three days ago on."""
    link = _link(request, response)
    return _shifts(link, queries.own_shifts(link.response, link.person))


@router.get("/shifts/mine/swaps", auth=OWN, response={200: list[SwapOut], **REFUSALS})
def offered(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the swaps that colleagues offer."""
    link = _link(request, response)
    return [_swap(one) for one in queries.offered_to(link.response, link.person)]


@router.post("/shifts/mine/swaps", auth=OWN, response={201: SwapOut, **REFUSALS})
def propose(request: Request, sent: SwapIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Offer a colleague a swap."""
    return Status(
        201, _swap(swapping.offer(_link(request, response), sent.mine, sent.theirs, sure=sent.sure))
    )


@router.post("/shifts/mine/swaps/{uuid:swap_id}", auth=OWN, response={200: SwapOut, **REFUSALS})
def answer(
    request: Request, swap_id: uuid.UUID, sent: AnswerIn, response: uuid.UUID | None = None
) -> dict[str, Any]:
    """Accept or decline a swap that a colleague offers."""
    return _swap(swapping.answer(_link(request, response), swap_id, sent.accept))


@router.post("/rosters/swaps/{uuid:swap_id}", auth=PLANS, response={200: SwapOut, **REFUSALS})
def decide(request: Request, swap_id: uuid.UUID, sent: DecisionIn) -> dict[str, Any]:
    """Grant or refuse a swap that breaks a rule."""
    return _swap(swapping.decide(request.actor, swap_id, sent.answer == "grant", sent.reason))


def _link(request: Request, response: uuid.UUID | None) -> Link:
    """Return what opens one's own shifts; raises ``Missing`` for whoever is nobody of the register."""
    held = response_of(response)
    person = person_of(request.actor, held)
    if person is None:
        raise Missing(_("Nobody who serves has the phone number of your account."))
    return links.own(request.actor, held, person.entry_id)


def _shifts(link: Link, rows: list[Shift]) -> list[dict[str, Any]]:
    posts = queries.named(link.response, "posts", {str(row.post) for row in rows})
    return [
        {
            "id": row.entry_id,
            "post": posts[str(row.post)],
            "begins": timezone.localtime(row.happened_at),
            "ends": timezone.localtime(row.ended_at or clock.now()),
        }
        for row in rows
    ]


def _roster(roster: Roster) -> dict[str, Any]:
    return {
        "id": roster.id, "place": roster.place.code, "first_day": roster.first_day, "last_day": roster.last_day,
        "state": roster.state, "phase": roster.stage, "share": roster.share, "seconds": roster.seconds,
        "gap": roster.result.get("gap"), "uncovered": roster.cost.get("uncovered"),
    }  # fmt: skip


def _swap(swap: Swap) -> dict[str, Any]:
    return {
        "id": swap.id, "mine": swap.mine, "theirs": swap.theirs, "state": swap.state,
        "broken": [code for code in swap.broken.split(",") if code],
    }  # fmt: skip
