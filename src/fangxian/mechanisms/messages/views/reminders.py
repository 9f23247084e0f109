"""Rules of reminders: what they will say next, adding one with a look ahead, ending one; the usual quiet hours."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.dated import today
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.actions.reminders import rule_of
from fangxian.mechanisms.messages.forms import PreferenceForm, RuleForm, into
from fangxian.mechanisms.messages.models import Worker
from fangxian.mechanisms.messages.previewing import Preview, preview, previews
from fangxian.mechanisms.messages.queries import MANAGE
from fangxian.mechanisms.messages.sources import sources
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.current import response_of

KINDS = [Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET]
MOST_PLACES = 300
ASLEEP = timedelta(minutes=5)
"""A worker that was not seen for so long has stopped."""


@requires("messages.manage")
def rules(request: Request) -> HttpResponse:
    """List the rules with what each says next, and add one, or only look ahead (``preview``)."""
    response, form, ahead = response_of(request), _form(request), None
    if request.method == "POST" and form.is_valid():
        with into(form):
            if "preview" in request.POST:
                ahead = preview(response, [rule_of(request.actor, response, form.rule())])[0]
            else:
                actions.add_rule(request.actor, response, form.rule())
                messages.success(request, _("The rule holds from now on."))
                return redirect("messages:rules")
    return _page(request, form, ahead=ahead)


@requires("messages.manage")
@require_POST
def end(request: Request, rule_id: uuid.UUID) -> HttpResponse:
    """End a rule today."""
    actions.end_rule(request.actor, rule_id)
    messages.success(request, _("The rule has ended; it says nothing more."))
    return redirect("messages:rules")


@requires("messages.manage")
@require_POST
def quiet(request: Request) -> HttpResponse:
    """Set the quiet hours of everybody who has not chosen his own."""
    form = PreferenceForm(None, {}, request.POST)
    if form.is_valid():
        with into(form):
            actions.set_default_preference(request.actor, response_of(request), **form.cleaned_data)
            messages.success(request, _("These quiet hours hold for everybody who has not chosen his own."))
            return redirect("messages:rules")
    return _page(request, _form(request, empty=True), quiet_form=form)


def worker_state() -> dict[str, object]:
    """Return when the worker was last at work, and whether it has stopped."""
    seen = Worker.objects.filter(pk=1).values_list("seen_at", flat=True).first()
    return {"worker_seen": seen, "worker_asleep": seen is None or clock.now() - seen > ASLEEP}


def _page(
    request: Request, form: RuleForm, quiet_form: PreferenceForm | None = None, ahead: Preview | None = None
) -> HttpResponse:
    response = response_of(request)
    found = previews(request.actor, response)
    day = today()
    _own, default = queries.preference_of(request.actor, response)
    bad = bool((form.is_bound and form.errors) or (quiet_form and quiet_form.errors))
    context = {
        "form": form,
        "ahead": ahead,
        "rows": [row for row in found if row.rule.valid_to is None or row.rule.valid_to > day],
        "ended": [row for row in found if row.rule.valid_to is not None and row.rule.valid_to <= day],
        "quiet_form": quiet_form or PreferenceForm(default, {"digest_minutes": 10}),
        **worker_state(),
    }
    return render(request, "messages/rules.html", context, status=422 if bad else 200)


def _form(request: Request, *, empty: bool = False) -> RuleForm:
    scope = request.actor.scope(MANAGE)
    places = Place.objects.filter(scope.place_q(), kind__in=KINDS).order_by("path")[:MOST_PLACES]
    groups = queries.shared_channels(request.actor).filter(place__isnull=False).exclude(verified_at=None)
    data = None if empty else request.POST or None
    known = sources(response_of(request))
    return RuleForm(known, list(places), list(Line.objects.all()), list(groups), data)
