"""What the users of the line owe: register whom units declared, declare whom communities found; chase, decide (M5)."""

import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = Standing.State


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the actor's duties in this line; at most one of each kind, with its count."""
    duties = []
    overseen = actor.scope("arrivals.decide").q()
    if actor.may("arrivals.register"):
        duties += _register(queries.declared_to(actor, response).exclude(overseen))
    if actor.may("arrivals.declare"):
        duties += _declare(queries.registered_as_ours(actor, response).exclude(overseen))
    if actor.may("arrivals.decide"):
        overdue = queries.visible(actor, response).filter(overseen, counterpart_due_at__lte=clock.now())
        duties += _unregistered(overdue) + _undeclared(overdue) + _decide(queries.inbox(actor, response))
    return duties


def _register(waiting: QuerySet[Standing]) -> list[Duty]:
    count, due_at = _summary(waiting, "counterpart_due_at")
    title = ngettext(
        "%(count)s person was declared by a unit and is not registered here",
        "%(count)s persons were declared by units and are not registered here",
        count,
    ) % {"count": count}
    url = reverse("arrivals:gaps") + "?view=to_register"
    return [Duty(_("Arrivals"), title, url, _("Register"), due_at, count=count)] if count else []


def _declare(waiting: QuerySet[Standing]) -> list[Duty]:
    count, due_at = _summary(waiting, "counterpart_due_at")
    title = ngettext(
        "%(count)s person registered at a community states your unit and is not declared",
        "%(count)s persons registered at communities state your unit and are not declared",
        count,
    ) % {"count": count}
    url = reverse("arrivals:gaps") + "?view=to_declare"
    return [Duty(_("Arrivals"), title, url, _("Declare"), due_at, count=count)] if count else []


def _unregistered(overdue: QuerySet[Standing]) -> list[Duty]:
    rows = overdue.filter(side=Side.UNIT, state=State.UNIT_ONLY, disclaimed=False)
    count, due_at = _summary(rows, "counterpart_due_at")
    title = ngettext(
        "%(count)s person was declared by a unit and is overdue at the community",
        "%(count)s persons were declared by units and are overdue at their communities",
        count,
    ) % {"count": count}
    url = reverse("arrivals:gaps") + "?view=place"
    return [Duty(_("Arrivals"), title, url, _("Who is behind"), due_at, count=count)] if count else []


def _undeclared(overdue: QuerySet[Standing]) -> list[Duty]:
    count, due_at = _summary(
        overdue.filter(side=Side.COMMUNITY, state=State.COMMUNITY_ONLY), "counterpart_due_at"
    )
    title = ngettext(
        "%(count)s person was registered by a community and is overdue at the unit",
        "%(count)s persons were registered by communities and are overdue at their units",
        count,
    ) % {"count": count}
    url = reverse("arrivals:gaps") + "?view=body"
    return [Duty(_("Arrivals"), title, url, _("Who is behind"), due_at, count=count)] if count else []


def _decide(waiting: QuerySet[Standing]) -> list[Duty]:
    count, _earliest = _summary(waiting, "counterpart_due_at")
    title = ngettext(
        "%(count)s pair of reports awaits your decision",
        "%(count)s pairs of reports await your decision",
        count,
    ) % {"count": count}
    return [Duty(_("Arrivals"), title, reverse("arrivals:inbox"), _("Decide"), count=count)] if count else []


def _summary(waiting: QuerySet[Standing], due: str) -> tuple[int, datetime.datetime | None]:
    found = waiting.aggregate(count=Count("subject", distinct=True), due_at=Min(due))
    return found["count"], found["due_at"]
