"""What a community owes every day about the units that stand by it: an answer (M9)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fangxian.lines.pairing.queries import own, to_answer, today
from fangxian.lines.pairing.settling import ANSWER, due_at
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for all units about which the actor has still to answer today."""
    if not actor.may(ANSWER):
        return []
    count = to_answer(response, today(), own(actor)).order_by().count()
    if not count:
        return []
    title = ngettext(
        "How does %(count)s paired unit work with us?", "How do %(count)s paired units work with us?", count
    ) % {"count": count}
    url = reverse("pairing:answers")
    return [
        Duty(
            _("People and posts"), title, url, pgettext("duty", "Answer"), due_at=due_at(today()), count=count
        )
    ]
