"""Passengers to clear up: call first, then one tap for what became of each; the committee gives out the rest."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers import queries
from fangxian.lines.arrivals.passengers.access import (
    ANSWER,
    LOOK,
    may_answer,
    visible,
    visible_row,
)
from fangxian.lines.arrivals.passengers.asking import KIND, asked_of
from fangxian.lines.arrivals.passengers.forms import AssignForm
from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.lines.arrivals.passengers.queries import PAGE
from fangxian.lines.arrivals.passengers.rules import FIRM
from fangxian.lines.arrivals.queries import visible as visible_reports
from fangxian.lines.arrivals.sealing import clear
from fangxian.lines.arrivals.selfreg.duplicates import registered_themselves
from fangxian.lines.arrivals.views.saying import past
from fangxian.mechanisms.contacts.actions import remarks_about
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.saving import savable
from fangxian.trees.people.saving.pages import MANY, Words
from fangxian.trees.responses.current import as_of_of, response_of

UNPLACED, LATE = "unplaced", "late"
OFFERED = (
    Outcome.LEFT_AGAIN,
    Outcome.NOT_RESIDENT,
    Outcome.NOT_FOUND,
    Outcome.WRONGLY_LISTED,
    Outcome.DUPLICATE,
)


def _waiting(request: Request, words: Words) -> QuerySet[RowStanding]:
    """Return the rows that the words of an address ask for; without a view, the reader's own."""
    response, as_of = response_of(request), as_of_of(request)
    unplaced = _view(request.actor, words) == UNPLACED
    rows = queries.waiting(request.actor, response, unplaced=unplaced, as_of=as_of)
    return queries.overdue(rows, as_of) if words.get("timing") == LATE else rows


def _view(actor: Actor, words: Words) -> str:
    """Return the view that is asked for, or the first that concerns the reader."""
    concern = ((UNPLACED, "arrivals.decide"), ("", "arrivals.register"))
    offered = [view for view, permission in concern if actor.may(permission)]
    return words["view"] if words.get("view") in offered else offered[0]


def _left(request: Request, views: Sequence[Words]) -> list[int]:
    """Count what saved views leave, up to a hundred each."""
    return [_waiting(request, words)[:MANY].count() for words in views]


@requires(*ANSWER)
@savable("view", "timing", count=_left)
def waiting(request: Request) -> HttpResponse:
    """List whom one's communities still have to clear up; to the committee, those that no community has."""
    response, as_of = response_of(request), as_of_of(request)
    words = request.GET.dict()
    view, timing, after = _view(request.actor, words), words.get("timing", ""), words.get("after", "")
    found = queries.waiting_page(_waiting(request, words), read_cursor(after))
    last = found[PAGE - 1] if len(found) > PAGE else None
    shown = queries.rows_of(found[:PAGE], as_of)
    kept = f"?{urlencode({'view': view, 'timing': timing})}{past(request)}"
    context = {
        "view": view,
        "rows": shown,
        "timing": timing,
        "filters": _timings(request, view, timing),
        "himself": registered_themselves(request.actor, [one.row for one in shown]) if not as_of else {},
        "asked": asked_of(response, [row.entry_id for row in found[:PAGE]], as_of),
        "topic": KIND,
        "communities": choosing.communities(request.actor, response, "arrivals.decide") if view else [],
        "next_url": f"{kept}&after={cursor(last.due_at, last.entry_id)}" if last else "",
        "first_url": kept if after else "",
        "as_of": as_of,
        "past": past(request),
    }
    return render(request, "passengers/waiting.html", context)


@requires(*LOOK)
def row(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Show one passenger: call, then say what became of him."""
    return row_page(request, row_id, AssignForm())


@requires("arrivals.disclose")
@never_cache
@require_POST
def disclose(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Show a passenger in full for a stated purpose; without it, 422."""
    found, person = queries.disclose(
        request.actor, row_id, request.POST.get("purpose", ""), as_of_of(request)
    )
    context = {
        "person": clear(person),
        "row": found,
        "remarks": remarks_about(row_id),
        "asked": asked_of(found.response, [row_id])[row_id],
        "topic": KIND,
        "may_answer": may_answer(request.actor, found),
    }
    return render(request, "passengers/disclosed.html", context)


def _timings(request: Request, view: str, chosen: str) -> list[dict[str, Any]]:
    """Return a filter for everybody and one for the overdue, each with its count."""
    return [
        {
            "status": tone,
            "label": label,
            "count": _waiting(request, {"view": view, "timing": timing}).count(),
            "active": timing == chosen,
            "url": f"?{urlencode({'view': view, 'timing': timing})}{past(request)}",
        }
        for timing, label, tone in (("", _("all"), "due"), (LATE, _("overdue"), "late"))
    ]


def row_page(request: Request, row_id: uuid.UUID, form: AssignForm) -> HttpResponse:
    """Show one passenger with a form by which the committee gives him to a community."""
    as_of = as_of_of(request)
    found = visible_row(request.actor, row_id, as_of)
    standing = visible(request.actor, found.response, as_of).get(entry=row_id)
    (shown,) = queries.rows_of([standing], as_of)
    answers = may_answer(request.actor, standing) and as_of is None
    himself = registered_themselves(request.actor, [shown.row]) if answers else {}
    linked = standing.registration or standing.possible_with
    seen = visible_reports(request.actor, found.response, as_of).filter(entry=linked) if linked else None
    places = request.actor.scope("arrivals.decide")
    unplaced = standing.outcome == Outcome.NOT_RESIDENT or not standing.assigned
    context = {
        "one": shown,
        "standing": standing,
        "answer": queries.answer_of(row_id, as_of),
        "offered": offered(standing) if answers else (),
        "himself": himself.get(row_id),
        "is_open": standing.outcome == Outcome.OPEN,
        "may_register": answers and request.actor.may("arrivals.register") and standing.assigned,
        "may_assign": as_of is None and unplaced and places.holds_place(standing.path),
        "may_disclose": request.actor.may("arrivals.disclose"),
        "linked": _link(seen.first() if seen is not None else None),
        "communities": choosing.communities(request.actor, found.response, "arrivals.decide")
        if unplaced
        else [],
        "asked": asked_of(found.response, [row_id], as_of)[row_id],
        "topic": KIND,
        "history": queries.history(row_id, as_of),
        "form": form,
        "as_of": as_of,
        "past": past(request),
    }
    return render(request, "passengers/row.html", context, status=422 if form.errors else 200)


def offered(standing: RowStanding) -> list[Outcome]:
    """Return what may be answered about a row: what is so already is not, nor what a registration outranks."""
    registered = standing.outcome in (Outcome.REGISTERED_ALREADY, Outcome.NEWLY_REGISTERED)
    return [one for one in OFFERED if one != standing.outcome and (one in FIRM or not registered)]


def _link(standing: Standing | None) -> uuid.UUID | None:
    return standing.entry_id if standing else None
