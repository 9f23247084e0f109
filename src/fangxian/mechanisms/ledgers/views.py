"""The pages of every ledger: the list, a row's form, an entry with its history, taking it back, taking the list out."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Missing
from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.evidence import opened
from fangxian.mechanisms.figures.measures import Rate
from fangxian.mechanisms.ledgers import actions, queries
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of_table
from fangxian.mechanisms.ledgers.exporting import export as workbook
from fangxian.mechanisms.ledgers.fields import OnBehalf
from fangxian.mechanisms.ledgers.forms import ExportForm, FilterForm, ReasonForm, RowForm, SearchForm, offers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import PAGE
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.trees.people.access import Request
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listing(request: Request, ledger: Ledger) -> HttpResponse:
    """List a ledger's entries of one's part, narrowed as the address says; a search is sent by POST."""
    response, as_of = response_of(request), as_of_of(request)
    meaning = Meaning(request.actor, response)
    search = SearchForm(request.POST or None)
    text = request.POST.get("q", "").strip()[:60]
    rows = narrowed(request, ledger, meaning)
    if text:
        rows = queries.searched(rows, ledger, response, text)
    found = queries.page(rows, read_cursor(request.GET.get("after", "")))
    lines = queries.lines(ledger, response, found[:PAGE], as_of)
    context = {
        "ledger": ledger,
        **_table(ledger, lines),
        "search": search,
        "form": FilterForm(ledger, meaning, request.GET.dict()),
        "offers": offers(ledger, meaning),
        "searching": bool(text),
        "filtered": any(request.GET.get(name) for name in ("state", *ledger.by_code)),
        "next_url": "" if text else _next(request, found),
        "first_url": _address(request, without=("after",)) if request.GET.get("after") else "",
        "export_url": _address(request, without=("after",)),
        "may_enter": request.actor.may(ledger.enter) and not as_of,
        "beside": ledger.beside(request.actor),
        "as_of": as_of,
    }
    return render(request, "ledgers/list.html", context)


def narrowed(request: Request, ledger: Ledger, meaning: Meaning) -> QuerySet[Any]:
    """Return the entries that the address asks for: in force now unless it says otherwise."""
    as_of = as_of_of(request)
    rows = queries.visible(request.actor, meaning.response, ledger, as_of)
    now, state = as_of or clock.now(), request.GET.get("state", "")
    if state != "all":
        ended = Q(ended_at__lte=now)
        rows = rows.filter(ended) if state == "ended" else rows.exclude(ended)
    for field in ledger.fields:
        text = request.GET.get(field.code, "").strip()[:120]
        if field.narrows and text:
            rows = rows.filter(field.narrowed(text, meaning))
    return rows


def enter(request: Request, ledger: Ledger) -> HttpResponse:
    """Enter a row."""
    response = response_of(request)
    meaning = Meaning(request.actor, response)
    given = {name: value for name, value in request.GET.items() if name in ledger.by_code}
    form = RowForm(ledger, meaning, request.POST or None, initial=_own_unit(ledger, meaning) | given)
    if request.method == "POST" and form.is_valid():
        statement = Statement(ledger, form.values, form.cleaned_data["id"])
        try:
            with into(form):
                actions.enter(request.actor, response, ledger, [statement])
                undo = reverse(f"ledgers:{ledger.code}_void", args=[statement.id]) + "?undo=1"
                messages.success(request, _("Entered."), extra_tags=undo)
                return redirect(f"ledgers:{ledger.code}_entry", statement.id)
        except Conflict as refusal:
            form.add_error(None, str(refusal.message))
            return _form(request, ledger, form, known=refusal.entry, status=refusal.status)
    return _form(request, ledger, form)


def edit(request: Request, ledger: Ledger, entry_id: uuid.UUID) -> HttpResponse:
    """Correct an entry; opening the form of a person is recorded as a reading of personal data."""
    row = actions.own(request.actor, ledger, entry_id)
    line = queries.lines(ledger, row.response, [row])[0]
    if request.method == "GET" and ledger.masked:
        trail.record(
            request.actor, trail.Kind.READ, f"{ledger.code}.disclose", response=row.response_id, subject=entry_id,
            purpose=_("correcting the entry"),
        )  # fmt: skip
    form = RowForm(ledger, Meaning(request.actor, row.response), request.POST or None, line)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.correct(request.actor, ledger, entry_id, form.values, form.cleaned_data["reason"])
            messages.success(request, _("Corrected. The earlier version is kept."))
            return redirect(f"ledgers:{ledger.code}_entry", entry_id)
    return _form(request, ledger, form, line)


def void(request: Request, ledger: Ledger, entry_id: uuid.UUID) -> HttpResponse:
    """Take an entry back with a reason; ``?undo=1`` is the toast's one tap right after entering."""
    at_once = request.GET.get("undo") == "1"
    form = ReasonForm({"reason": _("taken back right after entering")} if at_once else request.POST or None)
    row = actions.own(request.actor, ledger, entry_id)
    if request.method == "POST" and form.is_valid():
        actions.void(request.actor, ledger, entry_id, form.cleaned_data["reason"])
        said = _("Taken back. It stays readable as it was known.")
        if request.htmx:
            return render(request, "ui/toast.html", {"text": said, "tone": "ok", "undo_url": ""})
        messages.success(request, said)
        return redirect(f"ledgers:{ledger.code}_list")
    line = queries.lines(ledger, row.response, [row])[0]
    context = {"ledger": ledger, "form": form, "line": line}
    return render(request, "ledgers/void.html", context, status=422 if request.method == "POST" else 200)


