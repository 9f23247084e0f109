"""What members, team leads and places do about service over the API; its ledgers have their operations (M10, M11)."""

import datetime
import uuid
from typing import Annotated, Any, Literal

from axes.helpers import get_client_ip_address
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import Count, Day, Problem, Short, example
from fangxian.command.api.schemas.self_registrations import Secret
from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.service import actions, arriving, attending, correcting, crews, links, mine
from fangxian.lines.service.attending import Said
from fangxian.lines.service.crews import Watch
from fangxian.lines.service.settling import LOG, RECEIVE
from fangxian.mechanisms.personnel.models import Person, Post
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import API
from fangxian.trees.people.api_auth import OpenToAll, Requires, SignedIn

router = Router(tags=["service"])
OWN = SignedIn()
DONE: dict[int, Any] = {204: None, **REFUSALS}
OPEN_REFUSALS = dict.fromkeys((404, 409, 422, 429), Problem)
KEY = "01900000-0000-7000-8000-0000000000"
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]


class AnswerIn(Schema):
    """What is answered to which entries of one kind: all of them, or none."""

    deed: Literal["accept", "decline", "confirm", "return", "take", "done", "correct", "settle"]
    entries: Annotated[list[uuid.UUID], Field(min_length=1, max_length=1000)]
    words: Short = Field("", description="For decline, return and settle.")

    model_config = example(deed="accept", entries=[f"{KEY}21"])


class SaidIn(Schema):
    """What is said of somebody in a shift; ``replaced_by`` names who stood there for him."""

    person: uuid.UUID
    attended: Literal["present", "late", "absent", "replaced"]
    replaced_by: uuid.UUID | None = None

    model_config = example(person=f"{KEY}22", attended="replaced", replaced_by=f"{KEY}23")


class AttendanceIn(Schema):
    """What is said of a whole shift of a post, named by its hours: all of it, or nothing."""

    day: Day | None = Field(None, description="Day on which the shift begins, today unless told.")
    shift: Annotated[str, Field(max_length=20)] = ""
    people: Annotated[list[SaidIn], Field(min_length=1, max_length=500)]

    model_config = example(
        day="2020-02-11", shift="08:00–16:00", people=[{"person": f"{KEY}22", "attended": "present"}]
    )


class ChangedOut(Schema):
    """How many were said anew; what was said before as it is was left."""

    changed: Count

    model_config = example(changed=1)


class AttendedOut(Schema):
    """Somebody's own attendance at a post."""

    id: uuid.UUID
    attended: str
    shift: str
    at: datetime.datetime

    model_config = example(
        id=f"{KEY}24", attended="present", shift="08:00–16:00", at="2020-02-11T07:55:00+08:00"
    )


class ArrivalIn(Schema):
    """The secret of today's check-in, from one's own page of shifts, and the number on the poster of the post."""

    key: Secret = Field(description="The part of the address after /service/arrive/.")
    number: Annotated[str, Field(max_length=12)]

    model_config = example(key="AaICoAPReSqwp1LtNoXASaaS96xDppl0", number="048213")


class HandoverIn(Schema):
    """What a shift leaves open; what it has taken over and is not done is passed on with it."""

    shift: Annotated[str, Field(max_length=20)] = ""
    items: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=20)]

    model_config = example(shift="08:00–16:00", items=["测温枪没电"])


class ServedIn(Schema):
    """What somebody did without a task: where (code or name), on which day, for how long."""

    work: Annotated[str, Field(min_length=1, max_length=120)]
    place: Short
    day: Day
    minutes: Minutes

    model_config = example(work="代买药品", place="220602001001", day="2020-02-11", minutes=40)


class LoggedIn(Schema):
    """How long one's own claimed service took."""

    minutes: Minutes

    model_config = example(minutes=90)


class PlaceIn(Schema):
    """The community where one lives, by code or name."""

    place: Short

    model_config = example(place="220602001001")


class CorrectionIn(Schema):
    """What an entry about oneself should say, by the codes of its fields, and why; entries are named by id or label."""

    ledger: Annotated[str, Field(max_length=24)]
    entry: uuid.UUID
    proposed: dict[str, str | int | list[str] | None]
    why: Short = ""

    model_config = example(
        ledger="attendances", entry=f"{KEY}24", proposed={"attended": "late"}, why="9点半到岗"
    )


class MadeOut(Schema):
    """The entry that was made or changed, and its step."""

    id: uuid.UUID
    step: str

    model_config = example(id=f"{KEY}25", step="claimed")


@router.post("/service/answers", auth=Requires(RECEIVE, LOG), response=DONE)
def answer(request: Request, sent: AnswerIn) -> Status[None]:
    """Accept or decline check-ins, confirm or return service, take over or close handovers, answer remarks."""
    actions.answer(request.actor, sent.deed, sent.entries, sent.words)
    return Status(204, None)


