"""Leave of somebody who is sent down, granted where he serves, and his coming back (M10)."""

import datetime
import uuid

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import RECEIVE
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import at_hand, body_of
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.models import Leave
from fangxian.trees.people.actor import Actor


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
    leaves.give(actor, current.response, person=current.person, body=body_of(current), **told)
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
