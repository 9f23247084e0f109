"""My report of a day: one tap for zero, or the ledgers' numbers confirmed or explained, whatever the form (M8)."""

import datetime
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing, Text
from fangxian.core.ids import new_id
from fangxian.lines.reports import actions, days, queries
from fangxian.lines.reports.actions.locking import Span, locks_over
from fangxian.lines.reports.deadlines import current_day, window
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import ReportForm, Row, day_in, into
from fangxian.lines.reports.models import Obligation
from fangxian.lines.reports.own import Cell, Mine, own_obligations, two_owed
from fangxian.lines.reports.own import mine as mine_of
from fangxian.lines.reports.standing import Standing, standing_of
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.figures.asking import entries_url
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.forms import rules, values
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import FieldKind
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

PAGE = 100


@requires("reports.file")
def mine(request: Request) -> HttpResponse:
    """Show and file the report of a body for a day; somebody with many bodies or forms chooses one first."""
    response, as_of = response_of(request), as_of_of(request)
    code = request.GET.get("form", "")
    day = day_in(request.GET.get("day", ""), days.collected(response, code or RETURNEES.code, as_of))
    chosen = _chosen(request, response, day, as_of)
    if chosen is None:
        own = own_obligations(request.actor, response, day, as_of, form=code)
        context = _overview(request, own, day, as_of) | _days(request, day, as_of, code or RETURNEES.code)
        return render(request, "reports/mine_list.html", context)
    found = mine_of(chosen, day, as_of)
    form = ReportForm(found, request.POST or None)
    if request.method == "POST" and request.POST.get("do") == "compute":
        return render(request, "reports/computed.html", {"rows": _computed(form)})
    if request.method == "POST" and as_of is None:
        done = _file(request, chosen, found, form)
        if done:
            return done
    context = _days(request, day, as_of, chosen.form) | _page(request, chosen, found, form)
    return render(request, "reports/mine.html", context, status=422 if form.errors else 200)


def _chosen(
    request: Request, response: Response, day: datetime.date, as_of: datetime.datetime | None
) -> Obligation | None:
    """Return the obligation asked for, or the only one; None when there are several to choose from."""
    form, named, line = (request.GET.get(name, "") for name in ("form", "body", "line"))
    body = read_id(named)
    rows: list[Obligation] = []
    if as_of:
        own = own_obligations(request.actor, response, day, as_of, form=form)
        wanted = {"body": body, "line": line} if body else {}
        rows = list(own.filter(**{name: value for name, value in wanted.items() if value})[:2])
    elif body or not named:
        rows = two_owed(request.actor, response, day, form, body, line if body else "")
    if named:
        if not rows or not body:
            raise Missing(_("This unit owes no report on this day, or it lies outside your area."))
        by_hand = [row for row in rows if row.form == RETURNEES.code]
        return rows[0] if len(rows) == 1 else by_hand[0] if by_hand else None
    return rows[0] if len(rows) == 1 else None


def _computed(form: ReportForm) -> list[tuple[Text, str]]:
    """Return the title of each computed field and what it comes to with what was entered so far."""
    found = form.mine
    told = form.numbers() | form.answers() if form.is_valid() or form.cleaned_data else {}
    former = {field.code: (found.former or {}).get(field.code) for field in found.form.fields}
    result = rules.compute(found.form, told, former)
    return [
        (field.title, values.shown(field, result.get(field.code)))
        for field in found.form.fields
        if field not in found.form.asked
    ]


def _file(request: Request, chosen: Obligation, found: Mine, form: ReportForm) -> HttpResponseRedirect | None:
    """Carry out what was asked; None when the form goes back with its errors."""
    actor, response, body = request.actor, chosen.response, found.body
    zero, draft = (request.POST.get("do") == word for word in ("zero", "draft"))
    if not form.is_valid():
        return None
    data = form.cleaned_data
    with into(form):
        if zero:
            actions.file_zero(
                actor, response, body, found.line, found.day, data["id"], found.form, form.seconds
            )
        else:
            filing = actions.Filing(
                body, found.line, found.day, form.numbers(), form.reasons(), draft=draft, id=data["id"],
                answers=form.answers(), seconds=form.seconds,
            )  # fmt: skip
            if data["version"]:
                actions.refile(
                    actor, data["id"], filing, data.get("why", ""), found.form, seen=data["version"]
                )
            else:
                actions.file(actor, response, [filing], found.form)
    if form.errors:
        return None
    said = _("Draft saved; it is not filed yet.") if draft else _("Filed. Thank you.")
    messages.success(request, said)
    # to what is left, or, where there is but one to file, to the same report
    if not draft and request.GET.get("body"):
        kept = {name: request.GET[name] for name in ("form",) if request.GET.get(name)}
        return redirect(f"{reverse('reports:mine')}?{urlencode({'day': found.day.isoformat(), **kept})}")
    return redirect(request.get_full_path())


