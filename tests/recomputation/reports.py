"""What bodies owe and file from first principles: every form, day by day, and the numbers stated in it (M8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.forms.catalogue import all_forms, versions_of
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form, Frequency
from fangxian.trees.responses.models import Response
from tests.recomputation.window import CHINA, DAY, Where, Window, where

COUNTS = ("due", "filed", "zero", "late", "on_time", "missing")
LATEST = {Frequency.DAILY: DAY, Frequency.WEEKLY: 7 * DAY}


@dataclass(frozen=True)
class Day:
    """A report that a body owes, and when it was filed."""

    where: Where
    form: str
    due: datetime
    late: datetime
    filed: datetime | None
    zero: bool


@dataclass(frozen=True)
class Sheet:
    """A filed report's numbers by column."""

    where: Where
    form: str
    due: datetime
    filed: datetime
    numbers: dict[str, int | None]


def figures(days: list[Day], sheets: list[Sheet], window: Window) -> dict[str, int]:
    """Return every plain figure of reports for a window, by its code: of all forms, and of each once there are some."""
    found = {f"reports.{name}": count for name, count in _counts(days, window).items()}
    forms = {form.code: versions_of(form.code) for form in all_forms()}
    for code, versions in forms.items():
        room = "field" if code == RETURNEES.code else code
        if len(forms) > 1:
            own = [day for day in days if day.form == code]
            found |= {f"reports.{code}.{name}": count for name, count in _counts(own, window).items()}
        stated = [sheet for sheet in sheets if sheet.form == code]
        fields = {field.code: (form, field) for form in versions for field in form.numbers}
        found |= {f"reports.{room}.{name}": _sum(stated, *one, window) for name, one in fields.items()}
    return found


def _counts(days: list[Day], window: Window) -> dict[str, int]:
    due = [day for day in days if window.holds(day.due)]
    filed = [day for day in due if day.filed and day.filed <= window.now]
    late = [day for day in filed if day.filed and day.filed > day.late]
    missing = [day for day in due if day not in filed and day.late < window.now]
    zero = [day for day in filed if day.zero]
    numbers = (len(due), len(filed), len(zero), len(late), len(filed) - len(late), len(missing))
    return dict(zip(COUNTS, numbers, strict=True))


def _sum(sheets: list[Sheet], form: Form, field: Field, window: Window) -> int:
    """A flow adds up over the window; other numbers are those of its last day, or week."""
    filed = [sheet for sheet in sheets if window.reached(sheet.filed)]
    if field.kind is FieldKind.FLOW:
        counted = [sheet for sheet in filed if window.holds(sheet.due)]
    else:
        since = window.end - LATEST[form.frequency]
        counted = [sheet for sheet in filed if since < sheet.due <= window.end]
    return sum(sheet.numbers.get(field.column) or 0 for sheet in counted)


def read_days(response: Response) -> list[Day]:
    """Read who owes what for which day now, and what was filed of it."""
    rows = DailyReport.objects.at().filter(response=response).exclude(state="draft")
    filed = {(row.form, row.line_id, row.body_id, row.day): row for row in rows}
    excuses = list(Excuse.objects.at().filter(response=response))
    return [
        _owed(row, form, day, response, filed.get((row.form, row.line_id, row.body_id, day)))
        for row in Obligation.objects.at().filter(response=response)
        for form, day in _due(row)
        if not any(_excuses(excuse, row, day) for excuse in excuses)
    ]


def _excuses(excuse: Excuse, row: Obligation, day: date) -> bool:
    same = (excuse.body_id, excuse.form) == (row.body_id, row.form)
    return same and excuse.valid_from <= day < (excuse.valid_to or date.max)


def _due(row: Obligation) -> Iterator[tuple[Form, date]]:
    """Yield each day for which somebody owes a form, with the version of that day."""
    for day in _span(row.valid_from, row.valid_to):
        for form in versions_of(row.form):
            weekly = form.frequency is Frequency.WEEKLY
            if form.holds_on(day) and (not weekly or day.isoweekday() == int(form.due_on) + 1):
                yield form, day


def _span(start: date, end: date | None) -> Iterable[date]:
    return (start + number * DAY for number in range(60) if end is None or start + number * DAY < end)


def _owed(row: Obligation, form: Form, day: date, response: Response, report: DailyReport | None) -> Day:
    due = datetime.combine(day, form.cut_off or response.report_cut_off, CHINA)
    grace = response.report_grace_minutes if form.grace is None else form.grace
    flows = [getattr(report, field.column) for field in form.flows] if report else []
    zero = report is not None and all(number == 0 for number in flows)
    filed = report.filed_at if report else None
    return Day(where(row), row.form, due, due + timedelta(minutes=grace), filed, zero)


def read_sheets(response: Response) -> list[Sheet]:
    """Read the numbers of every filed report."""
    rows = DailyReport.objects.at().filter(response=response).exclude(state="draft")
    return [_sheet(row, response) for row in rows if row.filed_at]


def _sheet(row: DailyReport, response: Response) -> Sheet:
    form = next(form for form in versions_of(row.form) if form.number == row.form_version)
    due = datetime.combine(row.day, form.cut_off or response.report_cut_off, CHINA)
    numbers = {field.column: getattr(row, field.column) for field in form.numbers}
    assert row.filed_at is not None
    return Sheet(where(row), row.form, due, row.filed_at, numbers)
