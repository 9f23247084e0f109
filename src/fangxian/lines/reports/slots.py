"""Who owes which days: schedules of forms, obligations less excuses, and the reports that were filed (M8)."""

import datetime
import uuid
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from fangxian.lines.reports.deadlines import schedule
from fangxian.lines.reports.models import FILED, DailyReport, Excuse, Obligation
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.forms.catalogue import catalogue

Slot = tuple[str, str, uuid.UUID]
"""Form, line and body."""
Span = tuple[datetime.date, datetime.date | None]
FAR = datetime.date.max


class Due(NamedTuple):
    """A form's days of a window, each with its cut-off and the end of its grace, in their order."""

    days: list[datetime.date]
    due: list[datetime.datetime]
    late: list[datetime.datetime]

    def between(self, span: Span) -> range:
        """Return the places of the days that an obligation covers."""
        return range(bisect_left(self.days, span[0]), bisect_left(self.days, span[1] or FAR))


class Held(NamedTuple):
    """An obligation with the places of its days in its form's schedule, excused ones left out."""

    slot: Slot
    body_path: str
    path: str
    at: Sequence[int]


class Filed(NamedTuple):
    """A filed report."""

    slot: Slot
    day: datetime.date
    entry: uuid.UUID
    number: int
    filed_at: datetime.datetime
    is_zero: bool


def dues_of(question: Question, form: str | Collection[str] = "", *, ahead: bool = False) -> dict[str, Due]:
    """Return the schedules of the forms (one, some, or all) that were due in the window at all.

    What cannot be filed yet is left out, but with ``ahead``.
    """
    forms = catalogue().forms
    wanted = (form,) if isinstance(form, str) else form
    chosen = forms if form == "" else {code: forms[code] for code in wanted if code in forms}
    found = {}
    for code, versions in chosen.items():
        rows = schedule(question.response, question.start, question.end, versions, ahead=ahead)
        if rows:
            found[code] = Due(*(list(column) for column in zip(*rows, strict=True)))
    return found


def held_by(question: Question, dues: dict[str, Due], bodies: Collection[str] = ()) -> Iterator[Held]:
    """Yield the obligations of the part asked for, each with its days; one query, and one for excuses.

    ``bodies`` are the paths of the only bodies wanted, none of them means all.
    """
    if not dues:
        return
    rows = Obligation.objects.at(question.as_of).filter(part_of(question), form__in=dues)
    if bodies:
        rows = rows.filter(body_path__in=bodies)
    excused = _excused(question, dues, rows.values("body") if bodies else None)
    columns = ("form", "line", "body", "body_path", "path", "valid_from", "valid_to")
    for form, line, body, body_path, path, start, end in rows.values_list(*columns):
        if body is None:
            continue
        at: Sequence[int] = dues[form].between((start, end))
        for span in excused.get((form, body), ()):
            out = dues[form].between(span)
            at = [place for place in at if place not in out]
        yield Held((form, line or "", body), body_path, path, at)


def part_of(question: Question) -> Q:
    """Return the condition of the part asked for."""
    return question.condition() & Q(response=question.response)


def _excused(
    question: Question, dues: dict[str, Due], bodies: "QuerySet[Obligation, Any] | None"
) -> dict[tuple[str, uuid.UUID], list[Span]]:
    rows = Excuse.objects.at(question.as_of).filter(response=question.response, form__in=dues)
    rows = rows.filter(body__in=bodies) if bodies is not None else rows
    excused: dict[tuple[str, uuid.UUID], list[Span]] = {}
    for form, body, start, end in rows.values_list("form", "body", "valid_from", "valid_to"):
        excused.setdefault((form, body), []).append((start, end))
    return excused


def filed_reports(
    question: Question, dues: dict[str, Due], bodies: Collection[uuid.UUID] = ()
) -> Iterator[Filed]:
    """Yield the reports filed for the days of the schedules in the part asked for; one query.

    ``bodies`` are the only ones wanted, none of them means all.
    """
    first, last = min(due.days[0] for due in dues.values()), max(due.days[-1] for due in dues.values())
    rows = DailyReport.objects.at(question.as_of).filter(
        part_of(question), form__in=dues, day__gte=first, day__lte=last, state__in=FILED
    )
    if bodies:
        rows = rows.filter(body__in=bodies)
    columns = ("form", "line", "body", "day", "entry", "number", "filed_at", "is_zero")
    for form, line, body, *told in rows.values_list(*columns):
        yield Filed((form, line or "", body), *told)
