"""Open cases that one's place has to take over (decision 5)."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.cases.queries import handled_by
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for all open referrals of the actor's places."""
    waiting = Referral.objects.at().filter(response=response, state=Referral.State.OPEN)
    rows = handled_by(actor, waiting.exclude(kind=Referral.Kind.WRONG_COMMUNITY))
    found = rows.aggregate(count=Count("pk"), due_at=Min("due_at"))
    count = found["count"]
    if not count:
        return []
    title = ngettext("%(count)s case to take over", "%(count)s cases to take over", count) % {"count": count}
    return [Duty(_("Cases"), title, reverse("cases:inbox"), _("Take over"), found["due_at"], count=count)]
