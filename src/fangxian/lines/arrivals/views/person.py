"""One person: each side as far as the reader may see it, what was decided, who asked him already."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.lines.arrivals import actions, queries
from fangxian.lines.arrivals.asking import asked_together
from fangxian.lines.arrivals.comparing import pair_of
from fangxian.lines.arrivals.history import history_of
from fangxian.lines.arrivals.models import Decision, Side, Standing
from fangxian.lines.arrivals.sealing import clear
from fangxian.lines.arrivals.views.saying import LOOK
from fangxian.mechanisms.cases.queries import about
from fangxian.mechanisms.contacts.actions import remarks_about
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of


@requires(*LOOK)
def person(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show the person of a report."""
    return _page(request, entry_id)


@requires("arrivals.disclose")
@never_cache
@require_POST
def disclose(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show a report's personal fields for a stated purpose; without it, 422."""
    as_of = as_of_of(request)
    opened = queries.disclose(request.actor, entry_id, request.POST.get("purpose", ""), as_of)
    row = actions.visible_report(request.actor, entry_id, as_of)
    context = {
        "person": clear(opened),
        "report": row,
        "remarks": remarks_about(entry_id, as_of),
        "asked": asked_together(row.response, [entry_id], as_of),
        "as_of": as_of,
    }
    return render(request, "arrivals/disclosed.html", context)


def _page(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    response, as_of = response_of(request), as_of_of(request)
    case = queries.case(request.actor, response, entry_id, as_of)
    own = next((row for row in case.rows if row.standing.entry_id == entry_id), case.rows[0])
    first = next((row.standing for row in case.rows if row.standing.side == Side.UNIT), own.standing)
    context = {
        "case": case,
        "own": own,
        "pair": pair_of(case.rows, first),
        "settled": first.state == Standing.State.MATCHED,
        "others": _others(case),
        "editable": {
            row.standing.entry_id for row in case.rows if actions.is_own(request.actor, row.standing)
        },
        "history": history_of(case.rows, as_of),
        "undoable": {one.entry_id for one in case.decisions if actions.may_undo(request.actor, one)},
        "explains": request.actor.may("arrivals.decide"),
        "verdicts": Decision.Verdict,
        "asked": asked_together(response, [row.entry_id for row in case.standings], as_of),
        "referrals": about(request.actor, [row.standing.entry_id for row in case.rows], as_of),
        "may_disclose": request.actor.may("arrivals.disclose"),
        "as_of": as_of,
    }
    return render(request, "arrivals/person.html", context)


def _others(case: queries.Case) -> list[dict[str, Any]]:
    """Return the sides of which the reader sees the state only: who reports, and whether; never by whom."""
    shown = {row.standing.entry_id for row in case.rows}
    hidden = [row for row in case.standings if row.entry_id not in shown and row.subject == case.subject]
    seen = {row.standing.side for row in case.rows}
    answered = {row.side for row in hidden}
    waiting = [row.standing for row in case.rows if row.standing.state in _ALONE]
    return [
        {
            "side": side,
            "answered": side in answered,
            "due_at": waiting[0].counterpart_due_at if waiting else None,
        }
        for side in Side
        if side not in seen and (side in answered or waiting)
    ]


_ALONE = (Standing.State.UNIT_ONLY, Standing.State.COMMUNITY_ONLY, Standing.State.POSSIBLE)
