"""All reports at a glance: bodies by days, the figures above them, and the rows behind any figure of the line."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.reports import queries
from fangxian.lines.reports.calendar import BodyDays, calendar
from fangxian.lines.reports.deadlines import current_day
from fangxian.lines.reports.expectations import Owed
from fangxian.lines.reports.figures import MEASURES
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import day_in
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.standing import Standing, standing_of
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.asking import entries_url, place_for, question_for
from fangxian.mechanisms.figures.measures import Rate
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.responses.current import as_of_of, response_of

DAYS = 15
PAGE = 40
ROWS = 200
TILES = [
    "reports.completeness",
    "reports.zero",
    "reports.late",
    "reports.missing",
    "reports.field.new_arrivals",
]
MEASURE = {measure.code: measure for measure in MEASURES}


@requires("reports.view")
@savable("line", "standing", "place")
def every(request: Request) -> HttpResponse:
    """Show bodies by the last 15 days, a line at a time, with the figures of those days above."""
    question = _question(request)
    days, rows = calendar(question)
    shown = _filtered(rows, request.GET.get("standing", ""))
    after = request.GET.get("after", "")
    page = [row for row in shown if f"{row.line}:{row.body_path}" > after][: PAGE + 1]
    context = {
        "days": days,
        "rows": page[:PAGE],
        "total": len(shown),
        "next": f"{page[PAGE - 1].line}:{page[PAGE - 1].body_path}" if len(page) > PAGE else "",
        "tiles": [_tile(answer, question) for answer in _answers(question)],
        "lines": Line.objects.filter(reports_returnees=True),
        "line": question.line,
        "standing": request.GET.get("standing", ""),
        "standings": [each for each in Standing if each is not Standing.NONE],
        "last": days[-1] if days else None,
    }
    return render(request, "reports/all.html", context)


def _question(request: Request) -> Question:
    """The last 15 days up to the one asked for; without a line asked for, the first that the reader sees."""
    response, as_of = response_of(request), as_of_of(request)
    day = day_in(request.GET.get("day", ""), current_day(response, as_of or clock.now()))
    question = queries.day_question(
        request.actor, response, day, as_of, days=DAYS, line=request.GET.get("line", "")
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


def _answers(question: Question) -> list[answers.Answer]:
    return answers.answers(question, [MEASURE[code] for code in TILES])


def _tile(answer: answers.Answer, question: Question) -> dict[str, object]:
    value = answer.total
    is_rate = isinstance(answer.measure, Rate) and value.value is not None
    detail = f"{value.numerator} / {value.denominator}" if is_rate else ""
    return {
        "label": answer.measure.title,
        "value": f"{value.value:g}" if is_rate else value.value,
        "unit": answer.measure.unit,
        "detail": detail,
        "url": entries_url(answer.measure.code, question),
    }


@requires("reports.view")
def entries(request: Request) -> HttpResponse:
    """List the rows behind a figure of the line, with the figure above them."""
    code = request.GET.get("measure", "")
    if code not in MEASURE:
        raise Missing(_("No figure is called %(code)s.") % {"code": code[:60]})
    words = request.GET.dict() | {"by": ""}
    question = question_for(request.actor, response_of(request), words, "reports.view")
    answer = answers.answer(question, MEASURE[code])
    start = int(after) if (after := request.GET.get("after", "")).isdigit() else 0
    facts = answers.facts(question, MEASURE[code])
    rows = _rows(facts[start : start + ROWS + 1] if isinstance(facts, list) else _page(facts, start), code)
    context = {
        "answer": answer,
        "question": question,
        "rows": rows[:ROWS],
        "column": _column(code),
        "next": start + ROWS if len(rows) > ROWS else None,
    }
    return render(request, "reports/entries.html", context)


def _page(facts: Any, start: int) -> list[DailyReport]:
    ordered = facts.select_related("body", "line").order_by("-due_at", "line", "body_path")
    return list(ordered[start : start + ROWS + 1])


def _column(code: str) -> str:
    """Return the title of the reported number that a measure adds up, or ""."""
    name = code.removeprefix("reports.field.")
    return str(RETURNEES.field(name).title) if name != code else ""


def _rows(facts: Sequence[Owed | DailyReport], code: str) -> list[dict[str, Any]]:
    """Return each fact's body, day, standing and number for the list."""
    owed = [fact for fact in facts if isinstance(fact, Owed)]
    bodies = Body.objects.in_bulk({fact.body for fact in owed})
    lines = {line.code: line for line in Line.objects.all()}
    name = code.removeprefix("reports.field.")
    return [
        _owed_row(fact, bodies[fact.body], lines.get(fact.line))
        if isinstance(fact, Owed)
        else _report_row(fact, getattr(fact, RETURNEES.field(name).column))
        for fact in facts
    ]


def _owed_row(owed: Owed, body: Body, line: Line | None) -> dict[str, Any]:
    return {
        "body": body, "line": line, "day": owed.day, "entry": owed.report, "filed_at": owed.filed_at,
        "standing": standing_of(owed).value, "overdue": _overdue(owed),
    }  # fmt: skip


def _overdue(owed: Owed) -> datetime.timedelta | None:
    return owed.overdue if owed.late or owed.missing else None


def _report_row(report: DailyReport, number: int | None) -> dict[str, Any]:
    late = report.filed_at is not None and report.filed_at > report.late_at
    standing = Standing.LATE if late else Standing.ZERO if report.is_zero else Standing.FILED
    return {
        "body": report.body, "line": report.line, "day": report.day, "entry": report.entry_id,
        "filed_at": report.filed_at, "standing": standing.value, "number": number,
        "overdue": report.filed_at - report.due_at if late and report.filed_at else None,
    }  # fmt: skip
