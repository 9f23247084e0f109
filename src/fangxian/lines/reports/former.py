"""What a report states, and what the same body's report before it stated (M8)."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from fangxian.core import bulk
from fangxian.lines.reports.deadlines import former_day
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.forms.vocabulary import FieldKind, Form, Frequency
from fangxian.trees.responses.models import Response

Stated = dict[str, Any]
"""Field code → what is kept: an integer of the smallest unit, an ISO date, a text, a code, a list of codes, or None."""
Place = tuple[uuid.UUID, str, datetime.date]
"""Body, line and day."""


def stated(report: DailyReport, form: Form) -> Stated:
    """Return what a report states, by the fields of a version of its form."""
    return {
        field.code: getattr(report, field.column) if field.is_number else report.answers.get(field.code)
        for field in form.fields
    }


def looks_back(form: Form) -> bool:
    """Tell whether anything of a form is compared with the report before."""
    if form.frequency is Frequency.ONCE:
        return False
    told = (text for field in form.fields for text in (field.constraint, field.calculation))
    kept = any(
        field.kind is FieldKind.CUMULATIVE or (field.is_number and not field.measure) for field in form.fields
    )
    return kept or any("yesterday." in text for text in told)


def former_reports(
    response: Response, form: Form, places: Iterable[Place], as_of: datetime.datetime | None = None
) -> Mapping[Place, Stated]:
    """Return what the reports before those of some places stated, where they were filed: one query."""
    places = list(places)
    if not places or not looks_back(form):
        return {}
    before = {day: former_day(form, day) for day in {day for _body, _line, day in places}}
    asked = {(body, line, before[day]): (body, line, day) for body, line, day in places}
    rows = DailyReport.objects.at(as_of).filter(
        bulk.among(DailyReport, "body_id", {body for body, _line, _day in places}),
        response=response, form=form.code, state__in=FILED, day__in={day for _body, _line, day in asked},
        line__in={line for _body, line, _day in asked},
    )  # fmt: skip
    found: dict[Place, Stated] = {}
    for (body, line, day), told in _told(rows, form):
        if place := asked.get((body, line, day)):
            found[place] = told
    return found


def _told(rows: QuerySet[DailyReport], form: Form) -> Iterator[tuple[Place, Stated]]:
    """Yield whose report each row is, and what it states."""
    columns = [field.column for field in form.numbers]
    others = [field.code for field in form.fields if not field.is_number]
    codes = [field.code for field in form.numbers]
    for body, line, day, answers, *numbers in rows.values_list("body", "line", "day", "answers", *columns):
        told = dict(zip(codes, numbers, strict=True)) | {code: answers.get(code) for code in others}
        yield (body or uuid.UUID(int=0), line or "", day), told
