"""Volunteers over the API: sign up and withdraw without an account, as a mini-program may; vet, assign, thank (M4)."""

import uuid
from typing import Annotated, Any, Literal

from axes.helpers import get_client_ip_address
from ninja import Field, Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import named, place_of
from fangxian.command.api.schemas.common import Code, Day, Named, Problem, Reason, Short, example
from fangxian.command.api.schemas.self_registrations import ReceiptIn, Secret
from fangxian.lines.volunteers import actions, links, signing_up
from fangxian.lines.volunteers.certificate import service, shown
from fangxian.lines.volunteers.ledgers import VET, VOLUNTEERS
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.mechanisms.personnel.models import Fitness, Skill
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import API
from fangxian.trees.people.api_auth import OpenToAll, Requires
from fangxian.trees.places.models import Place

router = Router(tags=["volunteers"])
VETS = Requires(VET)
DONE: dict[int, Any] = {204: None, **REFUSALS}
OPEN_REFUSALS = dict.fromkeys((404, 409, 413, 422, 429), Problem)
FreeTimes = Literal["days", "evenings", "weekends", "nights", "always"]


class SignUpIn(Schema):
    """What a person states who wants to help, under an id (UUIDv7) of his device: sent again, nothing is added."""

    id: uuid.UUID
    link: Secret = Field(description="The part of the link's address after /volunteers/join/.")
    name: Short
    phone: Short
    place: Code = Field(description="Division code of the community where he lives.")
    skills: Annotated[list[Skill], Field(max_length=20)] = []
    languages: Short = ""
    times: Annotated[list[FreeTimes], Field(max_length=5)] = []
    healthy: bool = False
    health_note: Short = ""
    wishes: Short = ""
    adult: bool = False

    model_config = example(
        id="01900000-0000-7000-8000-000000000012", link="AaICoAPReSqwp1LtNoXASaaS96xDppl0", name="某人（虚构）",
        phone="19900000001", place="220602001001", skills=["driving"], times=["weekends"], healthy=True, adult=True,
    )  # fmt: skip


class SignedUpOut(Schema):
    """Where a sign-up stands; ``key`` is the secret by which it is seen and withdrawn."""

    id: uuid.UUID
    receipt: str
    key: str
    state: Literal["pending", "accepted", "refused", "withdrawn"]
    reason: str
    thanks: str
    place: Named | None
    serves: list[str]
    hours: float

    model_config = example(
        id="01900000-0000-7000-8000-000000000012", receipt="7K3D-9QXM",
        key="AaICoAcmffinq9hS3KdGAaICoAcmffinq9hS3KdGAaI",
        state="accepted", reason="", thanks="", place={"code": "220602001001", "name": "示例社区"},
        serves=["示例社区 · 东门卡点"], hours=6.5,
    )  # fmt: skip


class AcceptIn(Schema):
    """For which duty a volunteer is fit."""

    fitness: Fitness = Fitness.FIT

    model_config = example(fitness="fit")


class AssignIn(Schema):
    """Where a volunteer serves: a place, a post if one is named, from which day (today) to which."""

    place: Code
    post: uuid.UUID | None = None
    since: Day | None = None
    until: Day | None = None

    model_config = example(place="220602001001", since="2020-02-03")


class ThanksIn(Schema):
    """Words of thanks, which stand on the receipt and the certificate."""

    words: Short

    model_config = example(words="谢谢您")


@router.post(
    "/volunteers/sign-up", auth=OpenToAll(), response={200: SignedUpOut, 201: SignedUpOut, **OPEN_REFUSALS}
)
def sign_up(request: Request, sent: SignUpIn) -> Status[Any]:
    """Sign up by a link: 201 when it is new, 200 when the same content was sent before; so many an hour."""
    link = links.link_of(sent.link)
    known = Entry.objects.filter(id=sent.id).exists()
    told = read(VOLUNTEERS, sent.dict(exclude={"id", "link"}), Meaning(request.actor, link.response))
    address = str(get_client_ip_address(request) or "")
    made = signing_up.submit(link, Statement(VOLUNTEERS, told, sent.id), address, API)
    return Status(200 if known else 201, _receipt(signing_up.receipt_key(made)))


@router.post("/volunteers/receipt", auth=OpenToAll(), response={200: SignedUpOut, **OPEN_REFUSALS})
def receipt(request: Request, sent: ReceiptIn) -> dict[str, Any]:
    """Show where a sign-up stands to the holder of its receipt; nobody is found by name or number."""
    return _receipt(sent.key)


@router.post("/volunteers/withdraw", auth=OpenToAll(), response={200: SignedUpOut, **OPEN_REFUSALS})
def withdraw(request: Request, sent: ReceiptIn) -> dict[str, Any]:
    """Take a sign-up back; who was accepted serves no longer from now on."""
    signing_up.withdraw(signing_up.receipt_of(sent.key), API)
    return _receipt(sent.key)


@router.post("/volunteers/{uuid:entry_id}/accept", auth=VETS, response=DONE)
def accept(request: Request, entry_id: uuid.UUID, sent: AcceptIn) -> Status[None]:
    """Accept a volunteer: he stands among the persons who serve."""
    actions.accept(request.actor, entry_id, sent.fitness)
    return Status(204, None)


@router.post("/volunteers/{uuid:entry_id}/refuse", auth=VETS, response=DONE)
def refuse(request: Request, entry_id: uuid.UUID, sent: Reason) -> Status[None]:
    """Do not accept a volunteer, with a reason that he reads."""
    actions.refuse(request.actor, entry_id, sent.reason)
    return Status(204, None)


@router.post("/volunteers/{uuid:entry_id}/assign", auth=VETS, response=DONE)
def assign(request: Request, entry_id: uuid.UUID, sent: AssignIn) -> Status[None]:
    """Post an accepted volunteer to a place or post."""
    path = place_of(sent.place).path
    actions.assign(request.actor, entry_id, path, sent.post, sent.since, sent.until)
    return Status(204, None)


@router.post("/volunteers/{uuid:entry_id}/thank", auth=VETS, response=DONE)
def thank(request: Request, entry_id: uuid.UUID, sent: ThanksIn) -> Status[None]:
    """Thank a volunteer."""
    actions.thank(request.actor, entry_id, sent.words)
    return Status(204, None)


def _receipt(key: str) -> dict[str, Any]:
    row: Volunteer = signing_up.receipt_of(key)
    served = service(row)
    return {
        "id": row.entry_id, "receipt": row.receipt, "key": key, "state": row.answer, "thanks": row.thanks,
        "reason": row.reason if row.answer == State.REFUSED else "",
        "place": named(Place.objects.filter(path=row.path).first()),
        "serves": [where for where, _since, _until in shown(served)], "hours": served.hundredths / 100,
    }  # fmt: skip
