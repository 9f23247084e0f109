"""People sent down: who stands at which step and the next one, each unit's people, who knows the rules (M10)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core.errors import Missing
from fangxian.lines.dispatch import containing, pledging, queries
from fangxian.lines.dispatch.conduct import SETS
from fangxian.lines.dispatch.deeds import do
from fangxian.lines.dispatch.forms import ALONE, DEEDS, FIELDS, TITLES, DeedForm, WithinForm
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, BATCHES, TEAMS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import DECIDE, NOMINATE, RECEIVE, REPORT, VIEW, permission_of
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import at_hand
from fangxian.lines.dispatch.units import STANDING, contingents
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import PAGE, Line, lines
from fangxian.mechanisms.personnel.ledgers import GROUND, PERSONS, POSTS
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

RESTED = (State.IN_PLACE, State.ON_LEAVE)
"""Steps at which the board tells for how long somebody has not rested."""

COMPARED = tuple(
    one for one in BATCHES.fields if one.code in ("body", "destination", "people", "since", "until")
)
"""What of two teams is shown side by side."""


@requires(VIEW)
def board(request: Request) -> HttpResponse:
    """Show the people of one's part at one step, with the steps' counts and the quotas that are not met."""
    response, as_of = response_of(request), as_of_of(request)
    body = Body.objects.filter(code=request.GET.get("body", "")[:40]).first()
    rows = queries.part(request.actor, response, body, as_of)
    counts = queries.counts(rows, as_of)
    step = request.GET.get("step", "")
    step = step if step in counts else _first(request.actor, counts)
    shown, more = queries.page_of(queries.at_step(rows, step, as_of), response, as_of)
    told = queries.conditions(response, [line.row.person for line in shown], as_of)
    kept = f"&body={body.code}" if body else ""
    context = {
        "step": step,
        "body": body,
        "filters": [
            {"status": "neutral", "label": Assignment.State(one).label, "count": count, "active": one == step,
             "url": f"?step={one}{kept}"}
            for one, count in counts.items()
            if count or one == step or not any(counts.values())
        ],
        "rows": [(line, told[line.row.person]) for line in shown],
        "resting": step in RESTED,
        "standing_in": any(line.row.substitutes for line in shown),
        "more": more,
        "deeds": [] if as_of else [(deed, TITLES[deed]) for deed in _deeds(request.actor, step)],
        "quotas": [row for row in queries.quotas(request.actor, response, as_of) if row.missing],
        "all_url": f"{reverse('ledgers:assignments_list')}?step={step}",
        "may_nominate": request.actor.may(ASSIGNMENTS.enter) and not as_of,
        "as_of": as_of,
    }  # fmt: skip
    return render(request, "dispatch/board.html", context)


@requires(VIEW)
def units(request: Request) -> HttpResponse:
    """Show the people of each unit, who leads them, and where nobody does."""
    response, as_of = response_of(request), as_of_of(request)
    found = contingents(request.actor, response, as_of)
    gaps = [one for one in found if not one.heads]
    chosen, first = gaps if request.GET.get("view") == "gaps" else found, _first_of(request)
    steps = [step for step in STANDING if any(one.counts.get(step) for one in found)]
    context = {
        "rows": [(one, [one.counts.get(step, 0) for step in steps]) for one in chosen[first : first + PAGE]],
        "next": first + PAGE if len(chosen) > first + PAGE else "",
        "view": request.GET.get("view", ""),
        "total": len(found),
        "gaps": len(gaps),
        "people": sum(one.people for one in found),
        "steps": [Assignment.State(step).label for step in steps],
        "may_name": request.actor.may(NOMINATE) and not as_of,
        "as_of": as_of,
    }
    return render(request, "dispatch/units.html", context)


@requires(VIEW)
def conduct(request: Request) -> HttpResponse:
    """Show who has acknowledged the rules of conduct and who has not, with each one's own address to send."""
    response, as_of = response_of(request), as_of_of(request)
    everybody = pledging.bound(request.actor, response, as_of)
    lacking = everybody.filter(pledging.LACKING)
    view = request.GET.get("view", "")
    first = _first_of(request)
    chosen = (everybody if view == "all" else lacking).order_by("body_path", "happened_at", "entry")
    found = list(chosen[first : first + PAGE + 1])
    shown = lines(ASSIGNMENTS, response, found[:PAGE], as_of)
    sends = request.actor.may(NOMINATE, RECEIVE) and not as_of
    context = {
        "sets": [(part.label, rules) for part, rules in SETS],
        "rows": [(line, _address(request, response, line) if sends else "") for line in shown],
        "total": everybody.count(),
        "lacking": lacking.count(),
        "view": view,
        "next": first + PAGE if len(found) > PAGE else "",
        "as_of": as_of,
    }
    return render(request, "dispatch/conduct.html", context)


