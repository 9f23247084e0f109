"""The desk of a place or unit: what awaits an answer, one by one or all that is ticked (M10, M11)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.lines.service import actions, queries
from fangxian.lines.service.forms import WordsForm
from fangxian.lines.service.settling import DEEDS, LOG, RECEIVE, titles
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import response_of


@requires(RECEIVE, LOG)
def desk(request: Request) -> HttpResponse:
    """Show the check-ins, the service and the remarks that await one's answer."""
    response = response_of(request)
    context = {"awaited": queries.awaited(request.actor, response), "titles": titles()}
    return render(request, "service/desk.html", context)


@requires(RECEIVE, LOG)
@require_POST
def answer_all(request: Request, deed: str) -> HttpResponse:
    """Accept or confirm everything that was ticked, or nothing of it."""
    keys = [key for text in request.POST.getlist("chosen") if (key := read_id(text))]
    made = actions.answer(request.actor, deed, keys) if keys else []
    said = ngettext("Done for %(n)s entry.", "Done for %(n)s entries.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect("service:desk")


@requires(RECEIVE, LOG)
def answer(request: Request, deed: str, entry_id: uuid.UUID) -> HttpResponse:
    """Answer to one entry, with words where these are needed."""
    if deed not in DEEDS:
        raise Missing(_("There is no such step."))
    row = actions.at_hand(request.actor, deed, entry_id)
    code, _step, needed = DEEDS[deed]
    form = WordsForm(needed, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.answer(request.actor, deed, [entry_id], form.cleaned_data["words"])
            messages.success(request, _("Kept: they see your answer."))
            return redirect(f"ledgers:{code}_entry", entry_id)
    line = lines(ledger_of(code), row.response, [row])[0]
    facts = [(field.title, line.shown(field.code)) for field in line.ledger.fields if line.shown(field.code)]
    context = {"form": form, "title": titles()[deed], "line": line, "facts": facts}
    return render(request, "service/answer.html", context, status=422 if form.errors else 200)
