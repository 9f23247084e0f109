"""What follows from who enters a pairing, or of which pairing an answer is (M9)."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.lines.pairing.models import Pairing, PairingAnswer
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.trees.people.actor import Actor

VIEW, PAIR, ENTER = "pairing.view", "pairing.pair", "pairing.enter"
ANSWER, GUARD = "pairing.answer", "pairing.guard"
DUE = datetime.time(20)


def settle(actor: Actor, row: Pairing, former: Pairing | None) -> None:
    """Let only whoever pairs decide which unit stands by which place, and when; units fill their five ones.

    Raises ``Invalid``.
    """
    ledgers.ended(ledger_of("pairings"), row, clock.now())
    if actor.may(PAIR):
        return
    if former is None or _agreed(row) != _agreed(former):
        raise Invalid({"place": _("The work committee pairs; fill the five ones of a pairing that stands.")})


def settle_answer(_actor: Actor, row: PairingAnswer, _former: PairingAnswer | None) -> None:
    """Take over the unit of the pairing; raises ``Invalid`` where the pairing is not of that place and day."""
    found = Pairing.objects.at().filter(entry=row.pairing, response=row.response, path=row.path)
    pairing = found.filter(happened_at__lte=row.happened_at).exclude(ended_at__lte=row.happened_at).first()
    if pairing is None:
        raise Invalid({"pairing": _("That unit was not paired with this place on that day.")})
    row.body_id, row.line_id, row.body_path = pairing.body_id, pairing.line_id, pairing.body_path


def _agreed(row: Pairing) -> tuple[Any, ...]:
    return row.body_id, row.path, timezone.localdate(row.happened_at), row.ended_at


def due_at(day: datetime.date) -> datetime.datetime:
    """Return the hour until which the answers of a day are owed."""
    return datetime.datetime.combine(day, DUE, timezone.get_default_timezone())