@requires(DECIDE, RECEIVE, NOMINATE)
def deed(request: Request, deed: str) -> HttpResponse:
    """Ask what a deed takes (GET), then do it for all that were ticked, or for none (POST)."""
    response = response_of(request)
    if deed not in FIELDS:
        raise Missing(_("There is no such step."))
    chosen = request.POST.getlist("chosen") or request.GET.getlist("chosen")
    keys = [key for text in chosen if (key := read_id(text))]
    found = [at_hand(request.actor, permission_of(deed), key) for key in keys]
    if not found or (deed in ALONE and len(found) > 1):
        messages.warning(request, _("Tick one person.") if found else _("Tick at least one person first."))
        return redirect("dispatch:board")
    step = found[0].step
    form = DeedForm(deed, [str(key) for key in keys], request.POST if "confirmed" in request.POST else None)
    if request.method == "POST" and (
        (not form.is_bound and not FIELDS[deed]) or (form.is_bound and form.is_valid())
    ):
        told = form.cleaned_data if form.is_bound else {}
        with into(form):
            do(request.actor, response, deed, keys, told)
            said = ngettext("Done for %(n)s person.", "Done for %(n)s people.", len(keys)) % {"n": len(keys)}
            messages.success(request, said)
            return redirect(f"{reverse('dispatch:board')}?step={step}")
    context = {
        "form": form,
        "title": TITLES[deed],
        "lines": lines(ASSIGNMENTS, response, found),
        "offers": _offers(Meaning(request.actor, response), FIELDS[deed]),
        "back": f"{reverse('dispatch:board')}?step={step}",
    }
    return render(request, "dispatch/deed.html", context, status=422 if form.errors else 200)


@requires(REPORT)
def within(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Ask whether a team is counted within one's own (GET); confirm it, or say why it is not (POST)."""
    row, holder = containing.at_hand(request.actor, entry_id)
    form = WithinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        confirmed = request.POST.get("answer") == "within"
        with into(form):
            containing.decide(
                request.actor, entry_id, confirmed=confirmed, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Kept: they see your decision."))
            return redirect("ledgers:batches_entry", entry_id)
    own, other = lines(BATCHES, row.response, [row, holder])
    rows = [(field.title, own.shown(field.code), other.shown(field.code)) for field in COMPARED]
    context = {"form": form, "team": own, "holder": other, "rows": rows}
    return render(request, "dispatch/within.html", context, status=422 if form.errors else 200)


def _offers(meaning: Meaning, fields: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the names that a deed's fields offer."""
    offered: dict[str, Any] = {
        "place": lambda: meaning.offered_places(GROUND),
        "post": lambda: meaning.offered_entries(POSTS.code),
        "team": lambda: meaning.offered_entries(TEAMS),
        "person": lambda: meaning.offered_entries(PERSONS.code),
    }
    return {f"{name}-choices": offered[name]() for name in fields if name in offered}


def _address(request: Request, response: Response, line: Line) -> str:
    return request.build_absolute_uri(pledging.address(response, line.row.person))


def _first_of(request: Request) -> int:
    """Return with which row a page begins."""
    text = request.GET.get("first", "0")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _deeds(actor: Actor, step: str) -> list[str]:
    return [deed for deed in DEEDS.get(step, ()) if actor.may(permission_of(deed))]


def _first(actor: Actor, counts: dict[str, int]) -> str:
    """Return the step that awaits the reader most: the first at which he may do something with somebody."""
    waiting = (step for step, count in counts.items() if count and _deeds(actor, step))
    return next(waiting, State.IN_PLACE.value)
