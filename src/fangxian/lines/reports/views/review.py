"""Reports that await review, those that differ from the ledgers first; and one report with all its versions (M8)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports import actions, queries
from fangxian.lines.reports.form import FORMS, Field
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100
State = DailyReport.State
CHIPS = {State.DRAFT: "neutral", State.SUBMITTED: "due", State.RETURNED: "late", State.ACCEPTED: "ok"}


@dataclass(frozen=True)
class Difference:
    """A number that a body states otherwise than the ledgers, and why."""

    field: Field
    number: int | None
    ledger: int
    reason: str


@requires("reports.review")
def review(request: Request) -> HttpResponse:
    """List what awaits review; accept the chosen, accept all that equal the ledgers, or return one."""
    response, as_of = response_of(request), as_of_of(request)
    waiting = queries.to_review(request.actor, response, as_of)
    errors: dict[str, Any] = {}
    if request.method == "POST" and as_of is None:
        try:
            return _decide(request)
        except Invalid as refusal:
            errors = dict(refusal.errors)
    rows = list(waiting[:PAGE])
    context = {
        "rows": [(row, differences(row)) for row in rows],
        "total": waiting.count(),
        "differing": waiting.filter(differs=True).count(),
        "errors": errors,
        "refused": request.POST.get("return", ""),
        "may_decide": as_of is None,
    }
    return render(request, "reports/review.html", context, status=422 if errors else 200)


def _decide(request: Request) -> HttpResponse:
    """Carry out one decision: ``accept`` one, ``return`` one, the ``chosen``, or all that are ``equal``."""
    actor, post = request.actor, request.POST
    if returned := post.get("return"):
        comment = post.get(f"comment-{returned}", "")
        actions.review(actor, _entries([returned]), accept=False, comment=comment)
        messages.success(request, _("Returned; the unit sees your comment on its home page."))
        return redirect(request.get_full_path())
    if accepted := post.get("accept"):
        chosen = _entries([accepted])
    elif "equal" in post:
        equal = queries.to_review(actor, response_of(request)).filter(differs=False)
        chosen = list(equal.values_list("entry", flat=True))
    else:
        chosen = _entries(post.getlist("chosen"))
    count = actions.review(actor, chosen, accept=True)
    said = ngettext("%(count)s report accepted.", "%(count)s reports accepted.", count) % {"count": count}
    messages.success(request, said) if count else messages.info(request, _("Nothing was chosen."))
    return redirect(request.get_full_path())


def differences(report: DailyReport) -> list[Difference]:
    """Return where a report differs from the ledgers, in the order of its form."""
    return [
        Difference(field, getattr(report, field.column), found["ledger"], found["reason"])
        for field in FORMS[report.form].fields
        if (found := report.differences.get(field.code))
    ]


@requires("reports.view")
def report(request: Request, entry: uuid.UUID) -> HttpResponse:
    """Show a report with every version of it: numbers, the ledgers' beside them, who, when and why."""
    as_of = as_of_of(request)
    versions = queries.versions(request.actor, entry, as_of)
    latest, fields = versions[0], FORMS[versions[0].form].fields
    may_review = as_of is None and request.actor.scope("reports.review").holds(
        place=latest.path, line=latest.line_id or "", body=latest.body_path
    )
    if request.method == "POST":
        return _answer(request, latest, may_review)
    context = {
        "report": latest,
        "chip": CHIPS[State(latest.state)],
        "versions": [(version, _changes(version, former, fields)) for version, former in _pairs(versions)],
        "rows": [_row(latest, field) for field in fields],
        "late_by": _late_by(latest),
        "may_review": may_review and latest.state in (State.SUBMITTED, State.ACCEPTED),
        "may_file": as_of is None and _may_file(request, latest),
    }
    return render(request, "reports/report.html", context)


def _answer(request: Request, latest: DailyReport, may_review: bool) -> HttpResponse:
    if not may_review:
        raise Missing(_("There is no such report."))
    accept, comment = request.POST.get("do") == "accept", request.POST.get("comment", "")
    actions.review(request.actor, [latest.entry_id], accept=accept, comment=comment)
    messages.success(request, _("Accepted.") if accept else _("Returned."))
    return redirect("reports:report", entry=latest.entry_id)


def _may_file(request: Request, latest: DailyReport) -> bool:
    held = request.actor.scope("reports.file").holds_body(latest.line_id or "", latest.body_path)
    return held and latest.state != State.ACCEPTED


def _row(report: DailyReport, field: Field) -> Difference:
    number = getattr(report, field.column)
    found = report.differences.get(field.code, {})
    return Difference(field, number, found.get("ledger", number), found.get("reason", ""))


def _pairs(versions: Sequence[DailyReport]) -> list[tuple[DailyReport, DailyReport | None]]:
    return list(zip(versions, [*versions[1:], None], strict=True))


def _changes(
    version: DailyReport, former: DailyReport | None, fields: Sequence[Field]
) -> list[tuple[Field, int | None, int | None]]:
    """Return the numbers that a version changed, each with its former value."""
    if former is None:
        return []
    pairs = [(field, getattr(former, field.column), getattr(version, field.column)) for field in fields]
    return [(field, before, after) for field, before, after in pairs if before != after]


def _late_by(report: DailyReport) -> datetime.timedelta | None:
    if report.filed_at is None or report.filed_at <= report.late_at:
        return None
    return report.filed_at - report.due_at


def _entries(values: Sequence[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError as error:
        raise Missing(_("There is no such report.")) from error
