"""Passengers to clear up: call first, then one tap for what became of each; the committee gives out the rest."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.audit import trail
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.entry_form import ArrivalForm
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.lines.arrivals.passengers import actions, queries
from fangxian.lines.arrivals.passengers.access import (
    ANSWER,
    LOOK,
    answerable_row,
    may_answer,
    visible,
    visible_row,
)
from fangxian.lines.arrivals.passengers.asking import KIND, asked_of
from fangxian.lines.arrivals.passengers.forms import AssignForm
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerRow
from fangxian.lines.arrivals.passengers.queries import PAGE
from fangxian.lines.arrivals.passengers.sealing import open_row
from fangxian.lines.arrivals.queries import visible as visible_reports
from fangxian.lines.arrivals.sealing import clear, mask_name
from fangxian.lines.arrivals.views.saying import past, said, say
from fangxian.mechanisms.entries.cursors import cursor, read_cursor, read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of

UNPLACED = "unplaced"
OFFERED = (
    Outcome.LEFT_AGAIN,
    Outcome.NOT_RESIDENT,
    Outcome.NOT_FOUND,
    Outcome.WRONGLY_LISTED,
    Outcome.DUPLICATE,
)


@requires(*ANSWER)
def waiting(request: Request) -> HttpResponse:
    """List whom one's communities still have to clear up; to the committee, those that no community has."""
    response, as_of = response_of(request), as_of_of(request)
    offered = [view for view, permission in ((UNPLACED, "arrivals.decide"), ("", "arrivals.register"))
               if request.actor.may(permission)]  # fmt: skip
    view = request.GET.get("view", "")
    view = view if view in offered else offered[0]
    rows = queries.waiting(request.actor, response, unplaced=view == UNPLACED, as_of=as_of)
    after = request.GET.get("after", "")
    found = queries.waiting_page(rows, read_cursor(after))
    last = found[PAGE - 1] if len(found) > PAGE else None
    kept = f"?view={view}{past(request)}"
    context = {
        "view": view,
        "rows": queries.rows_of(found[:PAGE], as_of),
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
    return _page(request, row_id, AssignForm())


@requires("arrivals.disclose")
@never_cache
@require_POST
def disclose(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Show a passenger in full for a stated purpose; without it, 422."""
    found, person = queries.disclose(
        request.actor, row_id, request.POST.get("purpose", ""), as_of_of(request)
    )
    return render(request, "passengers/disclosed.html", {"person": clear(person), "row": found})


@requires(*ANSWER)
@require_POST
def answer(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Say what became of a passenger; one tap takes it back."""
    actions.answer(
        request.actor, row_id, request.POST.get("outcome", ""), reason=request.POST.get("reason", ""),
        registration=read_id(request.POST.get("registration", "")),
    )  # fmt: skip
    say(request, _("Noted."), undo_url=reverse("passengers:take_back", args=[row_id]))
    return _onwards(request)


@requires(*ANSWER)
@require_POST
def take_back(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Take the answer about a passenger back."""
    actions.take_back(request.actor, row_id, request.POST.get("reason", ""))
    if request.htmx:
        return said(request, _("Taken back: the passenger is open again."))
    say(request, _("Taken back: the passenger is open again."))
    return redirect("passengers:row", row_id)


@requires("arrivals.decide")
@require_POST
def assign(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Give a passenger to a community."""
    form = AssignForm(request.POST)
    if form.is_valid():
        with into(form):
            place = choosing.community(response_of(request), form.cleaned_data["place"])
            actions.assign(request.actor, row_id, place)
            say(request, _("%(place)s has this passenger now.") % {"place": place})
            return redirect(f"{reverse('passengers:waiting')}?view={UNPLACED}")
    return _page(request, row_id, form)


@requires("arrivals.register")
@never_cache
def register(request: Request, row_id: uuid.UUID) -> HttpResponse:
    """Register a passenger: the form is filled from the list, which is recorded as a reading of personal data."""
    found = answerable_row(request.actor, row_id)
    data = request.POST or None
    initial = {} if data else _initial(request, found)
    form = ArrivalForm(request.actor, found.response, Side.COMMUNITY, data, initial=initial)
    if request.method == "POST" and form.is_valid():
        with into(form):
            arrival = form.arrival()
            arrivals.report(request.actor, found.response, [arrival])
            actions.answer(request.actor, row_id, Outcome.OPEN, registration=arrival.id)
            name = mask_name(arrival.person.identity.name)
            say(request, _("%(name)s is registered.") % {"name": name})
            return _onwards(request)
    context = {"form": form, "side": Side.COMMUNITY, "report": None, "saved": None, "next_url": ""}
    return render(request, "arrivals/enter.html", context, status=422 if form.errors else 200)


def _initial(request: Request, row: PassengerRow) -> dict[str, Any]:
    trail.record(
        request.actor, trail.Kind.READ, "passengers.prefill", response=row.response_id, subject=row.entry_id,
        purpose=_("to register a passenger of a list"),
    )  # fmt: skip
    person = open_row(row, row.response)
    of = queries.list_for(request.actor, row.list)
    return {
        "name": person.identity.name,
        "id_number": person.identity.id_number,
        "phone": person.contact.phone,
        "address": person.contact.address,
        "arrived_on": row.travelled_on,
        "trip": of.trip,
        "origin": row.origin,
        "place": str(Place.objects.filter(path=row.path).first() or "") if row.assigned else "",
    }


def _onwards(request: Request) -> HttpResponse:
    """Go on with the next passenger of whoever calls; the committee goes back to its lists."""
    view = "passengers:waiting" if request.actor.may("arrivals.register") else "passengers:lists"
    return redirect(view)


def _page(request: Request, row_id: uuid.UUID, form: AssignForm) -> HttpResponse:
    as_of = as_of_of(request)
    found = visible_row(request.actor, row_id, as_of)
    standing = visible(request.actor, found.response, as_of).get(entry=row_id)
    (shown,) = queries.rows_of([standing], as_of)
    answers = may_answer(request.actor, standing) and as_of is None
    linked = standing.registration or standing.possible_with
    seen = visible_reports(request.actor, found.response, as_of).filter(entry=linked) if linked else None
    places = request.actor.scope("arrivals.decide")
    unplaced = standing.outcome == Outcome.NOT_RESIDENT or not standing.assigned
    context = {
        "one": shown,
        "standing": standing,
        "answer": queries.answer_of(row_id, as_of),
        "offered": OFFERED if answers else (),
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


def _link(standing: Standing | None) -> uuid.UUID | None:
    return standing.entry_id if standing else None
