"""All reports at a glance: bodies by days, the figures above them, and the rows behind any figure of the line."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.reports import days, queries
from fangxian.lines.reports.calendar import BodyDays, calendar, calendar_page
from fangxian.lines.reports.due import Owed
from fangxian.lines.reports.figures import code_of, field_of
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import day_in
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.standing import Standing, standing_of
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.asking import entries_url, place_for, question_for
from fangxian.mechanisms.figures.measures import Rate
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.forms.catalogue import all_forms, form_of
from fangxian.mechanisms.forms.values import shown
from fangxian.mechanisms.forms.vocabulary import Field, Form, Frequency
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.responses.current import as_of_of, response_of

DAYS = {Frequency.DAILY: 15, Frequency.WEEKLY: 8 * 7}
PAGE = 40
ROWS = 200
TILES = ["completeness", "zero", "late", "missing"]


@requires("reports.view")
@savable("line", "standing", "place", "form")
def every(request: Request) -> HttpResponse:
    """Show bodies by the last days on which a form was due, with the figures of those days above."""
    form = form_of(request.GET.get("form") or RETURNEES.code)
    question = _question(request, form)
    shown_days, page, total = _page_of_bodies(request, question, form)
    context = {
        "days": shown_days,
        "rows": page[:PAGE],
        "total": total,
        "next": f"{page[PAGE - 1].line}:{page[PAGE - 1].body_path}" if len(page) > PAGE else "",
        "tiles": [_tile(answer, question) for answer in _answers(question, form)],
        "form": form,
        "forms": all_forms(),
        "lines": Line.objects.filter(reports_returnees=True) if form.is_built_in else Line.objects.all(),
        "line": question.line,
        "standing": request.GET.get("standing", ""),
        "standings": [each for each in Standing if each is not Standing.NONE],
        "last": shown_days[-1] if shown_days else None,
    }
    return render(request, "reports/all.html", context)


def _page_of_bodies(
    request: Request, question: Question, form: Form
) -> tuple[list[datetime.date], list[BodyDays], int]:
    """Return the days, a page of bodies and one more, and how many there are (filtered: at least)."""
    standing, after = request.GET.get("standing", ""), request.GET.get("after", "")
    if found := calendar_page(question, form.code, after, PAGE + 1, standing):
        return found
    shown_days, rows = calendar(question, form.code)
    shown = _filtered(rows, standing)
    page = [row for row in shown if f"{row.line}:{row.body_path}" > after][: PAGE + 1]
    return shown_days, page, len(shown)


def _question(request: Request, form: Form) -> Question:
    """The last 15 days up to the one asked for, or eight weeks, or from the day on which a form is asked once."""
    response, as_of = response_of(request), as_of_of(request)
    last, today = days.overseen(response, form.code, as_of), queries.open_day(response, as_of)
    day = day_in(request.GET.get("day", ""), max(last, today))
    asked = DAYS.get(form.frequency) or max(1, (day - last).days + 1)
    question = queries.day_question(
        request.actor, response, day, as_of, days=asked, line=request.GET.get("line", "")
    )
    if code := request.GET.get("place", ""):
        place = place_for(request.actor, code, "reports.view")
        return question.at(place=place, place_paths=(place.path,))
    return question


def _filtered(rows: Sequence[BodyDays], standing: str) -> list[BodyDays]:
    """Return the bodies that stood so on one of the days at least."""
    if not standing:
        return list(rows)
    return [row for row in rows if any(square.standing.value.code == standing for square in row.squares)]


def _answers(question: Question, form: Form) -> list[answers.Answer]:
    """Answer how the form stands, and its first number; the built-in form alone has the line's own counts."""
    prefix = "reports" if len(all_forms()) == 1 else f"reports.{form.code}"
    codes = [f"{prefix}.{name}" for name in TILES]
    codes += [code_of(form.code, field.code) for field in form.numbers[:1]]
    return answers.answers(question, [registry.measure(code) for code in codes])


def _tile(answer: answers.Answer, question: Question) -> dict[str, object]:
    value = answer.total
    is_rate = isinstance(answer.measure, Rate) and value.value is not None
    detail = f"{value.numerator} / {value.denominator}" if is_rate else ""
    return {
        "label": answer.measure.title,
        "value": f"{value.value:g}" if is_rate else value.text,
        "unit": answer.measure.unit,
        "detail": detail,
        "url": entries_url(answer.measure.code, question),
    }


@requires("reports.view")
def entries(request: Request) -> HttpResponse:
    """List the rows behind a figure of the line, with the figure above them."""
    code = request.GET.get("measure", "")
    measure = registry.measure(code)
    if not code.startswith("reports."):
        raise Missing(_("No figure is called %(code)s.") % {"code": code[:60]})
    words = request.GET.dict() | {"by": ""}
    question = question_for(request.actor, response_of(request), words, "reports.view")
    answer = answers.answer(question, measure)
    start = int(after) if (after := request.GET.get("after", "")).isdigit() else 0
    facts = answers.facts(question, measure)
    rows = _rows(
        _page(facts, start) if isinstance(facts, QuerySet) else facts[start : start + ROWS + 1], code
    )
    context = {
        "answer": answer,
        "question": question,
        "rows": rows[:ROWS],
        "column": _column(code),
        "next": start + ROWS if len(rows) > ROWS else None,
    }
    return render(request, "reports/entries.html", context)


def _page(facts: QuerySet[DailyReport], start: int) -> list[DailyReport]:
    ordered = facts.select_related("body", "line").order_by("-due_at", "line", "body_path")
    return list(ordered[start : start + ROWS + 1])


def _column(code: str) -> str:
    """Return the title of the reported number that a measure adds up, or ""."""
    found = field_of(code)
    return str(found[1].title) if found else ""


def _rows(facts: Sequence[Owed | DailyReport], code: str) -> list[dict[str, Any]]:
    """Return each fact's body, day, standing and number for the list."""
    owed = [fact for fact in facts if isinstance(fact, Owed)]
    bodies = Body.objects.in_bulk({fact.body for fact in owed})
    lines = {line.code: line for line in Line.objects.all()}
    found = field_of(code)
    return [
        _owed_row(fact, bodies[fact.body], lines.get(fact.line))
        if isinstance(fact, Owed)
        else _report_row(fact, found[1] if found else None)
        for fact in facts
    ]


def _owed_row(owed: Owed, body: Body, line: Line | None) -> dict[str, Any]:
    return {
        "body": body, "line": line, "day": owed.day, "entry": owed.report, "filed_at": owed.filed_at,
        "standing": standing_of(owed).value, "overdue": _overdue(owed),
    }  # fmt: skip


def _overdue(owed: Owed) -> datetime.timedelta | None:
    return owed.overdue if owed.late or owed.missing else None


def _report_row(report: DailyReport, field: Field | None) -> dict[str, Any]:
    number = getattr(report, field.column) if field else None
    text = shown(field, number) if field else ""
    late = report.filed_at is not None and report.filed_at > report.late_at
    standing = Standing.LATE if late else Standing.ZERO if report.is_zero else Standing.FILED
    return {
        "body": report.body, "line": report.line, "day": report.day, "entry": report.entry_id,
        "filed_at": report.filed_at, "standing": standing.value, "number": number, "shown": text,
        "overdue": report.filed_at - report.due_at if late and report.filed_at else None,
    }  # fmt: skip