def _page(request: Request, chosen: Obligation, found: Mine, form: ReportForm) -> dict[str, object]:
    report, now = found.report, clock.now()
    filed = report is not None and report.state != report.State.DRAFT
    accepted = report is not None and report.state == report.State.ACCEPTED
    rows = form.rows()
    span = Span(chosen.form, found.line, chosen.body_path, chosen.path, found.day, found.day)
    lock = locks_over(chosen.response, [span], as_of_of(request))[0]
    return {
        "lock": lock,
        "mine": found,
        "form": form,
        "rows": [(row, _ledger_url(chosen, found, row.cell)) for row in rows if row.input],
        "computed": _computed(form) if form.is_bound else _begun(rows),
        "filed": filed,
        "locked": accepted or lock is not None or as_of_of(request) is not None,
        "accepted": accepted,
        "one_tap": found.may_be_zero and not filed and not form.errors,
        "zero_id": report.entry_id if report else new_id(),
        "overdue": now - found.due_at if not filed and found.due_at < now else None,
        "due_at": found.due_at,
        "line": chosen.line,
        "several": bool(request.GET.get("body")),
    }


def _begun(rows: list[Row]) -> list[tuple[Text, str]]:
    return [(row.cell.field.title, row.value) for row in rows if row.input is None]


def _ledger_url(chosen: Obligation, found: Mine, cell: Cell) -> str:
    """Return the address of the entries from which the ledgers take a number, "" where no ledger knows it."""
    if cell.ledger is None:
        return ""
    start, end = window(chosen.response, found.day, found.form)
    flow = cell.field.kind is FieldKind.FLOW
    question = ask(chosen.response, start=start if flow else None, end=min(end, clock.now()), line=found.line)
    return f"{entries_url(cell.field.measure, question)}&own={found.body.code}"


def _days(
    request: Request, day: datetime.date, as_of: datetime.datetime | None, code: str
) -> dict[str, object]:
    """Return the day shown, and those before and after it on which the form can be reported."""
    response, now = response_of(request), as_of or clock.now()
    today, first = current_day(response, now), current_day(response, response.started_at)
    if day < first or (day > today and not days.may_be_stated(response, day, now)):
        raise Invalid({"day": _("There is no report of this day.")})
    before, after = days.beside(response, code, day, as_of)
    return {"day": day, "before": before, "after": after}


@dataclass(frozen=True)
class Choice:
    """A form that a body owes on the day, and how it stands."""

    obligation: Obligation
    form: str
    standing: Standing
    owed: Owed | None


def _overview(
    request: Request, own: QuerySet[Obligation], day: datetime.date, as_of: datetime.datetime | None
) -> dict[str, object]:
    """Return what somebody files on a day, by bodies and forms, the silent ones first, and how many stand how."""
    question = queries.day_question(
        request.actor, response_of(request), day, as_of, permission="reports.file"
    )
    owed = {(row.form, row.line, row.body): row for row in owed_reports(question, now=as_of or clock.now())}
    titles: dict[str, str] = {}
    choices = []
    for obligation in own:
        row = owed.get((obligation.form, obligation.line_id or "", obligation.body_id or uuid.UUID(int=0)))
        if obligation.form not in titles:
            titles[obligation.form] = str(form_of(obligation.form, day).title)
        standing = standing_of(row) if row else Standing.EXCUSED
        choices.append(Choice(obligation, titles[obligation.form], standing, row))
    open_first = sorted(
        choices, key=lambda choice: bool(choice.owed and choice.owed.filed) or not choice.owed
    )
    silent = sum(1 for choice in choices if choice.owed and not choice.owed.filed)
    context: dict[str, object] = {
        "choices": open_first[:PAGE], "total": len(choices), "silent": silent, "several_forms": len(titles) > 1,
        "one_body": len({choice.obligation.body_id for choice in choices}) == 1,
    }  # fmt: skip
    return context
