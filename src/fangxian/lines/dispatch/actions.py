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
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, DECIDE, NOMINATE, RECEIVE, TEAMS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.queries import rows_of
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Leave, Post, Posting
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
    actor: Actor,
    chosen: Sequence[uuid.UUID],
    place: Place,
    post: uuid.UUID | None = None,
    team: uuid.UUID | None = None,
) -> list[Assignment]:
    """Put approved people under the command of a place, all or none; at a post or in a team of it, if one is named."""
    actor.must(DECIDE, place=place.path)
    check_post(place, post)
    check_team(place, team)
    found = [at_hand(actor, DECIDE, entry) for entry in chosen]
    with entries.writing():
        relieve(actor, found)
        there = at_place(place.path, post, team)
        return [_step(actor, one, State.ASSIGNED, _("assigned"), **there) for one in found]


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
    actor: Actor, entry: uuid.UUID, since: datetime.date, until: datetime.date, reason: str, kind: str = ""
) -> Assignment:
    """Let somebody go on leave, both days included: it stands in the ledger of leave, which his step follows."""
    current = at_hand(actor, RECEIVE, entry)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    if current.step not in (State.IN_PLACE, State.ON_LEAVE):
        raise Conflict(_("Only somebody who is in place goes on leave: look at it again."))
    told = {"since": since, "until": until, "kind": kind, "remark": reason, "place": current.path}
    leaves.give(actor, current.response, person=current.person, body=_body(current), **told)
    return at_hand(actor, RECEIVE, entry)


def come_back(actor: Actor, entry: uuid.UUID, on: datetime.date | None = None) -> Assignment:
    """Say that somebody is back from leave; leave that had not begun yet is cancelled by it."""
    current = at_hand(actor, RECEIVE, entry)
    if current.step != State.ON_LEAVE:
        raise Conflict(_("Nobody is on leave here: look at it again."))
    leaves.end(actor, granted(current), on, _("back from leave"))
    return at_hand(actor, RECEIVE, entry)


def granted(current: Assignment) -> Leave:
    """Return the leave that the step of an assignment follows."""
    held = Leave.objects.at().filter(
        response=current.response, person=current.person, step=Leave.Step.GRANTED
    )
    return held.select_related("response").get(happened_at=current.leave_from or clock.now())


def release(actor: Actor, entry: uuid.UUID, reason: str, on: datetime.date | None = None) -> Assignment:
    """Let somebody go back to his unit, after a last day; his posting ends with it."""
    current = at_hand(actor, DECIDE, entry)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    ended = midnight(on + datetime.timedelta(days=1)) if on else clock.now()
    with entries.writing():
        _end_posting(current, ended, reason)
        return _step(actor, current, State.RELEASED, reason, ended_at=ended)


def move(
    actor: Actor,
    entry: uuid.UUID,
    place: Place,
    post: uuid.UUID | None,
    reason: str,
    team: uuid.UUID | None = None,
) -> Assignment:
    """Release somebody where he is and assign him elsewhere, as one act; returns the new assignment."""
    actor.must(DECIDE, place=place.path)
    check_post(place, post)
    check_team(place, team)
    with entries.writing():
        former = release(actor, entry, reason)
        return _anew(actor, "move", former, _values(former), _assigned(at_place(place.path, post, team)))


