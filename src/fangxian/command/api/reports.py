"""Daily and zero reports over the API: file, replace, review, and who is silent (M8)."""

import datetime
import uuid
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, named, position_of, response_of
from fangxian.command.api.schemas.common import Code, Cursor, Day, Moment, Receipt
from fangxian.command.api.schemas.reports import (
    FormOut,
    ReportIn,
    ReportOut,
    ReportPage,
    ReportReplacement,
    ReviewIn,
    SilentPage,
)
from fangxian.command.forms import queries as form_queries
from fangxian.core import clock
from fangxian.core.dated import today
from fangxian.core.errors import Missing
from fangxian.lines.reports import actions, days, filed, queries
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.figures import code_of
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.forms.catalogue import form_of, forms_on, version_of
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["reports"])
FILES = Requires("reports.file")
SEES = Requires("reports.view")


class ReportFilters(Schema):
    """What narrows the list of reports."""

    day: Day | None = None
    form: Code = ""
    line: Code = ""
    body: Code = ""
    state: Code = ""

    def conditions(self) -> dict[str, Any]:
        """Return the filled ones as conditions on a report."""
        names = {"day": "day", "form": "form", "line": "line", "body": "body__code", "state": "state"}
        return {column: value for name, column in names.items() if (value := getattr(self, name))}


@router.get("/forms", auth=Requires("forms.view"), response={200: list[FormOut], **REFUSALS})
def forms(request: Request, day: Day | None = None) -> list[dict[str, Any]]:
    """List the forms issued in one's part or above it that are asked on a day (default: today), with their fields."""
    seen = form_queries.seen(request.actor)
    return [_asked(form) for form in forms_on(day or today()) if form.code in seen]


@router.get(
    "/forms/{code}", auth=Requires("forms.view"), response={200: FormOut, **REFUSALS}, url_name="form"
)
def form(request: Request, code: Code, day: Day | None = None) -> dict[str, Any]:
    """Show a form as it holds on a day; without one today's version, or the first, or the last."""
    if code not in form_queries.seen(request.actor):
        raise Missing(_("There is no such form."))
    return _asked(form_of(code, day))


