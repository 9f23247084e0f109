"""What passenger lists make somebody owe: call one's passengers; find a community for the rest; chase (M5)."""

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock
from fangxian.lines.arrivals.passengers import queries
from fangxian.lines.arrivals.passengers.access import visible
from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the actor's duties about passengers; at most one of each kind, with its count."""
    duties = []
    if actor.may("arrivals.register"):
        overseen = actor.scope("arrivals.decide").q()
        duties += _call(queries.waiting(actor, response).exclude(overseen))
    if actor.may("arrivals.decide"):
        duties += _assign(queries.waiting(actor, response, unplaced=True))
        seen = visible(actor, response).filter(
            actor.scope("arrivals.decide").q(), on_list=True, assigned=True
        )
        duties += _chase(seen.filter(outcome=Outcome.OPEN, due_at__lte=clock.now()))
    return duties


def _call(rows: QuerySet[RowStanding]) -> list[Duty]:
    text = ngettext(
        "%(count)s passenger of a pushed list to call",
        "%(count)s passengers of pushed lists to call",
        _count(rows),
    )
    return _duty(rows, text, reverse("passengers:waiting"), _("Call"))


def _assign(rows: QuerySet[RowStanding]) -> list[Duty]:
    text = ngettext(
        "%(count)s passenger without a community",
        "%(count)s passengers without a community",
        _count(rows),
    )
    return _duty(rows, text, reverse("passengers:waiting") + "?view=unplaced", _("Assign"))


def _chase(rows: QuerySet[RowStanding]) -> list[Duty]:
    text = ngettext(
        "%(count)s passenger is overdue at the community",
        "%(count)s passengers are overdue at their communities",
        _count(rows),
    )
    return _duty(rows, text, reverse("passengers:lists"), _("Who is behind"))


def _count(rows: QuerySet[RowStanding]) -> int:
    return rows.order_by().count()


def _duty(rows: QuerySet[RowStanding], text: str, url: str, action: str) -> list[Duty]:
    found = rows.aggregate(count=Count("pk"), due_at=Min("due_at"))
    title = text % {"count": found["count"]}
    duty = Duty(_("Passenger lists"), title, url, action, found["due_at"], count=found["count"])
    return [duty] if found["count"] else []