@router.post(
    "/service/posts/{post_id}/attendance", auth=Requires(RECEIVE), response={200: ChangedOut, **REFUSALS}
)
def attend(request: Request, post_id: uuid.UUID, sent: AttendanceIn) -> ChangedOut:
    """Say of a whole shift of a post of one's places who is there."""
    return _attend(request, crews.at_hand(request.actor, post_id), sent)


@router.post("/service/mine/posts/{post_id}/attendance", auth=OWN, response={200: ChangedOut, **REFUSALS})
def attend_as_lead(request: Request, post_id: uuid.UUID, sent: AttendanceIn) -> ChangedOut:
    """Say of a whole shift of a post that one leads who is there, whatever one's roles."""
    return _attend(request, crews.led_at_hand(request.actor, post_id), sent, leading=True)


@router.post("/service/posts/{post_id}/handover", auth=Requires(RECEIVE), response=DONE)
def hand_over(request: Request, post_id: uuid.UUID, sent: HandoverIn) -> Status[None]:
    """Leave items open for the next shift, and pass on those that are not done."""
    post = crews.at_hand(request.actor, post_id)
    attending.hand_over(
        request.actor, post, sent.shift, "\n".join(one.replace("\n", " ") for one in sent.items)
    )
    return Status(204, None)


@router.post("/service/here/{token}", auth=OWN, response={200: AttendedOut, **REFUSALS})
def check_in(request: Request, token: str) -> AttendedOut:
    """Check in at the post whose code one has scanned: the end of its address."""
    post = links.post_of(token)
    return _attended(attending.arrive(request.actor, mine.must_be(request.actor, post.response), post))


@router.post("/service/arrive", auth=OpenToAll(), response={200: AttendedOut, **OPEN_REFUSALS})
def arrive(request: Request, sent: ArrivalIn) -> AttendedOut:
    """Check in without an account by the number on the poster of one's post; so many tries an hour."""
    person, address = arriving.person_of(sent.key), str(get_client_ip_address(request) or "")
    return _attended(arriving.arrive_by_number(person, sent.number, address, API))


@router.post("/service/mine/check-in", auth=OWN, response={200: MadeOut, **REFUSALS})
def report_in(request: Request, sent: PlaceIn, response: uuid.UUID | None = None) -> MadeOut:
    """Report in where one lives; the community accepts or declines."""
    return _made(mine.report_in(request.actor, response_of(response), sent.place))


@router.post("/service/tasks/{task_id}/claim", auth=OWN, response={200: MadeOut, **REFUSALS})
def claim(request: Request, task_id: uuid.UUID, response: uuid.UUID | None = None) -> MadeOut:
    """Claim a task that is open where one lives, reported in or is posted."""
    return _made(mine.claim(request.actor, response_of(response), task_id))


@router.post("/service/mine/log/{entry_id}", auth=OWN, response={200: MadeOut, **REFUSALS})
def log(request: Request, entry_id: uuid.UUID, sent: LoggedIn, response: uuid.UUID | None = None) -> MadeOut:
    """Log how long one's claimed service took; it counts once the community has confirmed it."""
    return _made(mine.log(request.actor, response_of(response), entry_id, sent.minutes))


@router.post("/service/mine/log", auth=OWN, response={200: MadeOut, **REFUSALS})
def serve(request: Request, sent: ServedIn, response: uuid.UUID | None = None) -> MadeOut:
    """Log what one did without a task; it counts once the community has confirmed it."""
    held = response_of(response)
    return _made(mine.serve(request.actor, held, sent.work, sent.place, sent.day, sent.minutes))


@router.post("/service/mine/corrections", auth=OWN, response={200: MadeOut, **REFUSALS})
def propose(request: Request, sent: CorrectionIn, response: uuid.UUID | None = None) -> MadeOut:
    """Propose what an entry about oneself should say: the others of its fields stay as they are."""
    held = response_of(response)
    person = mine.must_be(request.actor, held)
    line = correcting.own_line(person, held, sent.ledger, sent.entry)
    told = correcting.as_told(line, correcting.fields_of(line, person)) | sent.proposed
    return _made(correcting.propose(request.actor, line, person, told, sent.why))


def _attend(request: Request, post: Post, sent: AttendanceIn, *, leading: bool = False) -> ChangedOut:
    watch = Watch(sent.day or timezone.localdate(clock.now()), sent.shift)
    told = [Said(one.person, one.attended, one.replaced_by) for one in sent.people]
    named = {key for one in told for key in (one.person, one.replaced_by) if key}
    known = (
        Person.objects.at().filter(response=post.response, entry__in=named).values_list("entry", flat=True)
    )
    if len(named) > len(known):
        raise Missing(_("There is no such person in the register."))
    return ChangedOut(changed=len(attending.attend(request.actor, post, watch, told, checked=leading)))


def _attended(row: Any) -> AttendedOut:
    return AttendedOut(id=row.entry_id, attended=row.attended, shift=row.shift, at=row.happened_at)


def _made(row: Any) -> MadeOut:
    return MadeOut(id=row.entry_id, step=row.step)