def substitute(actor: Actor, entry: uuid.UUID, person: uuid.UUID, reason: str) -> Assignment:
    """Put somebody else in the place of one who fell ill, who is released: the post never has both.

    Whoever may decide assigns the other to the same place and post at once; from others it is a nomination. Raises
    ``Invalid`` by field, ``Missing`` outside the actor's part, ``Conflict`` where the other is sent down already.
    """
    current = at_hand(actor, NOMINATE, entry)
    if current.person == person:
        raise Invalid({"person": _("Name somebody else.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    own = actor.scope(DECIDE).holds(place=current.path, line=current.line_id or "", body=current.body_path)
    there = (
        _assigned(at_place(current.path, current.post, current.team)) if own and current.assigned_at else {}
    )
    values = _values(current) | {"person": person, "substitutes": current.entry_id}
    with entries.writing():
        now = clock.now()
        _end_posting(current, now, reason)
        _step(actor, current, State.RELEASED, reason, ended_at=now)
        _on_sick_leave(actor, current, person, reason)
        return _anew(actor, "substitute", current, values, there)


def _on_sick_leave(actor: Actor, ill: Assignment, substitute: uuid.UUID, reason: str) -> None:
    """Record who stands in for somebody ill; whoever has leave already, or had some since today, gets no other."""
    today = timezone.localdate(clock.now())
    own = Leave.objects.at().filter(response=ill.response, person=ill.person)
    away = own.filter(step=Leave.Step.GRANTED).exclude(ended_at__lte=clock.now())
    if not away.exists() and not own.filter(happened_at=midnight(today)).exists():
        leaves.give(
            actor, ill.response, person=ill.person, substitute=substitute, kind=Leave.Kind.SICK.value, since=today,
            place=ill.path, body=_body(ill), remark=reason,
        )  # fmt: skip


def relieve(
    actor: Actor, assigned: Sequence[Assignment], at: datetime.datetime | None = None
) -> list[Assignment]:
    """Release whom people who are being assigned stand in for, if he still stands: the post never has both."""
    stood_for = [one.substitutes for one in assigned if one.substitutes]
    held = Assignment.objects.at().filter(entry__in=stood_for).exclude(step__in=rules.OVER)
    made, now = [], at or clock.now()
    for former in held.select_related("response"):
        ended = max(now, former.arrived_at or former.assigned_at or now)
        _end_posting(current=former, ended=ended, reason=_("replaced by another"))
        made.append(_step(actor, former, State.RELEASED, _("replaced by another"), ended_at=ended))
    return made


def set_role(actor: Actor, entry: uuid.UUID, role: str) -> Assignment:
    """Make somebody head, deputy or member of his unit's people; his posting says so too."""
    current = at_hand(actor, NOMINATE, entry)
    if role not in Posting.Role.values:
        raise Invalid({"role": _("Choose one of the values offered.")})
    if current.step in rules.OVER:
        raise Conflict(_("He is not sent down any more: look at it again."))
    with entries.writing():
        posting = Posting.objects.at().filter(entry=current.posting).select_related("response").first()
        if posting:
            ledgers.advance(SYSTEM, POSTINGS, posting, "role", _("role"), role=role)
        made: Assignment = ledgers.advance(actor, ASSIGNMENTS, current, "role", _("role"), role=role)
    return made


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


def _anew(
    actor: Actor, what: str, former: Assignment, values: dict[str, Any], columns: dict[str, Any]
) -> Assignment:
    """Open the assignment that follows one which was released; raises ``Conflict`` for somebody who has another."""
    fresh = Statement(ASSIGNMENTS, values)
    row: Any = fresh.row(former.response)
    if Assignment.objects.at().filter(response=former.response, name_key=row.name_key).exists():
        raise Conflict(_("This person is sent down already."))
    for name, value in columns.items():
        setattr(row, name, value)
    made: list[Assignment] = entries.open_entries(ASSIGNMENTS.kind, [row], {fresh.id: fresh.content}, actor)
    ledgers.record(actor, ASSIGNMENTS, what, made)
    return made[0]


def _assigned(columns: dict[str, Any]) -> dict[str, Any]:
    return columns | {"step": State.ASSIGNED, "decided_at": clock.now()}


def at_place(path: str, post: uuid.UUID | None, team: uuid.UUID | None = None) -> dict[str, Any]:
    """Return the columns of somebody who is assigned to a place, by its path."""
    return {
        "path": path, "place_stated": True, "post": post, "team": team, "assigned_at": clock.now(),
        "street": path[:STREET], "community": path[:COMMUNITY] if len(path) >= COMMUNITY else "",
    }  # fmt: skip


def check_post(place: Place, post: uuid.UUID | None) -> None:
    """Raise ``Invalid`` for a post that does not stand at or below a place."""
    if post and not Post.objects.at().filter(entry=post, path__startswith=place.path).exists():
        raise Invalid({"post": _("This post does not stand there.")})


def check_team(place: Place, team: uuid.UUID | None) -> None:
    """Raise ``Invalid`` for a team that stands neither at or below a place nor above it."""
    if team is None:
        return
    path = rows_of(ledger_of(TEAMS)).at().filter(entry=team).values_list("path", flat=True).first()
    if path is None or not (path.startswith(place.path) or place.path.startswith(path)):
        raise Invalid({"team": _("This team does not work there.")})


def posting_of(row: Assignment) -> dict[str, Any]:
    """Return what the posting of somebody who is in place says."""
    since = timezone.localdate(row.arrived_at) if row.arrived_at else None
    return {
        "person": row.person, "place": row.path, "post": row.post, "source": Posting.Source.SENT.value,
        "role": row.role, "body": _body(row), "since": since, "until": None, "remark": "",
    }  # fmt: skip


def _end_posting(current: Assignment, ended: datetime.datetime, reason: str) -> None:
    posting = Posting.objects.at().filter(entry=current.posting).select_related("response").first()
    if posting:
        ledgers.advance(SYSTEM, POSTINGS, posting, "end", reason, ended_at=ended)


def _values(row: Assignment) -> dict[str, Any]:
    """Return what somebody entered of an assignment, for one that follows it."""
    return {
        "person": row.person, "body": _body(row), "role": row.role, "substitutes": None,
        "since": timezone.localdate(clock.now()), "remark": row.remark,
    }  # fmt: skip


def _body(row: Assignment) -> Standing | None:
    return Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
