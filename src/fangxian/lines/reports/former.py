"""What a report states, and what the same body's report before it stated (M8)."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

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
    asked = {(body, line, former_day(form, day)): (body, line, day) for body, line, day in places}
    if not asked or not looks_back(form):
        return {}
    rows = DailyReport.objects.at(as_of).filter(
        response=response, form=form.code, state__in=FILED, day__in={day for _body, _line, day in asked}
    )
    bodies = {body for body, _line, _day in asked}
    if len(bodies) < 200:
        rows = rows.filter(body__in=bodies)
    columns = [field.column for field in form.numbers]
    found: dict[Place, Stated] = {}
    for body, line, day, answers, *numbers in rows.values_list("body", "line", "day", "answers", *columns):
        place = asked.get((body or uuid.UUID(int=0), line or "", day))
        if place:
            held = dict(zip(columns, numbers, strict=True))
            found[place] = {
                field.code: held[field.column] if field.is_number else answers.get(field.code)
                for field in form.fields
            }
    return found
