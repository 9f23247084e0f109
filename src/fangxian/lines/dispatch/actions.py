"""The steps of somebody who is sent down: approve, decline, assign, arrive, leave, come back, move, release (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.dispatch import rules
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, DECIDE, NOMINATE, RECEIVE
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Post, Posting
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import WIDTHS, Kind, Place

STREET, COMMUNITY = WIDTHS[Kind.STREET], WIDTHS[Kind.COMMUNITY]


def decide(actor: Actor, entry: uuid.UUID, *, approved: bool, reason: str = "") -> Assignment:
    """Approve or decline a nomination; declining needs a reason."""
    current = at_hand(actor, DECIDE, entry)
    if not approved and not reason.strip():
        raise Invalid({"reason": _("Say why: the unit reads it.")})
    step = State.APPROVED if approved else State.DECLINED
    return _step(actor, current, step, reason or _("approved"), decided_at=clock.now())


def assign(
    actor: Actor, chosen: Sequence[uuid.UUID], place: Place, post: uuid.UUID | None = None
) -> list[Assignment]:
    """Put approved people under the command of a place, all or none; at a post of it, if one is named."""
    actor.must(DECIDE, place=place.path)
    check_post(place, post)
    found = [at_hand(actor, DECIDE, entry) for entry in chosen]
    with entries.writing():
        return [_step(actor, one, State.ASSIGNED, _("assigned"), **at_place(place, post)) for one in found]


def arrive(actor: Actor, entry: uuid.UUID, on: datetime.date | None = None) -> Assignment:
    """Say that somebody is in place, from a day on: from then on he is posted there for every other line."""
    current = at_hand(actor, RECEIVE, entry)
    arrived = midnight(on) if on else clock.now()
    if current.step == State.ON_LEAVE:
        return come_back(actor, entry, on)
    with entries.writing():
        current.arrived_at = arrived
        told = Statement(POSTINGS, posting_of(current))
        (posting,) = ledgers.enter(SYSTEM, current.response, POSTINGS, [told])
        return _step(
            actor, current, State.IN_PLACE, _("in place"), arrived_at=arrived, posting=posting.entry_id
        )


def grant_leave(
    actor: Actor, entry: uuid.UUID, since: datetime.date, until: datetime.date, reason: str
) -> Assignment:
    """Let somebody go on leave, both days included; who granted it stands in the history."""
    current = at_hand(actor, RECEIVE, entry)
    if until < since:
        raise Invalid({"until": _("It ends before it begins.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    away = {"leave_from": midnight(since), "leave_to": midnight(until + datetime.timedelta(days=1))}
    return _step(actor, current, State.ON_LEAVE, reason, **away)


def come_back(actor: Actor, entry: uuid.UUID, on: datetime.date | None = None) -> Assignment:
    """Say that somebody is back from leave, or that his leave is cancelled."""
    current = at_hand(actor, RECEIVE, entry)
    if current.step != State.ON_LEAVE:
        raise Conflict(_("Nobody is on leave here: look at it again."))
    back = midnight(on) if on else clock.now()
    until = min(current.leave_to or back, max(back, current.leave_from or back))
    return _step(actor, current, State.IN_PLACE, _("back from leave"), leave_to=until)


def release(actor: Actor, entry: uuid.UUID, reason: str, on: datetime.date | None = None) -> Assignment:
    """Let somebody go back to his unit, after a last day; his posting ends with it."""
    current = at_hand(actor, DECIDE, entry)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    ended = midnight(on + datetime.timedelta(days=1)) if on else clock.now()
    with entries.writing():
        _end_posting(current, ended, reason)
        return _step(actor, current, State.RELEASED, reason, ended_at=ended)


def move(actor: Actor, entry: uuid.UUID, place: Place, post: uuid.UUID | None, reason: str) -> Assignment:
    """Release somebody where he is and assign him elsewhere, as one act; returns the new assignment."""
    actor.must(DECIDE, place=place.path)
    check_post(place, post)
    with entries.writing():
        former = release(actor, entry, reason)
        fresh = Statement(ASSIGNMENTS, _values(former))
        row: Any = fresh.row(former.response)
        for name, value in {
            "step": State.ASSIGNED,
            "decided_at": clock.now(),
            **at_place(place, post),
        }.items():
            setattr(row, name, value)
        made: list[Assignment] = entries.open_entries(
            ASSIGNMENTS.kind, [row], {fresh.id: fresh.content}, actor
        )
        ledgers.record(actor, ASSIGNMENTS, "move", made)
    return made[0]


def substitute(actor: Actor, entry: uuid.UUID, person: uuid.UUID, reason: str) -> Assignment:
    """Nominate another person of the unit in the place of one who fell ill; who is ill is released."""
    current = at_hand(actor, NOMINATE, entry)
    if current.person == person:
        raise Invalid({"person": _("Name somebody else.")})
    values = _values(current) | {"person": person, "substitutes": current.entry_id}
    with entries.writing():
        now = clock.now()
        _end_posting(current, now, reason)
        _step(actor, current, State.RELEASED, reason, ended_at=now)
        named: list[Assignment] = ledgers.enter(
            actor, current.response, ASSIGNMENTS, [Statement(ASSIGNMENTS, values)]
        )
    return named[0]


def at_hand(actor: Actor, permission: str, entry: uuid.UUID) -> Assignment:
    """Return an assignment in the actor's part, by either tree; raises ``Missing``."""
    actor.must(permission)
    found = Assignment.objects.at().filter(actor.scope(permission).q(), entry=entry)
    row = found.select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row


