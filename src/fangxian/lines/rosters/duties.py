"""What dispatchers owe: a decision on each swap that would break a rule (M10)."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.queries import requested
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

SOON = datetime.timedelta(hours=12)


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for the swaps that wait for the actor, due half a day after the first was asked for."""
    if not actor.may(PLAN):
        return []
    made = list(requested(actor, response).values_list("made_at", flat=True))
    if not made:
        return []
    title = ngettext("%(n)s swap to decide", "%(n)s swaps to decide", len(made)) % {"n": len(made)}
    return [Duty(_("Rosters"), title, reverse("rosters:swaps"), _("Decide"), made[0] + SOON, count=len(made))]
