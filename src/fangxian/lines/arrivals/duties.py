"""What the users of the line owe: register whom units declared, declare whom communities found, decide (M5)."""

import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.models import Standing
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the actor's duties in this line; at most one of each kind, with its count."""
    duties = []
    if actor.may("arrivals.register"):
        duties += _register(queries.declared_to(actor, response))
    if actor.may("arrivals.declare"):
        duties += _declare(queries.registered_as_ours(actor, response))
    if actor.may("arrivals.decide"):
        duties += _decide(queries.inbox(actor, response))
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