def _step(actor: Actor, current: Assignment, step: State, reason: str, **columns: Any) -> Assignment:
    if not rules.may_follow(current.step, step):
        said = {"step": Assignment.State(current.step).label, "next": Assignment.State(step).label}
        raise Conflict(_("“%(next)s” cannot follow “%(step)s”: look at it again.") % said)
    if step in rules.OVER:
        columns["name_key"] = None  # he may be nominated again
    with entries.writing():
        made: Assignment = ledgers.advance(
            actor, ASSIGNMENTS, current, step.value, reason, step=step.value, **columns
        )
    return made


def at_place(place: Place, post: uuid.UUID | None) -> dict[str, Any]:
    """Return the columns of somebody who is assigned to a place."""
    path = place.path
    return {
        "path": path, "place_stated": True, "post": post, "assigned_at": clock.now(), "street": path[:STREET],
        "community": path[:COMMUNITY] if len(path) >= COMMUNITY else "",
    }  # fmt: skip


def check_post(place: Place, post: uuid.UUID | None) -> None:
    """Raise ``Invalid`` for a post that does not stand at or below a place."""
    if post and not Post.objects.at().filter(entry=post, path__startswith=place.path).exists():
        raise Invalid({"post": _("This post does not stand there.")})


def posting_of(row: Assignment) -> dict[str, Any]:
    """Return what the posting of somebody who is in place says."""
    body = Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
    since = timezone.localdate(row.arrived_at) if row.arrived_at else None
    return {
        "person": row.person, "place": row.path, "post": row.post, "source": Posting.Source.SENT.value,
        "role": row.role, "body": body, "since": since, "until": None, "remark": "",
    }  # fmt: skip


def _end_posting(current: Assignment, ended: datetime.datetime, reason: str) -> None:
    posting = Posting.objects.at().filter(entry=current.posting).select_related("response").first()
    if posting:
        ledgers.advance(SYSTEM, POSTINGS, posting, "end", reason, ended_at=ended)


def _values(row: Assignment) -> dict[str, Any]:
    """Return what somebody entered of an assignment, for one that follows it."""
    body = Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
    return {
        "person": row.person, "body": body, "role": row.role, "substitutes": None,
        "since": timezone.localdate(clock.now()), "remark": row.remark,
    }  # fmt: skip
