"""My report of a day: one tap for zero, or the ledgers' numbers confirmed or explained (M8)."""

import datetime
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.lines.reports import actions, queries
from fangxian.lines.reports.deadlines import DAY, current_day, cut_off, window
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.form import FieldKind
from fangxian.lines.reports.forms import ReportForm, day_in, into
from fangxian.lines.reports.models import Obligation
from fangxian.lines.reports.queries import Cell, Mine
from fangxian.lines.reports.standing import Standing, standing_of
from fangxian.mechanisms.figures.asking import entries_url
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100


@requires("reports.file")
def mine(request: Request) -> HttpResponse:
    """Show and file the report of a body for a day; somebody with many bodies chooses one first."""
    response, as_of = response_of(request), as_of_of(request)
    day = day_in(request.GET.get("day", ""), queries.open_day(response, as_of))
    own = queries.own_obligations(request.actor, response, day, as_of)
    chosen = _chosen(own, request.GET.get("body", ""), request.GET.get("line", ""))
    if chosen is None:
        return render(request, "reports/mine_list.html", _overview(request, own, day, as_of))
    found = queries.mine(chosen, day, as_of)
    form = ReportForm(found, request.POST or None)
    if request.method == "POST" and as_of is None:
        done = _file(request, chosen, found, form)
        if done:
            return done
    context = _days(request, day, as_of) | _page(request, chosen, found, form)
    return render(request, "reports/mine.html", context, status=422 if form.errors else 200)


def _chosen(own: QuerySet[Obligation], body: str, line: str) -> Obligation | None:
    """Return the obligation asked for, or the only one; None when there are several to choose from."""
    if body:
        try:
            found = own.filter(body=uuid.UUID(body), **({"line": line} if line else {})).first()
        except ValueError:
            found = None
        if found is None:
            raise Missing(_("This unit owes no report on this day, or it lies outside your area."))
        return found
    first = list(own[:2])
    return first[0] if len(first) == 1 else None


def _file(request: Request, chosen: Obligation, found: Mine, form: ReportForm) -> HttpResponseRedirect | None:
    """Carry out what was asked; None when the form goes back with its errors."""
    actor, response, body = request.actor, chosen.response, found.body
    if not form.is_valid():
        return None
    zero, draft = (request.POST.get("do") == word for word in ("zero", "draft"))
    data = form.cleaned_data
    with into(form):
        if zero:
            actions.file_zero(actor, response, body, found.line, found.day, data["id"])
        else:
            filing = actions.Filing(
                body, found.line, found.day, form.numbers(), form.reasons(), draft=draft, id=data["id"]
            )
            if data["version"]:
                actions.refile(actor, data["id"], filing, data.get("why", ""), seen=data["version"])
            else:
                actions.file(actor, response, [filing])
    if form.errors:
        return None
    said = _("Draft saved; it is not filed yet.") if draft else _("Filed. Thank you.")
    messages.success(request, said)
    several = queries.own_obligations(actor, response, found.day).count() > 1
    if several and not draft:
        return redirect(f"{reverse('reports:mine')}?day={found.day.isoformat()}")
    return redirect(request.get_full_path())


def _page(request: Request, chosen: Obligation, found: Mine, form: ReportForm) -> dict[str, object]:
    report, now = found.report, clock.now()
    filed = report is not None and report.state != report.State.DRAFT
    accepted = report is not None and report.state == report.State.ACCEPTED
    return {
        "mine": found,
        "form": form,
        "rows": [(*row, _ledger_url(chosen, found, row[0])) for row in form.rows(found)],
        "filed": filed,
        "locked": accepted or as_of_of(request) is not None,
        "accepted": accepted,
        "one_tap": found.may_be_zero and not filed and not form.errors,
        "zero_id": report.entry_id if report else new_id(),
        "overdue": now - found.due_at if not filed and found.due_at < now else None,
        "line": chosen.line,
        "several": bool(request.GET.get("body")),
    }


def _ledger_url(chosen: Obligation, found: Mine, cell: Cell) -> str:
    """Return the address of the entries from which the ledgers take a number."""
    start, end = window(chosen.response, found.day)
    flow = cell.field.kind is FieldKind.FLOW
    question = ask(chosen.response, start=start if flow else None, end=min(end, clock.now()), line=found.line)
    return f"{entries_url(cell.field.measure, question)}&own={found.body.code}"


def _days(request: Request, day: datetime.date, as_of: datetime.datetime | None) -> dict[str, object]:
    """Return the day shown, and those before and after it that can be reported."""
    response = response_of(request)
    last = current_day(response, as_of or clock.now())
    first = current_day(response, response.started_at)
    if not first <= day <= last:
        raise Invalid({"day": _("There is no report of this day.")})
    return {
        "day": day,
        "today": day == last,
        "before": day - DAY if day > first else None,
        "after": day + DAY if day < last else None,
        "due_at": cut_off(response, day),
    }


@dataclass(frozen=True)
class Choice:
    """A body of a list with how it stands on the day."""

    obligation: Obligation
    standing: Standing
    owed: Owed | None


def _overview(
    request: Request, own: QuerySet[Obligation], day: datetime.date, as_of: datetime.datetime | None
) -> dict[str, object]:
    """Return the bodies for which somebody files, the silent ones first, and how many stand how."""
    question = queries.day_question(
        request.actor, response_of(request), day, as_of, permission="reports.file"
    )
    owed = {(row.line, row.body): row for row in owed_reports(question)}
    choices = []
    for obligation in own:
        row = owed.get((obligation.line_id or "", obligation.body_id or uuid.UUID(int=0)))
        choices.append(Choice(obligation, standing_of(row) if row else Standing.EXCUSED, row))
    open_first = sorted(
        choices, key=lambda choice: bool(choice.owed and choice.owed.filed) or not choice.owed
    )
    silent = sum(1 for choice in choices if choice.owed and not choice.owed.filed)
    context: dict[str, object] = {"choices": open_first[:PAGE], "total": len(choices), "silent": silent}
    return context | _days(request, day, as_of)
