"""Pages of pairing: coverage by place, the proposal, the community's answers of the day (M9)."""

import datetime
import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.lines.pairing import actions, queries
from fangxian.lines.pairing.forms import AnswerForm
from fangxian.lines.pairing.ledgers import PAIRINGS
from fangxian.lines.pairing.models import Pairing, YesNo
from fangxian.lines.pairing.rules import propose
from fangxian.lines.pairing.settling import ANSWER, PAIR, VIEW, due_at
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

STAMP = "%Y%m%dT%H%M%S.%fZ"


@requires(VIEW)
def coverage(request: Request) -> HttpResponse:
    """Show by street, or by community of a street, which units stand there and what lacks."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request, response, VIEW)
    rows = queries.coverage(request.actor, response, place, as_of)
    context = {
        "place": place,
        "rows": rows,
        "streets": len(place.path) < queries.STREET,
        "communities": sum(row.communities for row in rows),
        "bare": sum(row.bare for row in rows),
        "units": len(set().union(*(row.units for row in rows))),
        "pairs": sum(row.pairs for row in rows),
        "complete": sum(row.complete for row in rows),
        "may_pair": request.actor.may(PAIR) and not as_of,
        "as_of": as_of,
    }
    return render(request, "pairing/coverage.html", context)


@requires(PAIR)
def proposal(request: Request) -> HttpResponse:
    """Show whom the rule proposes for whom (GET); take over what was ticked (POST)."""
    response = response_of(request)
    place = _place(request, response, PAIR)
    needs = {need.path: need for need in queries.needs(request.actor, response, place)}
    units = {unit.id: unit for unit in queries.units(request.actor, response)}
    found = propose(needs.values(), units.values())
    chosen = set(request.POST.getlist("chosen"))
    if request.method == "POST":
        kept = [one for one in found if f"{one.unit}:{one.path}" in chosen]
        if len(kept) < len(chosen) or not kept:
            messages.warning(
                request, _("The proposal has changed meanwhile, or nothing was ticked: look again.")
            )
            return redirect("pairing:proposal")
        made = actions.pair(request.actor, response, queries.named(kept))
        said = ngettext("%(n)s pairing taken over.", "%(n)s pairings taken over.", len(made))
        stamp = f"{made[0].recorded_from.astimezone(datetime.UTC):{STAMP}}"
        undoing = reverse("pairing:undo", args=[stamp])
        messages.success(request, said % {"n": len(made)}, extra_tags=undoing)
        return redirect("pairing:coverage")
    rows = [
        {
            "key": f"{body.id}:{at.path}",
            "body": body,
            "place": at,
            "need": needs[at.path],
            "unit": units[body.id],
        }
        for body, at in queries.named(found)
    ]
    context = {"rows": rows, "place": place, "units": len(units), "communities": len(needs)}
    return render(request, "pairing/proposal.html", context)


@requires(PAIR)
@require_POST
def undo(request: Request, stamp: str) -> HttpResponse:
    """Take back what was taken over in one step, right after it."""
    try:
        at = datetime.datetime.strptime(stamp, STAMP).replace(tzinfo=datetime.UTC)
    except ValueError as error:
        raise Missing(_("There is no such thing, or it lies outside your area.")) from error
    count = actions.undo(request.actor, response_of(request), at)
    said = ngettext("%(n)s pairing taken back.", "%(n)s pairings taken back.", count) % {"n": count}
    if request.htmx:
        return render(request, "ui/toast.html", {"text": said, "tone": "ok", "undo_url": ""})
    messages.success(request, said)
    return redirect("pairing:proposal")


@requires(VIEW)
def chart(request: Request) -> HttpResponse:
    """Show every community as a tile under its street: without a unit, with gaps in the five ones, complete."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request, response, VIEW)
    streets = queries.tiles(request.actor, response, place, as_of)
    counts = Counter(tile.state for _street, tiles in streets for tile in tiles)
    wanted = request.GET.get("state", "")
    if wanted in queries.STATES:
        shown = ((street, [tile for tile in tiles if tile.state == wanted]) for street, tiles in streets)
        streets = [(street, tiles) for street, tiles in shown if tiles]
    legend = [(state, label, counts[state]) for state, label in queries.STATES.items()]
    context = {
        "place": place, "streets": streets, "legend": legend, "wanted": wanted, "total": counts.total(),
        "bare": counts["due"], "may_pair": request.actor.may(PAIR) and not as_of, "as_of": as_of,
    }  # fmt: skip
    return render(request, "pairing/map.html", context)


@requires(ANSWER)
def answers(request: Request) -> HttpResponse:
    """Show the units that stand by one's places, each with today's answer or the taps that give it."""
    response, day, own = response_of(request), queries.today(), queries.own(request.actor)
    given = queries.answered(response, day, own)
    rows = lines(PAIRINGS, response, queries.of_day(response, day, own)[:200])
    listed = [(line, given.get(line.row.entry_id)) for line in rows]
    context = {"rows": listed, "open": sum(not answer for _line, answer in listed), "due_at": due_at(day)}
    return render(request, "pairing/answers.html", context)


@requires(ANSWER)
def answer(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Answer about a unit: yes to both by one tap, else by the form."""
    response, day = response_of(request), queries.today()
    row = queries.of_day(response, day, queries.own(request.actor) & Q(entry=entry_id)).first()
    sent: Any = request.POST or None
    if request.POST.get("tap") == "yes":
        sent = {"follows": YesNo.YES, "together": YesNo.YES}
    form = AnswerForm(sent)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.answer(request.actor, entry_id, **form.cleaned_data)
            messages.success(request, _("Kept. You may answer anew until the day is over."))
            return redirect("pairing:answers")
    context = {"form": form, "line": _line(response, row, entry_id)}
    return render(request, "pairing/answer.html", context, status=422 if form.errors else 200)


def _line(response: Response, row: Pairing | None, entry_id: uuid.UUID) -> Any:
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return lines(PAIRINGS, response, [row])[0]


def _place(request: Request, response: Response, permission: str) -> Place:
    """Return the place that the address names, else the topmost of one's own, else the jurisdiction."""
    if code := request.GET.get("place", ""):
        return place_for(request.actor, code[:26], permission)
    own = [path for path in request.actor.scope(permission).places if path]
    found = Place.objects.filter(path=min(own, key=len)).first() if own else None
    return found or response.jurisdiction
