"""What follows from who enters a check-in, service, attendance or a handover, and what may be done with each."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Text
from fangxian.lines.service.models import Attendance, Checkin, Handover, RecordRemark, Service, Task
from fangxian.lines.service.rules import FOLLOWS, Step, hours
from fangxian.lines.service.shifts import EARLY
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.personnel.models import Person, Post, Posting
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.responses.models import Response

VIEW, REPORT, RECEIVE, LOG = "checkin.view", "checkin.report", "checkin.receive", "checkin.log"
STATED = ("kind", "body_id", "person", "people", "people_more", "path")
SERVED = ("person", "task", "post", "minutes", "path")
NOON = datetime.timedelta(hours=12)
DEEDS: dict[str, tuple[str, Step, bool]] = {
    "accept": ("checkins", Step.ACCEPTED, False), "decline": ("checkins", Step.DECLINED, True),
    "confirm": ("service-log", Step.CONFIRMED, False), "return": ("service-log", Step.RETURNED, True),
    "take": ("handovers", Step.TAKEN, False), "done": ("handovers", Step.DONE, False),
    "correct": ("record-remarks", Step.CORRECTED, False), "settle": ("record-remarks", Step.SETTLED, True),
}  # fmt: skip
"""What a place or unit answers: to entries of which ledger, the step that follows, and whether it takes words."""


def titles() -> dict[str, str]:
    """Return what each deed is called."""
    return {
        "accept": pgettext("check-in", "Accept"), "decline": pgettext("check-in", "Decline"),
        "confirm": pgettext("service", "Confirm"), "return": pgettext("service", "Return"),
        "take": _("Taken over"), "done": pgettext("handover", "Done"),
        "correct": _("Correct as proposed"), "settle": pgettext("remark", "Answer"),
    }  # fmt: skip


def permission_of(deed: str) -> str:
    """Return which permission a deed takes."""
    return LOG if deed in ("settle", "correct") else RECEIVE


def check_in(actor: Actor, row: Checkin, former: Checkin | None) -> None:
    """Keep what a place has accepted as it is, unless the place changes it; what was declined is reported anew.

    An organisation that the place itself enters, as from its own list, is accepted by that.
    """
    ledgers.ended(ledger_of("checkins"), row, clock.now())
    received = actor.scope(RECEIVE).holds_place(row.path)
    if former is None:
        if received and row.kind == Checkin.Kind.ORGANISATION:
            row.step, row.accepted_at = Step.ACCEPTED, clock.now()
        return
    if former.step == Step.REPORTED:
        return
    if former.step == Step.DECLINED:
        row.step, row.answer = Step.REPORTED, ""
        return
    changed = any(getattr(row, one) != getattr(former, one) for one in STATED)
    if changed and (former.posting or not received):
        raise Invalid({"place": _("This was accepted: end it, and report in anew.")})


def checked_in(_actor: Actor, _response: Response, rows: Sequence[Checkin]) -> None:
    """Let the posting of an accepted member end with his check-in."""
    for row in rows:
        current = Posting.objects.at().filter(entry=row.posting).first() if row.posting else None
        ended = clock.now() if row.voided else row.ended_at
        if current and current.ended_at != ended:
            ledgers.advance(
                SYSTEM, ledger_of("postings"), current, "end", _("the check-in ended"), ended_at=ended
            )


def ask(_actor: Actor, row: Task, _former: Task | None) -> None:
    """Let a task name only a post that stands at its place."""
    if row.post:
        _post_of(row)


def serve(actor: Actor, row: Service, former: Service | None) -> None:
    """Set the step: with minutes it awaits confirmation, also after a change of what the community had confirmed.

    Service for a task is at the task's post.
    """
    row.happened_at = _noon(row.happened_at)
    if row.task:
        _for_task(row)
    if row.post:
        _post_of(row)
    if row.minutes and timezone.localdate(row.happened_at) > timezone.localdate(clock.now()):
        raise Invalid({"day": _("This day lies ahead: claim it, and log the minutes afterwards.")})
    if (
        former
        and former.step == Step.CONFIRMED
        and row.minutes
        and actor.scope(RECEIVE).holds_place(row.path)
    ):
        return  # whoever confirms it has changed it
    if former is None or any(getattr(row, one) != getattr(former, one) for one in SERVED):
        row.step, row.answer = (Step.LOGGED if row.minutes else Step.CLAIMED), ""


def served(_actor: Actor, response: Response, rows: Sequence[Service]) -> None:
    """Raise ``Conflict`` where more people claimed a task than it needs; who claims it at once waits for the other."""
    tasks = sorted({row.task for row in rows if row.task and not row.voided})
    if not tasks:
        return
    list(Entry.objects.select_for_update().filter(id__in=tasks).order_by("id"))
    for key in tasks:
        task = _task(response.id, key)
        if task and Service.objects.at().filter(response=response, task=key).count() > task.people_needed:
            raise Conflict(_("Enough people have claimed “%(task)s” already.") % {"task": task.name})


def attend(_actor: Actor, row: Attendance, _former: Attendance | None) -> None:
    """Let attendance stand at the post's place, with the person's unit, and in its shift where this names hours."""
    _at_post(row)
    if span := hours(row.shift):
        begun = midnight(timezone.localdate(row.happened_at))
        if not begun + span[0] - EARLY <= row.happened_at < begun + span[1]:
            row.happened_at = begun + span[0]
    person = Person.objects.at().filter(entry=row.person, response=row.response_id).first()
    if person:
        row.body_id, row.line_id, row.body_path = person.body_id, person.line_id, person.body_path


def hand_over(_actor: Actor, row: Handover, _former: Handover | None) -> None:
    """Let a handover stand at the post's place, and with the unit that answers for it."""
    post = _at_post(row)
    row.body_id, row.line_id, row.body_path = post.body_id, post.line_id, post.body_path


