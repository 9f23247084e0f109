"""Whose people another team counts: a hospital says so of its own, whoever sent the other one confirms (M10)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict, Invalid, Missing, Text
from fangxian.lines.dispatch.models import Batch, Containment
from fangxian.lines.dispatch.permissions import REPORT, VIEW
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.models import Response

BATCHES = "batches"
SEGMENT = 4
"""Characters of a body's path by level."""


def from_above(actor: Actor, _response: Response) -> Q:
    """Return the condition of teams that bodies above one's own sent: one may say that they hold one's own."""
    told = Q(
        path__in={above for path in actor.places(REPORT) for above in (*ancestors(path), path)},
        body__isnull=False,
    )
    for line, path in actor.scope(REPORT).bodies:
        told |= Q(line=line, body_path__in=[path[:width] for width in range(SEGMENT, len(path), SEGMENT)])
    return told


def within_own(actor: Actor) -> Q:
    """Return the condition of teams that are said to be counted within one that the actor sees."""
    own = Batch.objects.at().filter(actor.scope(VIEW).q())
    return Q(within__in=own.values("entry"))


def settle(actor: Actor, row: Any, former: Any) -> None:
    """Set whether that a team is counted within another is confirmed: at once by whoever enters for both.

    Raises ``Invalid`` at the field where the other team cannot hold this one.
    """
    if row.within is None:
        row.containment = ""
        return
    holder = Batch.objects.at().filter(entry=row.within, response=row.response).first()
    wrong = _wrong(row, holder)
    if wrong:
        raise Invalid({"within": wrong})
    if former is None or former.within != row.within:
        confirmed = holder is not None and answers(actor, holder, row.response)
        row.containment = Containment.CONFIRMED if confirmed else Containment.STATED


def _wrong(row: Batch, holder: Batch | None) -> Text:
    if holder is None or holder.entry_id == row.entry_id:
        return _("Name another team.")
    if holder.within and holder.containment != Containment.REFUSED:
        return _("That team is itself counted within another one: name that one.")
    if Batch.objects.at().filter(within=row.entry_id).exclude(containment=Containment.REFUSED).exists():
        return _("Other teams are counted within this one.")
    if row.people and holder.people is not None and not holder.people_more and row.people > holder.people:
        return _("This team has more people than the one that would hold it.")
    return ""


def answers(actor: Actor, holder: Batch, response: Response) -> bool:
    """Tell whether the actor enters for whoever sent the team that would hold another."""
    holder.response = response
    return actor.may(REPORT) and ledgers.is_own(actor, _ledger(), holder)


def waiting(actor: Actor, response: Response) -> Any:
    """Return the teams that are said to be counted within one of the actor's, which nobody has confirmed."""
    own = Batch.objects.at().filter(actor.scope(REPORT).q(), response=response)
    return Batch.objects.at().filter(
        containment=Containment.STATED, within__in=own.values("entry"), response=response
    )


def decide(actor: Actor, entry: uuid.UUID, *, confirmed: bool, reason: str = "") -> Batch:
    """Confirm that a team is counted within one's own, or say with a reason that it is not: then it counts by itself.

    Raises ``Missing`` where neither team is of the actor's part, ``Conflict`` where it was decided so before.
    """
    current, _holder = at_hand(actor, entry)
    state = Containment.CONFIRMED if confirmed else Containment.REFUSED
    if current.containment == state:
        raise Conflict(_("This was decided meanwhile."))
    if not confirmed and not reason.strip():
        raise Invalid({"reason": _("Say why: the unit reads it.")})
    what = "within" if confirmed else "apart"
    with entries.writing():
        made: Batch = ledgers.advance(
            actor, _ledger(), current, what, reason or _("counted within ours"), containment=state.value
        )
    return made


def at_hand(actor: Actor, entry: uuid.UUID) -> tuple[Batch, Batch]:
    """Return a team and the one that holds it, if the actor answers for the latter; raises ``Missing``."""
    actor.must(REPORT)
    row = Batch.objects.at().select_related("response").filter(entry=entry).first()
    holder = Batch.objects.at().filter(entry=row.within).first() if row and row.within else None
    if row is None or holder is None or not answers(actor, holder, row.response):
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row, holder


def doing(actor: Actor, row: Any) -> Sequence[tuple[Text, str]]:
    """Return the page on which the actor decides about a team within his own, for that team's page."""
    holder = Batch.objects.at().filter(entry=row.within).first() if row.within else None
    if holder is None or not answers(actor, holder, row.response):
        return ()
    return ((_("Counted within ours?"), reverse("dispatch:within", args=[row.entry_id])),)


def _ledger() -> Ledger:
    return ledger_of(BATCHES)