@router.get("/reports", auth=SEES, response={200: ReportPage, **REFUSALS})
def listing(
    request: Request,
    wanted: Query[ReportFilters],
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List reports in one's area, the latest day first."""
    rows = filed.visible(request.actor, response_of(response), known_at(as_of)).filter(**wanted.conditions())
    found = filed.page(rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, lambda row: (row.due_at, row.entry_id), filed.PAGE)
    return {"items": [_shown(row) for row in shown], "next": more}


@router.post("/reports", auth=FILES, response={200: Receipt, 201: Receipt, **REFUSALS})
def enter(request: Request, sent: ReportIn, response: uuid.UUID | None = None) -> Status[Any]:
    """File a body's report of a day: 201 when it is new, 200 when the same content was sent before."""
    position = position_of(sent.body, sent.line)
    filing = Filing(
        position.body,
        sent.line,
        sent.day,
        sent.numbers,
        sent.reasons,
        sent.draft,
        sent.comment,
        sent.id,
        position,
        sent.answers,
    )
    new = actions.file(request.actor, response_of(response), [filing], form_of(sent.form))
    return Status(201 if new else 200, {"id": sent.id, "new": bool(new)})


@router.get("/reports/missing", auth=SEES, response={200: SilentPage, **REFUSALS})
def missing(
    request: Request,
    day: Day | None = None,
    line: Code = "",
    place: Code = "",
    form: Code = RETURNEES.code,
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List who has not filed a form for a day (default: the last that was due), and who answers for it.

    ``place`` narrows to the units that lie at and below a place.
    """
    asked, known, code = response_of(response), known_at(as_of), form_of(form).code
    wanted, after = day or days.overseen(asked, code, known), paging.decoded(cursor, str, str)
    part = place_for(request.actor, place, "reports.view").path if place else ""
    rows = queries.silent(
        request.actor, asked, wanted, known, code, line=line, place=part,
        after=(after[0], after[1]) if after else None, limit=filed.PAGE + 1,
    )  # fmt: skip
    shown, more = paging.cut(rows, lambda row: (row.owed.line, row.owed.body_path), filed.PAGE)
    now = known or clock.now()
    return {"items": [_silent(row, now) for row in shown], "next": more}


@router.get("/reports/{uuid:entry_id}", auth=SEES, response={200: ReportOut, **REFUSALS}, url_name="report")
def detail(request: Request, entry_id: uuid.UUID, as_of: Moment = "") -> dict[str, Any]:
    """Show one report."""
    return _shown(filed.one(request.actor, entry_id, known_at(as_of)))


@router.put("/reports/{uuid:entry_id}", auth=FILES, response={200: Receipt, **REFUSALS})
def replace(request: Request, entry_id: uuid.UUID, sent: ReportReplacement) -> dict[str, Any]:
    """Replace a report's numbers, or submit a draft; every version is kept."""
    current, body = filed.own(request.actor, entry_id)
    filing = Filing(
        body, current.line_id or "", current.day, sent.numbers, sent.reasons, sent.draft, sent.comment,
        entry_id, answers=sent.answers,
    )  # fmt: skip
    actions.refile(request.actor, entry_id, filing, sent.reason)
    return {"id": entry_id, "new": True}


@router.post(
    "/reports/{uuid:entry_id}/review", auth=Requires("reports.review"), response={200: Receipt, **REFUSALS}
)
def review(request: Request, entry_id: uuid.UUID, sent: ReviewIn) -> dict[str, Any]:
    """Accept a report, or return it with a comment; ``new`` is false where nothing was to be decided."""
    done = actions.review(request.actor, [entry_id], accept=sent.accept, comment=sent.comment)
    return {"id": entry_id, "new": bool(done)}


def _shown(row: DailyReport) -> dict[str, Any]:
    names = (
        "form",
        "form_version",
        "answers",
        "day",
        "state",
        "is_zero",
        "due_at",
        "filed_at",
        "differences",
        "comment",
    )
    return {
        "id": row.entry_id,
        "version": row.number,
        "body": named(row.body),
        "line": row.line_id or "",
        "late": row.filed_at is not None and row.filed_at > row.late_at,
        "numbers": {field.code: getattr(row, field.column) for field in _form(row).numbers},
        **{name: getattr(row, name) for name in names},
    }


def _form(row: DailyReport) -> Form:
    return version_of(row.form, row.form_version)


def _silent(row: queries.Silent, now: datetime.datetime) -> dict[str, Any]:
    return {
        "form": row.owed.form,
        "body": named(row.body),
        "line": row.owed.line,
        "day": row.owed.day,
        "due_at": row.owed.due_at,
        "late": row.owed.late_at < now,
        "responsible": list(row.responsible),
    }


def _asked(form: Form) -> dict[str, Any]:
    names = ("code", "valid_to", "frequency", "due_on", "cut_off", "grace", "reviews")
    return {
        **{name: getattr(form, name) for name in names},
        "title": str(form.title),
        "help": str(form.help),
        "version": form.number,
        "valid_from": None if form.is_built_in else form.valid_from,
        "fields": [_field(form, field) for field in form.fields],
    }


def _field(form: Form, field: Field) -> dict[str, Any]:
    return {
        **{
            name: getattr(field, name)
            for name in ("code", "decimals", "required", "constraint", "calculation")
        },
        **{name: str(getattr(field, name)) for name in ("title", "type", "kind", "unit", "help")},
        "choices": [{"code": choice.code, "name": str(choice.title)} for choice in field.choices],
        "fills_in": field.measure,
        "measure": code_of(form.code, field.code) if field.is_number else "",
    }
