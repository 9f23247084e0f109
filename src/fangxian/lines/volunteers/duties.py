"""What a community owes to those who signed up: an answer (M4)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.volunteers.ledgers import VET
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for all volunteers who await the actor's answer."""
    if not actor.may(VET):
        return []
    rows = Volunteer.objects.at().filter(actor.scope(VET).place_q(), response=response, answer=State.PENDING)
    if not (count := rows.count()):
        return []
    title = ngettext("%(count)s volunteer awaits an answer", "%(count)s volunteers await an answer", count)
    url = f"{reverse('ledgers:volunteers_list')}?answer=pending"
    return [Duty(_("People and posts"), title % {"count": count}, url, _("Decide"), count=count)]
