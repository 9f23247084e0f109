"""The pages on which leave is decided, and whether two entries of the register are one person (M10)."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Conflict, Invalid, Missing, Refusal, Text
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.duplicates import likely
from fangxian.mechanisms.personnel.ledgers import ENTER
from fangxian.mechanisms.personnel.models import Sameness
from fangxian.mechanisms.personnel.sameness import SAMENESS
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of


class CancelForm(forms.Form):
    """Why leave is refused or cancelled."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=200)


@requires(leaves.GRANT)
def leave(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Grant leave that was asked for (``deed=grant``), or refuse or cancel it with a reason."""
    row = leaves.at_hand(request.actor, entry_id)
    granting = (request.POST.get("deed") or request.GET.get("deed")) == "grant"
    form = CancelForm(request.POST if request.method == "POST" and not granting else None)
    if request.method == "POST" and (granting or form.is_valid()):
        with into(form):
            if granting:
                leaves.grant(request.actor, entry_id)
                messages.success(request, _("Granted."))
            else:
                leaves.cancel(request.actor, entry_id, form.cleaned_data["reason"])
                messages.success(request, _("Cancelled. It stays in the ledger with the reason."))
            return redirect("ledgers:leaves_entry", entry_id)
    line = lines(leaves.LEAVES, row.response, [row])[0]
    facts = [(field.title, line.shown(field.code)) for field in leaves.LEAVES.fields if field.listed]
    context = {"line": line, "facts": facts, "form": form, "granting": granting}
    return render(request, "personnel/leave.html", context, status=422 if form.errors else 200)


@requires(ENTER)
def duplicates(request: Request) -> HttpResponse:
    """Show who may stand twice in the register (GET); say of two entries that they are one person, or two (POST)."""
    response, as_of = response_of(request), as_of_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        statement = _decided(request)
        try:
            ledgers.enter(request.actor, response, SAMENESS, [statement])
        except (Conflict, Invalid) as caught:
            refusal = caught
        else:
            undo = reverse("ledgers:same-persons_void", args=[statement.id]) + "?undo=1"
            messages.success(request, _("Kept."), extra_tags=undo)
            return redirect("personnel:duplicates")
    context = {
        "pairs": likely(request.actor, response, as_of),
        "refusal": _said(refusal),
        "as_of": as_of,
    }
    return render(request, "personnel/duplicates.html", context, status=refusal.status if refusal else 200)


def _decided(request: Request) -> Statement:
    """Return what was decided of which two; ``stays`` names the entry that stays, else it is the first."""
    pair = [read_id(request.POST.get(name, "")) for name in ("first", "second")]
    if None in pair:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if request.POST.get("stays") == "second":
        pair.reverse()
    verdict = Sameness.Verdict.ONE if request.POST.get("verdict") == "one" else Sameness.Verdict.TWO
    told = {"person": pair[0], "other": pair[1], "verdict": verdict.value, "remark": ""}
    return Statement(SAMENESS, read(SAMENESS, told, Meaning(request.actor, response_of(request))))


def _said(refusal: Refusal | None) -> Text:
    """Return why a decision was refused."""
    errors = getattr(refusal, "errors", None)
    return next(iter(errors.values())) if errors else refusal.message if refusal else ""
