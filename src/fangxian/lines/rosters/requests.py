"""Swaps that would break a rule: the dispatcher grants or refuses each (M10)."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid
from fangxian.lines.rosters import queries, swapping
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Shift, Swap
from fangxian.lines.rosters.wording import rule_names
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

MOST = 50


class DecideForm(forms.Form):
    """Why a swap is granted or refused."""

    reason = forms.CharField(label=gettext_lazy("Why? Both read it."), max_length=120)


@requires(PLAN)
def requests(request: Request) -> HttpResponse:
    """List the swaps that wait for a decision: who, which shifts, which rule."""
    return _listed(request)


def _listed(request: Request, refused: Invalid | None = None) -> HttpResponse:
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
            "sides": [(people[str(who)], shift, posts[str(shift.post)]) for who, shift in sides],
        }
        for one in swaps
        if (sides := _sides(one, shifts))
    ]
    context = {"rows": rows, "form": DecideForm(), "refused": refused}
    return render(request, "rosters/swaps.html", context, status=refused.status if refused else 200)


@requires(PLAN)
@require_POST
def decide(request: Request, swap_id: uuid.UUID) -> HttpResponse:
    """Grant or refuse a swap, with the reason that both read."""
    granted = request.POST.get("answer") == "grant"
    try:
        swapping.decide(request.actor, swap_id, granted, request.POST.get("reason", ""))
    except Invalid as refused:
        return _listed(request, refused)
    messages.success(request, _("Granted: both shifts are exchanged.") if granted else _("Refused."))
    return redirect("rosters:swaps")


def _sides(swap: Swap, shifts: dict[uuid.UUID, Shift]) -> list[tuple[uuid.UUID, Shift]]:
    """Return who gives which shift; nothing where one of them is no more."""
    if swap.mine not in shifts or swap.theirs not in shifts:
        return []
    return [(swap.asked_by, shifts[swap.mine]), (swap.asked_of, shifts[swap.theirs])]