def remark(_actor: Actor, row: RecordRemark, former: RecordRemark | None) -> None:
    """Keep what was proposed for sealed fields where the words are corrected."""
    if former:
        row.identity, row.contact, row.health = former.identity, former.contact, former.health


def checkin_deeds(actor: Actor, row: Checkin) -> list[tuple[Text, str]]:
    """Return what may be done with a check-in."""
    return _deeds(actor, row, "accept", "decline")


def service_deeds(actor: Actor, row: Service) -> list[tuple[Text, str]]:
    """Return what may be done with service that was logged."""
    return _deeds(actor, row, "confirm", "return")


def handover_deeds(actor: Actor, row: Handover) -> list[tuple[Text, str]]:
    """Return what may be done with a handover."""
    return _deeds(actor, row, "take", "done")


def remark_deeds(actor: Actor, row: RecordRemark) -> list[tuple[Text, str]]:
    """Return what may be done with a remark."""
    return _deeds(actor, row, *(("correct",) if row.about else ()), "settle")


def _deeds(actor: Actor, row: Any, *deeds: str) -> list[tuple[Text, str]]:
    scope = actor.scope(permission_of(deeds[0]))
    if not scope.holds(place=row.path, line=row.line_id or "", body=row.body_path):
        return []
    after = FOLLOWS.get(Step(row.step), frozenset())
    return [
        (titles()[deed], reverse("service:answer", args=[deed, row.entry_id]))
        for deed in deeds
        if DEEDS[deed][1] in after
    ]


def _at_post(row: Attendance | Handover) -> Post:
    post = _post_of(row)
    row.path = post.path
    return post


def _post_of(row: Attendance | Handover | Task | Service) -> Post:
    post = Post.objects.at().filter(entry=row.post, response=row.response_id).first()
    if post is None or not post.path.startswith(row.path):
        raise Invalid({"post": _("This post does not stand there.")})
    return post


def _for_task(row: Service) -> None:
    """Let service be where and when its task is asked for."""
    task = _task(row.response_id, row.task) if row.task else None
    if task is None or task.path != row.path:
        raise Invalid({"task": _("This task is not asked for there.")})
    if timezone.localdate(task.happened_at) != timezone.localdate(row.happened_at):
        raise Invalid({"day": _("This task is asked for on another day.")})
    if row.post and task.post and row.post != task.post:
        raise Invalid({"post": _("This task is asked for at another post.")})
    row.post = task.post or row.post


def _task(response: uuid.UUID, key: uuid.UUID) -> Task | None:
    return Task.objects.at().filter(entry=key, response=response).first()


def _noon(instant: datetime.datetime) -> datetime.datetime:
    local = timezone.localtime(instant)
    noon = datetime.datetime.combine(local.date(), datetime.time.min, local.tzinfo) + NOON
    now = clock.now()
    return min(noon, now) if local.date() == timezone.localdate(now) else noon
