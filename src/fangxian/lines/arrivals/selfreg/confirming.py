"""What a community answers: confirm, alone or many at once, after correcting if need be; or refuse with a reason."""

import copy
import dataclasses
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals.actions.reporting import report
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.reading import arrivals_of
from fangxian.mechanisms.contacts.actions import follow
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor

REGISTER = "arrivals.register"
State = SelfRegistration.State


def confirm(
    actor: Actor, wanted: Sequence[uuid.UUID], corrected: Arrival | None = None, reason: str = ""
) -> list[ArrivalReport]:
    """Make registrations of the community out of what people stated; those answered meanwhile are passed over.

    With one id and ``corrected`` the registration states that, and ``reason`` says why. Raises ``Missing`` outside
    the actor's communities, ``Conflict`` when nothing of it waits any more.
    """
    rows = [row for row in own(actor, wanted) if row.state == State.PENDING]
    if not rows:
        raise Conflict(_("This was answered meanwhile."))
    arrivals = [corrected] if corrected else arrivals_of(rows)
    made = [dataclasses.replace(arrival, self_declared=True) for arrival in arrivals]
    with entries.writing():
        new = report(actor, rows[0].response, made)
        for row, arrival in zip(rows, made, strict=True):
            successor = copy.copy(row)
            successor.state, successor.arrival = State.CONFIRMED, arrival.id
            entries.replace(row, successor, actor, reason or _("confirmed"))
            follow(row.entry_id, arrival.id)
        trail.record(
            actor, trail.Kind.WRITE, "selfreg.confirm", response=rows[0].response_id,
            subject=rows[0].entry_id if len(rows) == 1 else "", count=len(rows), corrected=corrected is not None,
        )  # fmt: skip
    return new


def refuse(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Answer that a registration is not accepted, with a reason that the person reads.

    Raises ``Invalid`` without it, ``Missing``, and ``Conflict`` when it was answered meanwhile.
    """
    (row,) = own(actor, [entry_id])
    if not reason.strip():
        raise Invalid({"reason": _("Say why: the person reads it.")})
    if row.state != State.PENDING:
        raise Conflict(_("This was answered meanwhile."))
    successor = copy.copy(row)
    successor.state = State.REFUSED
    with entries.writing():
        entries.replace(row, successor, actor, reason)
        trail.record(actor, trail.Kind.WRITE, "selfreg.refuse", response=row.response_id, subject=entry_id)


def own(actor: Actor, wanted: Sequence[uuid.UUID]) -> list[SelfRegistration]:
    """Return self-registrations of the actor's communities; raises ``Forbidden``, and ``Missing`` if one is not."""
    actor.must(REGISTER)
    rows = SelfRegistration.objects.known().select_related("response", "link", "body")
    found = list(
        rows.filter(actor.scope(REGISTER).place_q(), entry__in=set(wanted)).order_by("submitted_at", "entry")
    )
    if not found or len(found) < len(set(wanted)):
        raise Missing(_("There is no such self-registration, or it lies outside your area."))
    return found
