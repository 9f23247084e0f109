"""The lists with what came of them, one list's rows, taking a list back, and the rows behind a figure."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.arrivals.passengers import actions, queries
from fangxian.lines.arrivals.passengers import lists as reading
from fangxian.lines.arrivals.passengers.access import LOOK, PUSH, own_list, visible
from fangxian.lines.arrivals.passengers.forms import WithdrawForm
from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.lines.arrivals.passengers.queries import PAGE
from fangxian.lines.arrivals.passengers.showing import bar, chips, quality
from fangxian.lines.arrivals.queries import rows_of as reports_of
from fangxian.lines.arrivals.queries import visible as visible_reports
from fangxian.lines.arrivals.views.saying import past, say
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.evidence import opened
from fangxian.mechanisms.figures.measures import Measure, Rate
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.people.saving.pages import MANY, Words
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

TONES = {reading.State.OPEN: "due", reading.State.OVERDUE: "late", reading.State.SETTLED: "ok"}


def _left(request: Request, views: Sequence[Words]) -> list[int]:
    """Count what saved views leave, up to a hundred each."""
    response = response_of(request)
    found = (reading.concerned(request.actor, response, words.get("state", "")) for words in views)
    return [rows[:MANY].count() for rows in found]


@requires(*LOOK)
@savable("state", count=_left)
def lists(request: Request) -> HttpResponse:
    """Show the lists that one sends or that name one's places, each with what came of its rows."""
    response, as_of = response_of(request), as_of_of(request)
    after, state = request.GET.get("after", ""), request.GET.get("state", "")
    found = reading.lists(request.actor, response, as_of, read_cursor(after), state)
    last = found[PAGE - 1].list if len(found) > PAGE else None
    context = {
        "lists": [
            {"list": one.list, "counts": one.counts, "bar": bar(one.counts), "quality": quality(one.counts)}
            for one in found[:PAGE]
        ],
        "filters": _states(request, response, state),
        "state": state,
        "may_send": request.actor.may(PUSH),
        "may_call": request.actor.may("arrivals.register"),
        "may_assign": request.actor.may("arrivals.decide"),
        "next_url": _address(request, after=cursor(last.happened_at, last.entry_id)) if last else "",
        "first_url": _address(request, after="") if after else "",
        "as_of": as_of,
        "past": past(request),
    }
    return render(request, "passengers/lists.html", context)


@requires(*LOOK)
def detail(request: Request, list_id: uuid.UUID) -> HttpResponse:
    """Show one list's rows in its order, filtered by outcome, and whom it lacks."""
    as_of = as_of_of(request)
    found = reading.list_for(request.actor, list_id, as_of)
    response, seen = found.response, visible(request.actor, found.response, as_of)
    counts = reading.counts_of(seen, [list_id], as_of)[list_id]
    chosen = request.GET.get("outcome", "")
    rows = seen.filter(
        list=list_id, on_list=True, **({"outcome": chosen} if chosen in Outcome.values else {})
    )
    after = request.GET.get("after", "")
    page = queries.page(rows, int(after) if after.isdecimal() and len(after) < 9 else None)
    more = len(page) > PAGE
    missed = reading.missed(request.actor, response, list_id, as_of)
    shown = visible_reports(request.actor, response, as_of).filter(pk__in=[row.pk for row in missed])
    context = {
        "list": found,
        "counts": counts,
        "bar": bar(counts),
        "quality": quality(counts),
        "filters": chips(counts, chosen, _address(request, outcome="", after="") or "?"),
        "rows": queries.rows_of(page[:PAGE], as_of),
        "missed": reports_of(list(shown), as_of),
        "next_url": _address(request, after=str(page[PAGE - 1].position)) if more else "",
        "first_url": _address(request, after="") if after else "",
        "may_withdraw": _may_withdraw(request, list_id) and as_of is None,
        "as_of": as_of,
        "past": past(request),
    }
    return render(request, "passengers/list.html", context)


@requires(PUSH)
def withdraw(request: Request, list_id: uuid.UUID) -> HttpResponse:
    """Take a whole list back with a reason."""
    found = own_list(request.actor, list_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(request.actor, list_id, form.cleaned_data["reason"])
        say(request, _("The list is taken back. It stays readable as it was known."))
        return redirect("passengers:lists")
    status = 422 if request.method == "POST" else 200
    return render(request, "passengers/withdraw.html", {"form": form, "list": found}, status=status)


@requires(*LOOK)
def entries(request: Request) -> HttpResponse:
    """List the rows behind a figure of passenger lists, as far as the reader may see them."""
    response = response_of(request)
    measure = _measure(request.GET.get("measure", ""))
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    seen = opened(request.actor, question, measure)
    after = request.GET.get("after", "")
    page = queries.waiting_page(seen, read_cursor(after))
    last = page[PAGE - 1] if len(page) > PAGE else None
    context = {
        "measure": measure,
        "question": question,
        "rows": _rows(request, page[:PAGE], question.as_of),
        "next_url": _address(request, after=cursor(last.due_at, last.entry_id)) if last else "",
        "first_url": _address(request, after="") if after else "",
        "as_of": question.as_of,
        "past": past(request),
    }
    return render(request, "passengers/entries.html", context)


def _rows(request: Request, found: list[RowStanding], as_of: Any) -> list[dict[str, Any]]:
    """Return rows of lists, and of whom the lists lack the masked registration, each with its page."""
    rows = {row.standing.entry_id: row for row in queries.rows_of(found, as_of)}
    lacking = [row.entry_id for row in found if not row.on_list]
    seen = visible_reports(request.actor, response_of(request), as_of).filter(entry__in=lacking)
    reports = {row.standing.entry_id: row for row in reports_of(list(seen), as_of)}
    return [
        {"standing": one, "row": rows.get(one.entry_id), "report": reports.get(one.entry_id)} for one in found
    ]


def _states(request: Request, response: Response, chosen: str) -> list[dict[str, Any]]:
    """Return a filter for each state with how many lists stand so, and one for everything."""
    as_of = as_of_of(request)
    states = [("", _("all"), "neutral"), *((one.value, one.label, TONES[one]) for one in reading.State)]
    return [
        {
            "status": tone,
            "label": label,
            "count": reading.concerned(request.actor, response, state, as_of).count(),
            "active": state == chosen,
            "url": _address(request, state=state, after="", all="" if state else "1"),
        }
        for state, label, tone in states
    ]


def _measure(code: str) -> Measure:
    measure = registry.measure(code)
    measure = measure.numerator if isinstance(measure, Rate) else measure
    if not measure.code.startswith("passengers."):
        raise Missing(_("No figure of passenger lists is called %(code)s.") % {"code": code})
    return measure


def _may_withdraw(request: Request, list_id: uuid.UUID) -> bool:
    if not request.actor.may(PUSH):
        return False
    try:
        own_list(request.actor, list_id)
    except Missing:
        return False
    return True


def _address(request: Request, **changed: str) -> str:
    """Return this page's address with some words changed; "" takes a word away."""
    kept = {name: str(value) for name, value in request.GET.items()} | changed
    words = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(words)}" if words else request.path
