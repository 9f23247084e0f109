"""What approvers owe to those who proposed a group: a decision (M4)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.structure.queries import proposed
from fangxian.lines.structure.settling import APPROVE
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for all groups that await the actor's approval."""
    if not actor.may(APPROVE):
        return []
    count = proposed(actor, response).count()
    if not count:
        return []
    title = ngettext(
        "%(count)s group or team awaits approval", "%(count)s groups and teams await approval", count
    ) % {"count": count}
    url = reverse("structure:proposed")
    return [Duty(_("People and posts"), title, url, _("Decide"), count=count)]
