"""Approving, refusing and closing a group; entering and correcting are the ledger's own (M4)."""

import datetime
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.structure.ledgers import GROUPS
from fangxian.lines.structure.models import Decision, Group
from fangxian.lines.structure.settling import APPROVE, approves
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers.actions import advance, own
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.trees.people.actor import Actor

DAY = datetime.timedelta(days=1)


def approve(
    actor: Actor, entry: uuid.UUID, number: str = "", by: str = "", day: datetime.date | None = None
) -> Group:
    """Approve a group that was proposed, under a number, by a body, on a day (today).

    Raises ``Forbidden``, ``Missing`` outside the actor's part, ``Conflict`` when it is decided already.
    """
    current = _proposed(actor, entry)
    told = {"approval": number.strip()[:60], "approved_by": by.strip()[:80]}
    on = day or timezone.localdate(clock.now())
    return _advanced(
        actor, current, "approve", _("approved"), decision=Decision.APPROVED, approved_on=on, **told
    )


def refuse(actor: Actor, entry: uuid.UUID, reason: str) -> Group:
    """Do not approve a group that was proposed, with a reason; it counts nowhere."""
    current = _proposed(actor, entry)
    if not reason.strip():
        raise Invalid({"reason": _("Say why: those who proposed it read it.")})
    return _advanced(actor, current, "refuse", reason, decision=Decision.REFUSED)


def close(actor: Actor, entry: uuid.UUID, day: datetime.date, reason: str) -> Group:
    """Close a group after a day, its last one; raises ``Invalid`` for a day before it was set up."""
    current: Group = own(actor, GROUPS, entry)
    if current.ended_at:
        raise Conflict(_("This group is closed already."))
    if midnight(day) + DAY <= current.happened_at:
        raise Invalid({"day": _("It ends before it begins.")})
    return _advanced(actor, current, "close", reason, ended_at=midnight(day + DAY))


def _proposed(actor: Actor, entry: uuid.UUID) -> Group:
    actor.must(APPROVE)
    current = Group.objects.at().select_related("response").filter(entry=entry).first()
    if current is None or not approves(actor, current):
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if current.decision != Decision.PROPOSED:
        raise Conflict(_("This was decided meanwhile."))
    return current


def _advanced(actor: Actor, current: Group, what: str, reason: str, **columns: Any) -> Group:
    with entries.writing():
        made: Group = advance(actor, GROUPS, current, what, reason, **columns)
    return made
