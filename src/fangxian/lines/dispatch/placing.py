"""Many people taken down at once, as a list says who goes where and who is there: all of them, or none (M10)."""

import copy
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Missing
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import DECIDE
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import at_place, check_post, posting_of, relieve
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import Place

WAITING = (State.NOMINATED, State.APPROVED, State.ASSIGNED)
"""Steps from which somebody can be placed."""


@dataclass(frozen=True)
class Placement:
    """Where somebody whom his unit named is to go, and since when he is there, if he is."""

    assignment: uuid.UUID
    place: Place
    post: uuid.UUID | None
    since: datetime.date | None


def place(actor: Actor, placements: Sequence[Placement]) -> list[Assignment]:
    """Approve, assign and, with a day, put in place whom a list names; a handful of statements, whatever its length.

    Raises ``Missing`` for an assignment or place outside the actor's part, ``Conflict`` for one that is further on.
    """
    held = Assignment.objects.at().filter(
        actor.scope(DECIDE).q(), entry__in=[one.assignment for one in placements]
    )
    rows = {row.entry_id: row for row in held.select_related("response")}
    if len(rows) < len(placements):
        raise Missing(_("There is no such thing, or it lies outside your area."))
    for where in {one.place.path: one for one in placements}.values():
        actor.must(DECIDE, place=where.place.path)
    for where in {(one.place.path, one.post): one for one in placements}.values():
        check_post(where.place, where.post)
    changes = [(rows[one.assignment], _placed(rows[one.assignment], one)) for one in placements]
    with entries.writing():
        for _current, successor in changes:
            if successor.substitutes:
                relieve(actor, [successor], successor.assigned_at)
        _post_all([successor for _current, successor in changes if successor.arrived_at])
        made = entries.replace_all(changes, actor, [_("placed by a list")] * len(changes))
        if made:
            ledgers.record(actor, ASSIGNMENTS, "place", made)
    return made


def _placed(current: Assignment, to: Placement) -> Assignment:
    """Return what an assignment becomes, with the instants of every step that it takes."""
    if current.step not in WAITING:
        raise Conflict(_("Somebody of this list is in place already: look at it again."))
    now = clock.now()
    since = midnight(to.since) if to.since else None
    successor = copy.copy(current)
    told = at_place(to.place.path, to.post) | {
        "step": State.IN_PLACE if since else State.ASSIGNED,
        "decided_at": current.decided_at or min(now, since or now),
        "assigned_at": current.assigned_at or min(now, since or now),
        "arrived_at": since,
    }
    for name, value in told.items():
        setattr(successor, name, value)
    return successor


def _post_all(arrived: Sequence[Assignment]) -> None:
    """Post everybody who is in place: the fact that other lines know."""
    statements = [Statement(POSTINGS, posting_of(row)) for row in arrived]
    if statements:
        ledgers.enter(SYSTEM, arrived[0].response, POSTINGS, statements)
    for row, statement in zip(arrived, statements, strict=True):
        row.posting = statement.id
