"""What communities and units owe to those who reported in, served, or say that something is wrong (M11)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fangxian.lines.service.queries import AWAITED, waiting
from fangxian.lines.service.settling import LOG, RECEIVE
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for everything that awaits the actor's answer: three counts."""
    if not actor.may(RECEIVE, LOG):
        return []
    count = sum(waiting(actor, response, ledger, step).count() for ledger, step, _deeds in AWAITED)
    if not count:
        return []
    title = ngettext(
        "%(count)s check-in, service or remark awaits an answer",
        "%(count)s check-ins, services and remarks await an answer", count,
    ) % {"count": count}  # fmt: skip
    return [
        Duty(_("People and posts"), title, reverse("service:desk"), pgettext("duty", "Answer"), count=count)
    ]
