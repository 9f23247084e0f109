"""Scoped reads of the reports that exist: all in one's area, one of them, one that is one's own to replace (M8)."""

import datetime
import uuid
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.core.scope import NOTHING, Scope
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PAGE = 50


def visible(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return the reports in the actor's area as known at an instant; a draft is its unit's own until submitted."""
    rows = DailyReport.objects.at(as_of).filter(_seen(actor), response=response)
    return rows.select_related("body")


def page(
    rows: QuerySet[DailyReport], after: tuple[datetime.datetime, uuid.UUID] | None = None
) -> list[DailyReport]:
    """Return one page and a row more, the latest day first, continuing after a key (due, entry)."""
    if after:
        rows = rows.filter(Q(due_at__lt=after[0]) | Q(due_at=after[0], entry__lt=after[1]))
    return list(rows.order_by("-due_at", "-entry")[: PAGE + 1])


def one(actor: Actor, entry_id: uuid.UUID, as_of: datetime.datetime | None = None) -> DailyReport:
    """Return a report in the actor's area; raises ``Missing``."""
    rows = DailyReport.objects.at(as_of).filter(_seen(actor) | ours(actor, "reports.file"), entry=entry_id)
    return _only(rows.select_related("body"))


def own(actor: Actor, entry_id: uuid.UUID) -> tuple[DailyReport, Body]:
    """Return a report that the actor may replace, and its body; raises ``Missing``."""
    mine = actor.scope("reports.file").body_q() | ours(actor, "reports.file")
    rows = DailyReport.objects.at().filter(mine, entry=entry_id)
    found = _only(rows.select_related("body__place"))
    if found.body is None:
        raise Missing(_("There is no such report."))
    return found, found.body


def ours(actor: Actor, permission: str) -> Q:
    """Return the condition on rows of the very bodies for which an actor holds a permission, wherever they stood then.

    Whoever stands for a body that moved reads and corrects what it filed before; nobody above it sees more by this.
    """
    return held_in(actor.scope(permission))


def held_in(scope: Scope) -> Q:
    """Return the condition on rows of the very bodies on top of a scope, wherever they stood then."""
    roots = (Q(line=line, path=path) for line, path in scope.bodies)
    held = Position.objects.filter(reduce(or_, roots, NOTHING), valid_to=None)
    return Q(Exists(held.filter(body=OuterRef("body"), line=OuterRef("line"))))


def _seen(actor: Actor) -> Q:
    stated = ~Q(state=DailyReport.State.DRAFT)
    return actor.scope("reports.view").q() & (stated | actor.scope("reports.file").body_q())


def _only(rows: QuerySet[DailyReport]) -> DailyReport:
    found = rows.first()
    if found is None:
        raise Missing(_("There is no such report."))
    return found
