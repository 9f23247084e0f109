"""The page on which leave is granted, refused or cancelled (M10)."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel import leaves
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into


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
