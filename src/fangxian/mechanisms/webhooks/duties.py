"""What whoever manages webhooks owes: an address that failed too often is sent nothing until he resumes it (M24)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.webhooks import queries
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.authority import MANAGE
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return a duty for each webhook that is paused."""
    if not actor.may(MANAGE):
        return []
    paused = queries.visible(actor).filter(ended_at=None, paused_at__isnull=False)
    return [
        Duty(
            _("Webhooks"),
            _("%(name)s is told nothing: its address failed too often") % {"name": row.title},
            reverse("webhooks:detail", args=[row.pk]),
            _("Look"),
            row.paused_at,
        )
        for row in paused
    ]