def entry(request: Request, ledger: Ledger, entry_id: uuid.UUID) -> HttpResponse:
    """Show an entry: its fields, what refers to it, who changed what."""
    as_of = as_of_of(request)
    row = queries.one(request.actor, ledger, entry_id, as_of)
    line = queries.lines(ledger, row.response, [row], as_of)[0]
    own = actions.is_own(request.actor, ledger, row) and not row.voided and row.recorded_to == FOREVER
    context = {
        "ledger": ledger,
        "line": line,
        "facts": [(field.title, line.shown(field.code)) for field in ledger.fields],
        "related": queries.related(request.actor, row.response, ledger, entry_id, as_of),
        "history": queries.history(ledger, entry_id, as_of),
        "may_change": own and not as_of,
        "doing": ()
        if as_of or row.voided or row.recorded_to != FOREVER
        else ledger.doing(request.actor, row),
        "may_disclose": queries.discloses(request.actor, ledger, row),
        "as_of": as_of,
    }
    return render(request, "ledgers/entry.html", context)


def disclose(request: Request, ledger: Ledger, entry_id: uuid.UUID) -> HttpResponse:
    """Show an entry's personal fields for a stated purpose; without it, 422."""
    line = queries.disclose(
        request.actor, ledger, entry_id, request.POST.get("purpose", ""), as_of_of(request)
    )
    facts = [(field.title, line.values[field.code]) for field in ledger.masked]
    return render(request, "ledgers/disclosed.html", {"facts": facts})


def export(request: Request, ledger: Ledger) -> HttpResponse:
    """Ask whether names are needed and what for (GET), then send the workbook (POST)."""
    response, as_of = response_of(request), as_of_of(request)
    rows = narrowed(request, ledger, Meaning(request.actor, response))
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            content = workbook(request.actor, response, ledger, rows, form.cleaned_data["purpose"], as_of)
            name = f"{response.mark}{ledger.title}-{timezone.localtime(clock.now()):%Y%m%d-%H%M}.xlsx"
            answer = HttpResponse(content, content_type=XLSX)
            answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
            return answer
    context = {
        "ledger": ledger,
        "form": form,
        "count": rows.count(),
        "may_disclose": bool(ledger.masked) and request.actor.may(ledger.disclose),
        "back": reverse(f"ledgers:{ledger.code}_list") + _address(request),
        "as_of": as_of,
    }
    return render(request, "ledgers/export.html", context, status=422 if form.errors else 200)


def entries(request: Request) -> HttpResponse:
    """List the entries behind a figure, within what the reader may see."""
    response = response_of(request)
    measure = registry.measure(request.GET.get("measure", ""))
    measure = measure.numerator if isinstance(measure, Rate) else measure
    model = getattr(measure.source, "model", None)
    if model is None:
        raise Missing(_("No figure of a ledger is called %(code)s.") % {"code": measure.code})
    ledger = ledger_of_table(model)
    request.actor.must(ledger.view)
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    found = queries.page(opened(request.actor, question, measure), read_cursor(request.GET.get("after", "")))
    lines = queries.lines(ledger, response, found[:PAGE], question.as_of)
    context = {
        "ledger": ledger,
        "measure": measure,
        **_table(ledger, lines),
        "next_url": _next(request, found),
        "first_url": _address(request, without=("after",)) if request.GET.get("after") else "",
        "as_of": question.as_of,
    }
    return render(request, "ledgers/entries.html", context)


def _table(ledger: Ledger, lines: Sequence[queries.Line]) -> dict[str, Any]:
    listed = [field for field in ledger.fields if field.listed]
    return {
        "columns": listed,
        "rows": [(line, [(field, line.shown(field.code)) for field in listed]) for line in lines],
    }


def _own_unit(ledger: Ledger, meaning: Meaning) -> dict[str, str]:
    """Return the one unit for which somebody enters, as a new row's form begins with it."""
    scope = meaning.actor.scope(ledger.enter)
    field = next((one for one in ledger.entered if isinstance(one, OnBehalf)), None)
    if field is None or scope.places or len(scope.bodies) != 1:
        return {}
    names = meaning.offered_bodies(ledger.enter)
    return {field.code: names[0]} if len(names) == 1 else {}


def _form(
    request: Request,
    ledger: Ledger,
    form: RowForm,
    line: queries.Line | None = None,
    *,
    known: uuid.UUID | None = None,
    status: int = 0,
) -> HttpResponse:
    """Show a row's form, with a way to the entry that stands there already, if one does."""
    url = reverse(f"ledgers:{ledger.code}_entry", args=[known]) if known else ""
    context = {"ledger": ledger, "form": form, "line": line, "known_url": url}
    return render(request, "ledgers/enter.html", context, status=status or (422 if form.errors else 200))


def _next(request: Request, found: Sequence[Any]) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return _address(request, after=cursor(last.happened_at, last.entry_id))


def _address(request: Request, *, without: tuple[str, ...] = (), **changed: str) -> str:
    kept = {name: value for name, value in request.GET.dict().items() if name not in without}
    return "?" + urlencode(kept | changed)
