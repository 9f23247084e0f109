"""What is owed follows from obligations and excuses as known then; silence is what nobody filed (M8).

A source of figures without a fact table of its own: obligations are few (bodies), so they are read with one query,
excuses and reports with one each, and the days between are arithmetic.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from fangxian.lines.reports.deadlines import cut_off, days_due, late_at
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import FILED, DailyReport, Excuse, Obligation
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question

Slot = tuple[str, uuid.UUID, datetime.date]


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a body owes for a day, and what became of it by the question's instants."""

    line: str
    body: uuid.UUID
    body_path: str
    path: str
    day: datetime.date
    due_at: datetime.datetime
    late_at: datetime.datetime
    now: datetime.datetime
    report: uuid.UUID | None = None
    number: int = 0
    filed_at: datetime.datetime | None = None
    is_zero: bool = False

    def filed_by(self, instant: datetime.datetime) -> bool:
        """Tell whether it had been filed by an instant."""
        return self.filed_at is not None and self.filed_at <= instant

    def late_by(self, instant: datetime.datetime) -> bool:
        """Tell whether it had been filed by an instant, but after the grace."""
        return self.filed_by(instant) and self.filed_at > self.late_at  # type: ignore[operator]

    def missing_at(self, instant: datetime.datetime) -> bool:
        """Tell whether at an instant the grace was over and nothing filed."""
        return not self.filed_by(instant) and self.late_at < instant

    @property
    def filed(self) -> bool:
        """Whether it had been filed."""
        return self.filed_by(self.now)

    @property
    def late(self) -> bool:
        """Whether it was filed after the grace."""
        return self.late_by(self.now)

    @property
    def missing(self) -> bool:
        """Whether the grace is over and nothing was filed."""
        return self.missing_at(self.now)

    @property
    def overdue(self) -> datetime.timedelta:
        """How long after the cut-off it is, or was filed."""
        return (self.filed_at if self.filed and self.filed_at else self.now) - self.due_at


COUNTED: dict[str, Callable[[Owed, datetime.datetime], bool]] = {
    "reports.due": lambda owed, now: True,
    "reports.filed": lambda owed, now: owed.filed_by(now),
    "reports.zero": lambda owed, now: owed.filed_by(now) and owed.is_zero,
    "reports.on_time": lambda owed, now: owed.filed_by(now) and not owed.late_by(now),
    "reports.late": lambda owed, now: owed.late_by(now),
    "reports.missing": lambda owed, now: owed.missing_at(now),
}


class ExpectationSource:
    """Counts owed reports by what became of them."""

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return counts by the question's groups; each day of a breakdown as it stood at that day's end."""
        groups: Groups = {}
        first = min(question.running_from or question.start, question.start)
        slices = question.slices() if question.by is By.DAY else {}
        for owed in owed_reports(question.at(start=first)):
            keys = _days(owed, slices) if slices else [(_key(question, owed), owed.now)]
            for key, now in keys:
                values = groups.setdefault(key, {measure.code: 0 for measure in measures})
                for measure in measures:
                    values[measure.code] += COUNTED[measure.code](owed, now)
        return groups

    def knows(self, question: Question) -> bool:
        """Tell whether anybody in the part asked for owes reports at all."""
        return Obligation.objects.at(question.as_of).filter(_part(question)).exists()

    def facts(self, question: Question, measure: Measure) -> list[Owed]:
        """Return the owed reports that a value counts, most overdue first."""
        found = [owed for owed in owed_reports(question) if COUNTED[measure.code](owed, owed.now)]
        return sorted(found, key=lambda owed: (owed.due_at, owed.line, owed.body_path))

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """Return one line an owed report."""
        found = self.facts(question, measure)
        return (f"{owed.line} {owed.body} {owed.day} {owed.report} {owed.filed_at}" for owed in found)


def owed_reports(question: Question, form: str = RETURNEES.code) -> list[Owed]:
    """Return every report owed in the question's window and part, with what is known of it."""
    days = days_due(question.response, question.start, question.end)
    if not days:
        return []
    excused = _excused(question, form)
    filed = _filed(question, form, days)
    now = question.now
    hours = [(day, cut_off(question.response, day), late_at(question.response, day)) for day in days]
    return [
        Owed(
            row.line_id or "", row.body_id, row.body_path, row.path, day, due, late, now, *filed.get(
                (row.line_id or "", row.body_id, day), (None, 0, None, False)
            ),
        )
        for row in Obligation.objects.at(question.as_of).filter(_part(question), form=form)
        if row.body_id
        for day, due, late in hours
        if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
        and not any(start <= day and (end is None or day < end) for start, end in excused.get(row.body_id, []))
    ]  # fmt: skip


def _part(question: Question) -> Q:
    return question.condition() & Q(response=question.response)


def _excused(
    question: Question, form: str
) -> dict[uuid.UUID, list[tuple[datetime.date, datetime.date | None]]]:
    rows = Excuse.objects.at(question.as_of).filter(response=question.response, form=form)
    excused: dict[uuid.UUID, list[tuple[datetime.date, datetime.date | None]]] = {}
    for body, start, end in rows.values_list("body", "valid_from", "valid_to"):
        excused.setdefault(body, []).append((start, end))
    return excused


def _filed(
    question: Question, form: str, days: Sequence[datetime.date]
) -> dict[Slot, tuple[uuid.UUID, int, datetime.datetime, bool]]:
    rows = DailyReport.objects.at(question.as_of).filter(
        _part(question), form=form, day__gte=days[0], day__lte=days[-1], state__in=FILED
    )
    columns = ("line", "body", "day", "entry", "number", "filed_at", "is_zero")
    return {
        (line, body, day): (entry, number, filed_at, is_zero)
        for line, body, day, entry, number, filed_at, is_zero in rows.values_list(*columns)
    }


def _days(owed: Owed, slices: Mapping[str, Slice]) -> list[tuple[str, datetime.datetime]]:
    """Return the days in whose window the report was due, each with the instant at which it is looked at."""
    return [(day, at.now) for day, at in slices.items() if at.start <= owed.due_at <= at.end]


def _key(question: Question, owed: Owed) -> str:
    if question.widths:
        path = owed.path if question.by is By.PLACE else owed.body_path
        nodes = (question.node_of(path[:width]) for width in question.widths)
        return next((node for node in nodes if node is not None), "")
    if question.by is By.LINE:
        return owed.line
    return str(owed.body) if question.by is By.BODY else ""
