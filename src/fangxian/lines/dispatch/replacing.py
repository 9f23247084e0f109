"""Somebody goes elsewhere, or another takes his place: one is released, the other assigned, as one act (M10)."""

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.dispatch.actions import release
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import DECIDE, NOMINATE
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import (
    at_hand,
    at_place,
    body_of,
    check_post,
    check_team,
    end_posting,
    step_to,
)
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.models import Leave
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place


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
        end_posting(current, now, reason)
        step_to(actor, current, State.RELEASED, reason, ended_at=now)
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
            place=ill.path, body=body_of(ill), remark=reason,
        )  # fmt: skip


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


def _values(row: Assignment) -> dict[str, Any]:
    """Return what somebody entered of an assignment, for one that follows it."""
    return {
        "person": row.person, "body": body_of(row), "role": row.role, "substitutes": None,
        "since": timezone.localdate(clock.now()), "remark": row.remark,
    }  # fmt: skip
