"""Swaps that would break a rule: the dispatcher grants or refuses each (M10)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Conflict, Invalid, Refusal, Text
from fangxian.lines.rosters import queries, swapping
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Shift, Swap
from fangxian.lines.rosters.wording import rule_names
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

MOST = 50


@requires(PLAN)
def requests(request: Request) -> HttpResponse:
    """List the swaps that wait for a decision: who, which shifts, which rule."""
    return _listed(request)


def _listed(
    request: Request, swap_id: uuid.UUID | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """Show the swaps that wait; ``refusal`` is told at the one that was answered."""
    response = response_of(request)
    swaps = list(queries.requested(request.actor, response)[:MOST])
    shifts = {
        row.entry_id: row
        for row in Shift.objects.at().filter(
            response=response, entry__in=[key for one in swaps for key in (one.mine, one.theirs)]
        )
    }
    people = queries.named(
        response, "persons", {str(key) for one in swaps for key in (one.asked_by, one.asked_of)}
    )
    posts = queries.named(response, "posts", {str(row.post) for row in shifts.values()})
    rows = [
        {
            "swap": one,
            "rules": rule_names(one.broken),
            "refused": _said(refusal) if one.pk == swap_id else "",
            "sides": [
                (people[str(who)], shift, posts[str(shift.post)]) for who, shift in _sides(one, shifts)
            ],
        }
        for one in swaps
    ]
    return render(request, "rosters/swaps.html", {"rows": rows}, status=refusal.status if refusal else 200)


@requires(PLAN)
@require_POST
def decide(request: Request, swap_id: uuid.UUID) -> HttpResponse:
    """Grant or refuse a swap, with the reason that both read."""
    granted = request.POST.get("answer") == "grant"
    try:
        swapping.decide(request.actor, swap_id, granted, request.POST.get("reason", ""))
    except (Conflict, Invalid) as refusal:
        return _listed(request, swap_id, refusal)
    messages.success(request, _("Granted: both shifts are exchanged.") if granted else _("Refused."))
    return redirect("rosters:swaps")


def _sides(swap: Swap, shifts: dict[uuid.UUID, Shift]) -> list[tuple[uuid.UUID, Shift]]:
    """Return who gives which shift, as far as both still stand."""
    sides = [(swap.asked_by, swap.mine), (swap.asked_of, swap.theirs)]
    return [(who, shifts[key]) for who, key in sides if key in shifts]


def _said(refusal: Refusal | None) -> Text:
    """Return why an answer was not taken."""
    errors = getattr(refusal, "errors", {})
    return next(iter(errors.values()), refusal.message if refusal else "")
