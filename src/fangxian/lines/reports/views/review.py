"""Reports that await review, those that differ from the ledgers first; and one report with all its versions (M8)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports import actions, awaiting, queries
from fangxian.lines.reports.actions.locking import locks_over, span_of
from fangxian.lines.reports.actions.reviewing import levels_of
from fangxian.lines.reports.filed import ours
from fangxian.lines.reports.former import stated
from fangxian.lines.reports.models import DailyReport, PeriodLock
from fangxian.mechanisms.forms.catalogue import version_of
from fangxian.mechanisms.forms.values import shown
from fangxian.mechanisms.forms.vocabulary import Field
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100
MOST = 500
UNDO = "reports_accepted"
"""Where a session keeps what was accepted last, so that it can be taken back."""

State = DailyReport.State
CHIPS = {State.DRAFT: "neutral", State.SUBMITTED: "due", State.RETURNED: "late", State.ACCEPTED: "ok"}


@dataclass(frozen=True)
class Difference:
    """What a body states beside what the ledgers say (None where none knows it), and why it differs or fell."""

    field: Field
    number: Any
    ledger: int | None
    reason: str

    @property
    def shown(self) -> str:
        """What was stated, as people read it."""
        return shown(self.field, self.number)

    @property
    def ledger_shown(self) -> str:
        """What the ledgers say, as people read it."""
        return shown(self.field, self.ledger)

    @property
    def differs(self) -> bool:
        """Whether the ledgers say something else."""
        return self.ledger is not None and self.number != self.ledger


@requires("reports.review")
def review(request: Request) -> HttpResponse:
    """List what awaits one's level; accept the chosen or all that equal the ledgers, return one, take back."""
    response, as_of = response_of(request), as_of_of(request)
    earlier = request.GET.get("level") == "below"
    waiting = (awaiting.below if earlier else awaiting.to_review)(request.actor, response, as_of)
    errors: dict[str, Any] = {}
    if request.method == "POST" and as_of is None:
        try:
            return _decide(request)
        except Invalid as refusal:
            errors = dict(refusal.errors)
    rows = list(waiting[:PAGE])
    total = waiting.count()
    context = {
        "rows": list(zip(rows, map(differences, rows), _locks(rows, as_of), strict=True)),
        "total": total,
        "differing": waiting.filter(differs=True).count(),
        "filters": _levels(request, total, earlier, as_of),
        "errors": errors,
        "refused": request.POST.get("return", ""),
        "may_decide": as_of is None,
        "undo": len(request.session.get(UNDO, [])) if as_of is None else 0,
    }
    return render(request, "reports/review.html", context, status=422 if errors else 200)


def _locks(rows: Sequence[DailyReport], as_of: datetime.datetime | None) -> list[PeriodLock | None]:
    """Return for each report the lock that keeps it as it is; one query."""
    return locks_over(rows[0].response, [span_of(row) for row in rows], as_of) if rows else []


def _levels(
    request: Request, total: int, earlier: bool, as_of: datetime.datetime | None
) -> list[dict[str, object]]:
    """Return the two lists of the page with their counts; none when nothing waits below."""
    other = awaiting.to_review if earlier else awaiting.below
    count = other(request.actor, response_of(request), as_of).count()
    if not earlier and not count:
        return []
    mine, below = (count, total) if earlier else (total, count)
    return [
        {"label": _("waits for my level"), "count": mine, "url": "?", "active": not earlier},
        {"label": _("still with the level below"), "count": below, "url": "?level=below", "active": earlier},
    ]


def _decide(request: Request) -> HttpResponse:
    """Carry out one decision: ``accept`` one, ``return`` one, the ``chosen``, all that are ``equal``, or ``undo``."""
    actor, post = request.actor, request.POST
    if returned := post.get("return"):
        comment = post.get(f"comment-{returned}", "")
        actions.review(actor, _entries([returned]), accept=False, comment=comment)
        messages.success(request, _("Returned; the unit sees your comment on its home page."))
        return redirect(request.get_full_path())
    if "undo" in post:
        return _undo(request)
    if accepted := post.get("accept"):
        chosen = _entries([accepted])
    elif "equal" in post:
        chosen = _equal(request)
    else:
        chosen = _entries(post.getlist("chosen"))
    count = actions.review(actor, chosen, accept=True)
    request.session[UNDO] = [str(entry) for entry in chosen[:MOST]] if count else []
    said = ngettext("%(count)s report accepted.", "%(count)s reports accepted.", count) % {"count": count}
    messages.success(request, said) if count else messages.info(request, _("Nothing was chosen."))
    return redirect(request.get_full_path())


def _equal(request: Request) -> list[uuid.UUID]:
    """Return what waits here, equals the ledgers and is not locked: as many as can be taken back at once.

    What no ledger knows equals nothing.
    """
    waiting = queries.to_review(request.actor, response_of(request)).filter(
        awaiting.compared(), differs=False
    )
    rows = waiting.order_by("due_at", "pk").iterator(MOST)
    found: list[uuid.UUID] = []
    while len(found) < MOST and (batch := list(islice(rows, MOST))):
        pairs = zip(batch, _locks(batch, None), strict=True)
        found += [row.entry_id for row, lock in pairs if lock is None]
    return found[:MOST]


