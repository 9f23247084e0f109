"""Gaps: who is missing on the other side, how late, who answers for it; and what oneself still owes."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.asking import asked_of
from fangxian.lines.arrivals.gaps import gaps as gaps_of
from fangxian.lines.arrivals.lists import announced, waiting_page
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.queries import PAGE
from fangxian.lines.arrivals.views.saying import LOOK, past
from fangxian.mechanisms.contacts.offices import BODY, PLACE, called
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.saving import savable
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

TO_REGISTER, TO_DECLARE, BY_PLACE, BY_BODY = "to_register", "to_declare", "place", "body"
MOST = 500
SIDES = {TO_REGISTER: Side.UNIT, TO_DECLARE: Side.COMMUNITY, BY_PLACE: Side.UNIT, BY_BODY: Side.COMMUNITY}


@requires(*LOOK)
@savable("view")
def gaps(request: Request) -> HttpResponse:
    """Show one view of the gaps; the first that concerns the reader unless the address names one."""
    response, as_of = response_of(request), as_of_of(request)
    offered = views_for(request.actor)
    chosen = request.GET.get("view", "")
    view = chosen if chosen in offered else next(iter(offered))
    context: dict[str, Any] = {
        "view": view,
        "filters": [
            {
                "status": "neutral",
                "label": title,
                "count": None,
                "active": name == view,
                "url": f"?view={name}{past(request)}",
            }
            for name, title in offered.items()
        ],
        "past": past(request),
        "as_of": as_of,
    }
    if view in (TO_REGISTER, TO_DECLARE):
        context |= _owed(request, response, view, as_of)
    else:
        context |= _counted(request.actor, response, view, as_of)
        context["called"] = called(response, [gap.node for gap in context["gaps"] if gap.node], as_of)
    return render(request, "arrivals/gaps.html", context)


def views_for(actor: Actor) -> dict[str, str]:
    """Return the views that concern an actor: what he owes himself first; to a committee, who owes it."""
    owed, counted = {}, {}
    if actor.may("arrivals.register"):
        owed[TO_REGISTER] = _("For us to register")
    if actor.may("arrivals.declare"):
        owed[TO_DECLARE] = _("For us to declare")
    if actor.may("arrivals.view_unit", "arrivals.decide"):
        counted[BY_PLACE] = _("Not registered, by community")
    if actor.may("arrivals.view_community", "arrivals.decide"):
        counted[BY_BODY] = _("Not declared, by unit")
    return counted | owed if actor.may("arrivals.decide") else owed | counted


def _owed(request: Request, response: Response, view: str, as_of: datetime.datetime | None) -> dict[str, Any]:
    find = queries.declared_to if view == TO_REGISTER else queries.registered_as_ours
    found = waiting_page(find(request.actor, response, as_of), read_cursor(request.GET.get("after", "")))
    last = found[PAGE - 1] if len(found) > PAGE else None
    after = cursor(last.counterpart_due_at or last.reported_at, last.entry_id) if last else ""
    return {
        "waiting": announced(found[:PAGE], SIDES[view], as_of),
        "asked": asked_of(response, [row.entry_id for row in found[:PAGE]], as_of),
        "next_url": f"?view={view}&after={after}{past(request)}" if after else "",
        "first_url": f"?view={view}{past(request)}" if request.GET.get("after") else "",
    }


def _counted(actor: Actor, response: Response, view: str, as_of: datetime.datetime | None) -> dict[str, Any]:
    rows = queries.visible(actor, response, as_of).filter(side=SIDES[view])
    found = gaps_of(rows, view, as_of)
    return {"gaps": found[:MOST], "state": "unit_only" if view == BY_PLACE else "community_only",
            "total": sum(gap.waiting for gap in found), "topic": PLACE if view == BY_PLACE else BODY}  # fmt: skip
