"""The community's desk: who registered himself, is he known already; confirm, correct first, or refuse."""

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid
from fangxian.lines.arrivals.entry_form import ArrivalForm
from fangxian.lines.arrivals.history import changes
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.sealing import clear
from fangxian.lines.arrivals.selfreg import actions, confirming, queries
from fangxian.lines.arrivals.selfreg.asking import subjects
from fangxian.lines.arrivals.selfreg.forms import RefusalForm
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.queries import PAGE
from fangxian.lines.arrivals.selfreg.reading import arrivals_of
from fangxian.lines.arrivals.views.saying import past, say
from fangxian.mechanisms.contacts.actions import remarks_about
from fangxian.mechanisms.contacts.queries import asked
from fangxian.mechanisms.entries.cursors import cursor, read_cursor, read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.people.saving import savable
from fangxian.trees.people.saving.pages import MANY, Words
from fangxian.trees.responses.current import as_of_of, response_of

REGISTER = confirming.REGISTER
State = SelfRegistration.State
TONES = {State.PENDING: "due", State.CONFIRMED: "ok", State.REFUSED: "neutral", State.WITHDRAWN: "zero"}


def _left(request: Request, views: Sequence[Words]) -> list[int]:
    """Count what saved views leave, up to a hundred each."""
    seen = queries.visible(request.actor, response_of(request))
    return [seen.filter(state=words.get("state", State.PENDING))[:MANY].count() for words in views]


@requires(REGISTER)
@savable("state", count=_left)
def listing(request: Request) -> HttpResponse:
    """List the self-registrations of one's communities by state, the longest waiting first."""
    response, as_of = response_of(request), as_of_of(request)
    rows = queries.visible(request.actor, response, as_of)
    counts = queries.counts(rows)
    state = request.GET.get("state", State.PENDING)
    found = queries.page(rows.filter(state=state), read_cursor(request.GET.get("after", "")))
    shown = found[:PAGE]
    more = f"?state={state}{past(request)}"
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "rows": queries.rows_of(request.actor, shown),
        "asked": asked(response, subjects([row.entry_id for row in shown], as_of), as_of),
        "filters": [
            {"status": TONES[one], "label": one.label, "count": counts.get(one.value, 0), "active": one == state,
             "url": f"?state={one.value}{past(request)}"}
            for one in State
        ],
        "state": state,
        "links_url": reverse("selfreg:links"),
        "may_answer": as_of is None and state == State.PENDING,
        "next_url": f"{more}&{urlencode({'after': cursor(last.due_at, last.entry_id)})}" if last else "",
        "first_url": more if request.GET.get("after") else "",
        "as_of": as_of,
    }  # fmt: skip
    return render(request, "selfreg/list.html", context)


@requires(REGISTER)
def detail(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show one self-registration, masked, with what it may repeat and who else is of the household."""
    return _detail(request, entry_id, RefusalForm())


@requires(REGISTER)
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Confirm the chosen self-registrations: they become registrations of the community."""
    wanted = [found for text in request.POST.getlist("entry") if (found := read_id(text))]
    if not wanted:
        raise Invalid({"entry": _("Choose at least one person.")})
    made = confirming.confirm(request.actor, wanted[:PAGE])
    text = ngettext("%(n)s person is registered.", "%(n)s persons are registered.", len(made)) % {
        "n": len(made)
    }
    say(request, text)
    return redirect("selfreg:list")


@requires(REGISTER)
@never_cache
def correct(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Correct what somebody stated, and confirm it; opening the form is recorded as a reading."""
    (row,) = confirming.own(request.actor, [entry_id])
    if row.state != State.PENDING:
        return redirect("selfreg:detail", entry_id)
    if request.method == "GET":
        queries.disclose(request.actor, entry_id, "correct")
    (former,) = arrivals_of([row])
    form = ArrivalForm(request.actor, row.response, Side.COMMUNITY, request.POST or None, former=former)
    if request.method == "POST" and form.is_valid():
        with into(form):
            confirming.confirm(request.actor, [entry_id], form.arrival(), form.cleaned_data["reason"])
            say(request, _("Corrected and registered."))
            return redirect("arrivals:person", former.id)
    context = {"form": form, "row": row}
    return render(request, "selfreg/correct.html", context, status=422 if form.errors else 200)


@requires(REGISTER)
@require_POST
def refuse(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Refuse with a reason that the person reads."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _detail(request, entry_id, form)
    confirming.refuse(request.actor, entry_id, form.cleaned_data["reason"])
    say(request, _("Refused; the person reads your reason on the receipt."))
    return redirect("selfreg:list")


@requires("arrivals.disclose")
@never_cache
@require_POST
def disclose(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show a self-registration's personal fields for a stated purpose; without it, 422."""
    opened = queries.disclose(request.actor, entry_id, request.POST.get("purpose", ""))
    (row,) = confirming.own(request.actor, [entry_id])
    known = asked(row.response, subjects([entry_id]))
    context = {"person": clear(opened), "report": row, "remarks": remarks_about(entry_id),
               "asked": known[entry_id], "topic": actions.KIND}  # fmt: skip
    return render(request, "arrivals/disclosed.html", context)


def _detail(request: Request, entry_id: uuid.UUID, form: RefusalForm) -> HttpResponse:
    (current,) = confirming.own(request.actor, [entry_id])
    together = queries.household(request.actor, current)
    row, *relatives = queries.rows_of(request.actor, [current, *together])
    context = {
        "row": row,
        "current": current,
        "tone": TONES[State(current.state)],
        "together": relatives,
        "relatives": [one for one in relatives if one.registration.state == State.PENDING],
        "history": changes(SelfRegistration.objects.filter(entry=entry_id)),
        "asked": asked(current.response, subjects([entry_id]))[entry_id],
        "pending": current.state == State.PENDING,
        "may_disclose": request.actor.may("arrivals.disclose"),
        "form": form,
    }
    return render(request, "selfreg/detail.html", context, status=422 if form.errors else 200)
