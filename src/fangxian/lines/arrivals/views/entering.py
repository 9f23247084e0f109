"""Register and declare, correct, take back: one phone-first form for both sides."""

import datetime
import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Missing
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import actions, queries
from fangxian.lines.arrivals.entry_form import ArrivalForm, household_of
from fangxian.lines.arrivals.forms import ReasonForm
from fangxian.lines.arrivals.models import ArrivalReport, Side
from fangxian.lines.arrivals.reading import arrival_of
from fangxian.lines.arrivals.sealing import mask_name
from fangxian.lines.arrivals.views.saying import said, say
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.queries import at_code
from fangxian.trees.responses.current import response_of

PAGES = {Side.COMMUNITY: "arrivals:register", Side.UNIT: "arrivals:declare"}
HOUSEHOLD_FOR = datetime.timedelta(hours=2)


@requires("arrivals.register")
@never_cache
def register(request: Request) -> HttpResponse:
    """Register somebody who arrived at one's community."""
    return _enter(request, Side.COMMUNITY)


@requires("arrivals.declare")
@never_cache
def declare(request: Request) -> HttpResponse:
    """Declare somebody of one's unit who came back."""
    return _enter(request, Side.UNIT)


@requires("arrivals.register", "arrivals.declare")
@never_cache
def edit(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Correct what one's own side reported; opening the form is recorded as a reading of personal data."""
    report = actions.own_report(request.actor, entry_id)
    if request.method == "GET":
        queries.disclose(request.actor, entry_id, "correct")
    former = arrival_of(report)
    data = request.POST or None
    form = ArrivalForm(request.actor, report.response, Side(report.side), data, former=former)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.correct(request.actor, entry_id, form.arrival(), form.cleaned_data["reason"])
            say(request, _("Corrected. The earlier version is kept."))
            return redirect("arrivals:person", entry_id)
    return _page(request, form, report=report)


@requires("arrivals.register", "arrivals.declare")
def void(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Take a report back with a reason; ``?undo=1`` is the toast's one tap right after saving."""
    at_once = request.GET.get("undo") == "1"
    form = ReasonForm({"reason": _("taken back right after entering")} if at_once else request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.void(request.actor, entry_id, form.cleaned_data["reason"])
        if request.htmx:
            return said(request, _("Taken back."))
        say(request, _("Taken back. It stays readable as it was known."))
        return redirect("arrivals:list")
    report = actions.own_report(request.actor, entry_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "arrivals/void.html", {"form": form, "report": report}, status=status)


def _enter(request: Request, side: Side) -> HttpResponse:
    response = response_of(request)
    initial = _initial(request, side)
    form = ArrivalForm(request.actor, response, side, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with into(form):
            try:
                return _saved(request, form, side)
            except Conflict:
                form = _anew(request, form)
    return _page(request, form)


def _saved(request: Request, form: ArrivalForm, side: Side) -> HttpResponseRedirect:
    arrival = form.arrival()
    actions.report(request.actor, form.response, [arrival])
    name = mask_name(arrival.person.identity.name)
    text = _("%(name)s is registered.") if side is Side.COMMUNITY else _("%(name)s is declared.")
    say(request, text % {"name": name}, undo_url=reverse("arrivals:void", args=[arrival.id]) + "?undo=1")
    if form.doubtful_id:
        say(request, _("The ID number is kept as given, but its check digit is wrong."), tone="warning")
    return redirect(f"{reverse(PAGES[side])}?saved={arrival.id}")


def _anew(request: Request, form: ArrivalForm) -> ArrivalForm:
    """Offer what was entered as another person under a fresh id: the first one was saved before."""
    data = request.POST.copy()
    data["id"] = str(new_id())
    again = ArrivalForm(request.actor, form.response, form.side, data)
    again.is_valid()
    again.add_error(None, _("This form was saved before. If this is another person, save once more."))
    return again


def _initial(request: Request, side: Side) -> dict[str, Any]:
    """Return what the address presets: a place by code, or what the household just entered shares."""
    code = request.GET.get("place", "")
    initial: dict[str, Any] = {"place": str(at_code(code[:26]) or "") if code else ""}
    household = _just_entered(request, request.GET.get("household", ""), side)
    if household is not None:
        initial |= household_of(arrival_of(household))
        trail.record(
            request.actor, trail.Kind.READ, "arrivals.household", response=household.response_id,
            subject=household.entry_id, purpose=_("next person of the same household"),
        )  # fmt: skip
    return initial


def _just_entered(request: Request, key: str, side: Side) -> ArrivalReport | None:
    """Return a report that this account entered within two hours: nobody else's address is filled in."""
    wanted = read_id(key)
    if wanted is None:
        return None
    try:
        report = actions.own_report(request.actor, wanted)
    except Missing:
        return None
    fresh = clock.now() - report.recorded_from < HOUSEHOLD_FOR
    own = report.recorded_by_id == request.actor.id and report.side == side
    return report if fresh and own else None


def _page(request: Request, form: ArrivalForm, report: ArrivalReport | None = None) -> HttpResponse:
    saved = _just_entered(request, request.GET.get("saved", ""), form.side) if report is None else None
    context = {
        "form": form,
        "side": form.side,
        "report": report,
        "saved": saved,
        "next_url": f"{reverse(PAGES[form.side])}?household={saved.entry_id}" if saved else "",
    }
    return render(request, "arrivals/enter.html", context, status=422 if form.errors else 200)
