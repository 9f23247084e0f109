"""What a community owes to those who registered themselves: an answer (M5)."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.arrivals.selfreg.queries import waiting
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for all self-registrations that await the actor's communities."""
    if not actor.may("arrivals.register"):
        return []
    found = waiting(actor, response).aggregate(count=Count("pk"), due_at=Min("due_at"))
    count = found["count"]
    title = ngettext(
        "%(count)s self-registration awaits you", "%(count)s self-registrations await you", count
    ) % {"count": count}
    duty = Duty(_("Arrivals"), title, reverse("selfreg:list"), _("Confirm"), found["due_at"], count=count)
    return [duty] if count else []
