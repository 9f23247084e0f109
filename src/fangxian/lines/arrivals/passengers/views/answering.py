"""One tap for what became of a passenger, taking it back; registering him; giving him to a community."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.audit import trail
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.entry_form import ArrivalForm
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.passengers import actions
from fangxian.lines.arrivals.passengers.access import (
    ANSWER,
    answerable_row,
)
from fangxian.lines.arrivals.passengers.forms import AssignForm
from fangxian.lines.arrivals.passengers.lists import list_for
from fangxian.lines.arrivals.passengers.models import PassengerRow
from fangxian.lines.arrivals.passengers.sealing import open_row
from fangxian.lines.arrivals.passengers.views.rows import UNPLACED, row_page
from fangxian.lines.arrivals.sealing import mask_name
from fangxian.lines.arrivals.views.saying import said, say
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of


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
    return row_page(request, row_id, form)


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
            actions.register(request.actor, row_id, arrival)
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
    of = list_for(request.actor, row.list)
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
