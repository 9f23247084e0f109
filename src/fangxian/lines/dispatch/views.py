"""The board of people sent down: who stands at which step, and the next step for all that were ticked (M10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core.errors import Missing
from fangxian.lines.dispatch import actions, queries
from fangxian.lines.dispatch.deeds import do, permission_of
from fangxian.lines.dispatch.forms import DEEDS, FIELDS, TITLES, DeedForm
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, DECIDE, RECEIVE, VIEW
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel.ledgers import GROUND, POSTS
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of


@requires(VIEW)
def board(request: Request) -> HttpResponse:
    """Show the people of one's part at one step, with the steps' counts and the quotas that are not met."""
    response, as_of = response_of(request), as_of_of(request)
    counts = queries.counts(request.actor, response, as_of)
    step = request.GET.get("step", "")
    step = step if step in counts else _first(request.actor, counts)
    shown, more = queries.page_of(queries.at_step(request.actor, response, step, as_of), response, as_of)
    context = {
        "step": step,
        "filters": [
            {"status": "neutral", "label": Assignment.State(one).label, "count": count, "active": one == step,
             "url": f"?step={one}"}
            for one, count in counts.items()
        ],
        "rows": shown,
        "more": more,
        "deeds": [] if as_of else [(deed, TITLES[deed]) for deed in _deeds(request.actor, step)],
        "quotas": [row for row in queries.quotas(request.actor, response, as_of) if row.missing],
        "all_url": f"{reverse('ledgers:assignments_list')}?step={step}",
        "may_nominate": request.actor.may(ASSIGNMENTS.enter) and not as_of,
        "as_of": as_of,
    }  # fmt: skip
    return render(request, "dispatch/board.html", context)


@requires(DECIDE, RECEIVE)
def deed(request: Request, deed: str) -> HttpResponse:
    """Ask what a deed takes (GET), then do it for all that were ticked, or for none (POST)."""
    response = response_of(request)
    if deed not in FIELDS:
        raise Missing(_("There is no such step."))
    chosen = request.POST.getlist("chosen") or request.GET.getlist("chosen")
    keys = [key for text in chosen if (key := read_id(text))]
    found = [actions.at_hand(request.actor, permission_of(deed), key) for key in keys]
    if not found:
        messages.warning(request, _("Tick at least one person first."))
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
    meaning = Meaning(request.actor, response)
    offered = {
        "place-choices": meaning.offered_places(GROUND),
        "post-choices": meaning.offered_entries(POSTS.code),
    }
    context = {
        "form": form,
        "title": TITLES[deed],
        "lines": lines(ASSIGNMENTS, response, found),
        "offers": offered if "place" in FIELDS[deed] else {},
        "back": f"{reverse('dispatch:board')}?step={step}",
    }
    return render(request, "dispatch/deed.html", context, status=422 if form.errors else 200)


def _deeds(actor: Actor, step: str) -> list[str]:
    return [deed for deed in DEEDS.get(step, ()) if actor.may(permission_of(deed))]


def _first(actor: Actor, counts: dict[str, int]) -> str:
    """Return the step that awaits the reader most: the first at which he may do something with somebody."""
    waiting = (step for step, count in counts.items() if count and _deeds(actor, step))
    return next(waiting, State.IN_PLACE.value)
