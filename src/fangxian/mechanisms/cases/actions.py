"""Opening a referral, taking it over, closing it."""

import copy
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.cases.queries import handled_by
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Version
from fangxian.trees.people.actor import Actor

KIND = "referral"
DAY = timedelta(hours=24)


def refer(kind: str, origins: Sequence[Version], actor: Actor, *, again: bool = False) -> list[Referral]:
    """Open a referral at the place of each origin entry, due in 24 hours; one a kind and origin.

    With ``again`` one that was closed does not stand in the way of another.

    Called inside the action of the line that hands over, which has checked the permission.
    """
    former = Referral.objects.at().filter(kind=kind, origin__in=[origin.entry_id for origin in origins])
    if again:
        former = former.exclude(state=Referral.State.CLOSED)
    known = set(former.values_list("origin", flat=True))
    opened = [_referral(kind, origin) for origin in origins if origin.entry_id not in known]
    contents = {referral.entry_id: f"{kind} {referral.origin}" for referral in opened}
    return entries.open_entries(KIND, opened, contents, actor)


def take_over(actor: Actor, entry_id: uuid.UUID) -> Referral:
    """Accept a referral (cases.handle at its place)."""
    return _move(actor, entry_id, Referral.State.ACCEPTED, _("taken over"))


def close(actor: Actor, entry_id: uuid.UUID, answer: str) -> Referral:
    """Close a referral with what was done; raises ``Invalid`` without it."""
    if not answer.strip():
        raise Invalid({"answer": _("Say what was done.")})
    return _move(actor, entry_id, Referral.State.CLOSED, answer)


def settle(kind: str, origin: uuid.UUID, actor: Actor, answer: str) -> None:
    """Close the open referral of an origin that no longer needs an answer, inside the action that settled it."""
    unsettled = Referral.objects.at().filter(kind=kind, origin=origin).exclude(state=Referral.State.CLOSED)
    for current in unsettled:
        entries.replace(current, _closed(current, answer), actor, answer)


def _closed(current: Referral, answer: str) -> Referral:
    successor = copy.copy(current)
    successor.state, successor.answer = Referral.State.CLOSED, answer.strip()[:200]
    successor.closed_at = clock.now()
    return successor


def _referral(kind: str, origin: Version) -> Referral:
    now = clock.now()
    return Referral(
        entry_id=new_id(),
        response=origin.response,
        kind=kind,
        origin=origin.entry_id,
        happened_at=origin.happened_at,
        opened_at=now,
        due_at=now + DAY,
        path=origin.path,
        line_id=origin.line_id,
        body_id=origin.body_id,
        body_path=origin.body_path,
    )


def _move(actor: Actor, entry_id: uuid.UUID, state: str, answer: str) -> Referral:
    with entries.writing():
        current = handled_by(actor, Referral.objects.at()).filter(entry_id=entry_id).first()
        if current is None:
            raise Missing(_("There is no such case."))
        if current.state == Referral.State.CLOSED:
            raise Conflict(_("This case has been closed meanwhile."))
        successor = _closed(current, answer)
        if state != Referral.State.CLOSED:
            successor.state, successor.answer, successor.closed_at = state, "", None
        moved = entries.replace(current, successor, actor, answer)
        trail.record(
            actor, trail.Kind.WRITE, f"cases.{state}", response=current.response_id, subject=entry_id
        )
    return moved
