"""The steps of somebody who is sent down: approve, decline, assign, arrive, release; who leads (M10)."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.dispatch import rules
from fangxian.lines.dispatch.away import come_back
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import DECIDE, NOMINATE, RECEIVE
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import (
    at_hand,
    at_place,
    check_post,
    check_team,
    end_posting,
    posting_of,
    relieve,
    step_to,
)
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import Place


def decide(actor: Actor, entry: uuid.UUID, *, approved: bool, reason: str = "") -> Assignment:
    """Approve or decline a nomination; declining needs a reason."""
    current = at_hand(actor, DECIDE, entry)
    if not approved and not reason.strip():
        raise Invalid({"reason": _("Say why: the unit reads it.")})
    step = State.APPROVED if approved else State.DECLINED
    return step_to(actor, current, step, reason or _("approved"), decided_at=clock.now())


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
        return [step_to(actor, one, State.ASSIGNED, _("assigned"), **there) for one in found]


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
        return step_to(
            actor, current, State.IN_PLACE, _("in place"), arrived_at=arrived, posting=posting.entry_id
        )


def release(actor: Actor, entry: uuid.UUID, reason: str, on: datetime.date | None = None) -> Assignment:
    """Let somebody go back to his unit, after a last day; his posting ends with it."""
    current = at_hand(actor, DECIDE, entry)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    ended = midnight(on + datetime.timedelta(days=1)) if on else clock.now()
    with entries.writing():
        end_posting(current, ended, reason)
        return step_to(actor, current, State.RELEASED, reason, ended_at=ended)


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