def _fields(report: DailyReport) -> Sequence[Field]:
    return version_of(report.form, report.form_version).fields


def _undo(request: Request) -> HttpResponse:
    """Take the last acceptance back."""
    count = actions.take_back(request.actor, _entries(request.session.pop(UNDO, [])))
    said = ngettext("%(count)s acceptance taken back.", "%(count)s acceptances taken back.", count)
    messages.success(request, said % {"count": count})
    return redirect(request.get_full_path())


def differences(report: DailyReport) -> list[Difference]:
    """Return where a report differs from the ledgers, in the order of its form."""
    told = stated(report, version_of(report.form, report.form_version))
    return [
        Difference(field, told[field.code], found["ledger"], found["reason"])
        for field in _fields(report)
        if (found := report.differences.get(field.code))
    ]


@requires("reports.view")
def report(request: Request, entry: uuid.UUID) -> HttpResponse:
    """Show a report with every version of it: numbers, the ledgers' beside them, who, when and why."""
    as_of = as_of_of(request)
    versions = queries.versions(request.actor, entry, as_of)
    latest = versions[0]
    levels = levels_of(request.actor, latest) if as_of is None else set()
    if request.method == "POST":
        return _answer(request, latest, bool(levels))
    lock = _locks([latest], as_of)[0]
    open_levels = set() if lock else levels
    context = {
        "report": latest,
        "chip": "ok" if _is_settled(latest) else CHIPS[State(latest.state)],
        "unreviewed": not version_of(latest.form, latest.form_version).reviews,
        "versions": [(version, _changes(version, former)) for version, former in _pairs(versions)],
        "form": version_of(latest.form, latest.form_version),
        "rows": _rows(latest),
        "late_by": _late_by(latest),
        "lock": lock,
        "may_accept": latest.state == State.SUBMITTED and latest.accepted_levels + 1 in open_levels,
        "may_return": latest.state in (State.SUBMITTED, State.ACCEPTED)
        and bool({latest.accepted_levels, latest.accepted_levels + 1} & open_levels),
        "may_take_back": latest.state in (State.SUBMITTED, State.ACCEPTED)
        and latest.accepted_levels in open_levels,
        "may_file": as_of is None and lock is None and _may_file(request, latest),
    }
    return render(request, "reports/report.html", context)


def _is_settled(report: DailyReport) -> bool:
    """Tell whether nothing is left to do: it was accepted, or was filed and nobody reviews it."""
    filed = report.state == State.SUBMITTED and not version_of(report.form, report.form_version).reviews
    return filed or report.state == State.ACCEPTED


def _answer(request: Request, latest: DailyReport, may_review: bool) -> HttpResponse:
    if not may_review:
        raise Missing(_("There is no such report."))
    decision, comment = request.POST.get("do", ""), request.POST.get("comment", "")
    if decision == "take_back":
        actions.take_back(request.actor, [latest.entry_id])
        messages.success(request, _("The acceptance is taken back."))
    else:
        accept = decision == "accept"
        actions.review(request.actor, [latest.entry_id], accept=accept, comment=comment)
        messages.success(request, _("Accepted.") if accept else _("Returned."))
    return redirect("reports:report", entry=latest.entry_id)


def _may_file(request: Request, latest: DailyReport) -> bool:
    held = request.actor.scope("reports.file").holds_body(latest.line_id or "", latest.body_path)
    stands = held or DailyReport.objects.filter(ours(request.actor, "reports.file"), pk=latest.pk).exists()
    return stands and latest.state != State.ACCEPTED


def _rows(report: DailyReport) -> list[Difference]:
    """Return every field with what was stated and what the ledgers said then."""
    told = stated(report, version_of(report.form, report.form_version))
    rows = []
    for field in _fields(report):
        found = report.differences.get(field.code, {})
        same = told[field.code] if field.measure else None
        rows.append(Difference(field, told[field.code], found.get("ledger", same), found.get("reason", "")))
    return rows


def _pairs(versions: Sequence[DailyReport]) -> list[tuple[DailyReport, DailyReport | None]]:
    return list(zip(versions, [*versions[1:], None], strict=True))


def _changes(version: DailyReport, former: DailyReport | None) -> list[tuple[Field, str, str]]:
    """Return what a version changed, each with its former value, as people read them."""
    if former is None:
        return []
    form = version_of(version.form, version.form_version)
    before, after = stated(former, form), stated(version, form)
    return [
        (field, shown(field, before[field.code]), shown(field, after[field.code]))
        for field in form.fields
        if before[field.code] != after[field.code]
    ]


def _late_by(report: DailyReport) -> datetime.timedelta | None:
    if report.filed_at is None or report.filed_at <= report.late_at:
        return None
    return report.filed_at - report.due_at


def _entries(values: Sequence[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError as error:
        raise Missing(_("There is no such report.")) from error
