"""Scoped reads of the line: who has not filed, a report's versions, who owes and who is excused (M8)."""

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.reports import cells
from fangxian.lines.reports.awaiting import to_review as to_review
from fangxian.lines.reports.deadlines import DAY, current_day, due_before
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.filed import ours
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.lines.reports.owed import reading
from fangxian.lines.reports.owed.counting import Counted
from fangxian.lines.reports.reminding import source_of
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question, ask, end_of, start_of
from fangxian.mechanisms.forms.catalogue import versions_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.mechanisms.messages.queries import reminders_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.queries import responsible_for
from fangxian.trees.responses.models import Response


def day_question(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    *,
    days: int = 1,
    line: str = "",
    permission: str = "reports.view",
) -> Question:
    """Return the question about the reports of a day, or of as many days up to it, in the reader's scope."""
    start = start_of(day - DAY * (days - 1))
    return ask(response, start=start, end=end_of(day), as_of=as_of, line=line, scope=actor.scope(permission))


@dataclass(frozen=True)
class Silent:
    """An owed report with its body, who answers for it, and what the body filed the time before."""

    owed: Owed
    body: Body
    responsible: tuple[str, ...]
    before: Owed | None = None

    @property
    def key(self) -> str:
        """The line and body by which a reminder names it."""
        return f"{self.owed.line}:{self.owed.body}"


@dataclass(frozen=True)
class Glance:
    """A day's reports in a reader's scope: how many stand how, and who is silent, whatever the hour."""

    due: int
    filed: int
    zero: int
    late: int
    missing: int
    silent: list[Silent]
    course: list[int]
    """How many were filed for each of the days up to it."""
    by_line: dict[str, int]
    """How many are silent in each line."""

    @property
    def unfiled(self) -> int:
        """How many are silent in all; ``silent`` may hold only the first."""
        return self.due - self.filed


def glance(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    *,
    line: str = "",
    place: str = "",
    days: int = 2,
    form: str = RETURNEES.code,
    limit: int | None = None,
    of_line: str = "",
    after: cells.After | None = None,
) -> Glance:
    """Return how a form's reports of a day stand now, and the course of so many days: few queries, however many.

    ``place`` is a path under which the bodies lie; "before" is the day on which the form was due the time before. The
    silent are those of a line (``of_line``, "" of all), with a ``limit`` only the first, or those ``after`` a line and
    body path: then nothing is read one by one where the counts are folded.
    """
    former = due_before(versions_of(form), day) or day - DAY
    asked = max(days, (day - former).days + 1)
    question = day_question(actor, response, day, as_of, days=asked, line=line)
    question = question.at(place_paths=(place,)) if place else question
    course, now = [day - DAY * back for back in reversed(range(days))], as_of or clock.now()
    counts = counts_of(question, form, {*course, day}, now) if limit is not None else None
    if counts is None:
        rows = owed_reports(question, form, now=now)
        counts = {own: _counted([row for row in rows if row.day == own]) for own in {*course, day}}
        lines = Counter(row.line for row in rows if row.day == day and not row.filed)
    else:
        rows = _first_silent(question, form, day, now, limit or 0, of_line, after)
        lines = _silent_by_line(question, form, day, now) or Counter()
    owed = [row for row in rows if row.day == day and not row.filed and of_line in ("", row.line)]
    before = {(row.line, row.body): row for row in rows if row.day == former}
    owed = sorted((row for row in owed if after is None or _key(row) > after), key=_key)[:limit]
    own = counts[day]
    return Glance(
        own.due, own.filed, own.zero, own.late, own.missing, _silent(owed, before, day),
        [counts[each].filed for each in course], dict(lines),
    )  # fmt: skip


def counts_of(
    question: Question, form: str, days: set[datetime.date], now: datetime.datetime
) -> dict[datetime.date, Counted] | None:
    """Return the counts of days as they stand at an instant; None where only the facts can tell."""
    windows = {each.isoformat(): Slice(start_of(each), end_of(each), now) for each in days}
    found = reading.counted(question.at(by=By.DAY), form, windows)
    return None if found is None else {each: found.get(each.isoformat(), Counted()) for each in days}


def _counted(rows: Sequence[Owed]) -> Counted:
    filed = [row for row in rows if row.filed]
    late, missing = sum(row.late for row in filed), sum(row.missing for row in rows)
    return Counted(len(rows), len(filed), sum(row.is_zero for row in filed), late, missing)


class Silence:
    """How many are silent on a day by place and line: from the tallies, or from one look at the facts for all."""

    def __init__(self, actor: Actor, response: Response, day: datetime.date, form: str) -> None:
        self._question, self._day, self._form = day_question(actor, response, day), day, form
        self._facts: list[Owed] | None = None

    def count(self, path: str, line: str) -> int:
        """Return how many are silent below a path of a place and in a line; "" is every one."""
        if self._facts is None:
            asked = self._question.at(place_paths=(path,)) if path else self._question
            counts = _silent_by_line(asked, self._form, self._day, clock.now())
            if counts is not None:
                return sum(count for own, count in counts.items() if line in ("", own))
            rows = owed_reports(self._question, self._form, now=clock.now())
            self._facts = [row for row in rows if row.day == self._day and not row.filed]
        return sum(row.path.startswith(path) and line in ("", row.line) for row in self._facts)


def _silent_by_line(
    question: Question, form: str, day: datetime.date, now: datetime.datetime
) -> Counter[str] | None:
    window = {"": Slice(start_of(day), end_of(day), now)}
    found = reading.counted(question.at(by=By.LINE), form, window)
    if found is None:
        return None
    return Counter({line: own.due - own.filed for line, own in found.items() if own.due > own.filed})


def _first_silent(
    question: Question,
    form: str,
    day: datetime.date,
    now: datetime.datetime,
    limit: int,
    line: str,
    after: cells.After | None,
) -> list[Owed]:
    """Return what the first silent bodies after a key owe, with the report before."""
    narrowed = question.at(line=line) if line else question
    keys = {_key(row) for row in _silent_of(narrowed, form, day, now, after=after, limit=limit)}
    if not keys:
        return []
    found = owed_reports(narrowed, form, now=now, bodies={path for _line, path in keys})
    return [row for row in found if _key(row) in keys]


def _key(row: Owed) -> cells.After:
    return row.line, row.body_path


def silent(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    form: str = RETURNEES.code,
    *,
    line: str = "",
    place: str = "",
    after: cells.After | None = None,
    limit: int | None = None,
) -> list[Silent]:
    """Return who has not filed a form for a day, whatever the hour: some after a key of line and body path, or all.

    ``place`` is a path under which the bodies lie.
    """
    question, now = day_question(actor, response, day, as_of, line=line), as_of or clock.now()
    question = question.at(place_paths=(place,)) if place else question
    return _silent(_silent_of(question, form, day, now, after=after, limit=limit), {}, day)


def _silent_of(
    question: Question,
    form: str,
    day: datetime.date,
    now: datetime.datetime,
    *,
    after: cells.After | None = None,
    limit: int | None = None,
) -> list[Owed]:
    found = [cell for cell in cells.cells_of(question, form) if cell.day == day]
    return [
        row for cell in found for row in cells.first_silent(question, cell, now, after=after, limit=limit)
    ]


def _silent(owed: list[Owed], before: dict[tuple[str, uuid.UUID], Owed], day: datetime.date) -> list[Silent]:
    bodies = Body.objects.in_bulk({row.body for row in owed})
    people: dict[uuid.UUID, list[str]] = {}
    for held in responsible_for(bodies=bodies.values(), day=day):
        if held.body_id:
            people.setdefault(held.body_id, []).append(f"{held.account} {held.duty}".strip())
    found = [
        Silent(row, bodies[row.body], tuple(people.get(row.body, ())), before.get((row.line, row.body)))
        for row in owed
    ]
    return sorted(found, key=lambda row: (row.owed.line, row.owed.body_path))


def reminders(response: Response, day: datetime.date, form: Form = RETURNEES) -> Counter[str]:
    """Return how often each line and body (``Silent.key``) was reminded of a form's report of a day."""
    rows = reminders_of(response, source_of(form).code).filter(day=day)
    return Counter(f"{line}:{body}" for line, body in rows.values_list("line", "body"))


def visible(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return the reports in the reader's scope as known at an instant."""
    rows = DailyReport.objects.at(as_of).filter(actor.scope("reports.view").q(), response=response)
    return rows.select_related("body", "line", "recorded_by")


def versions(actor: Actor, entry_id: uuid.UUID, as_of: datetime.datetime | None = None) -> list[DailyReport]:
    """Return every version of a report that the reader may see, the latest first; raises ``Missing``."""
    seen = actor.scope("reports.view").q() | ours(actor, "reports.view")
    rows = DailyReport.objects.filter(seen, entry=entry_id)
    if as_of:
        rows = rows.filter(recorded_from__lte=as_of)
    found = list(rows.select_related("body", "line", "recorded_by", "response").order_by("-number"))
    if not found:
        raise Missing(_("There is no such report, or it lies outside your area."))
    return found


def excuses(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Excuse]:
    """Return the excuses in the actor's scope, the latest first."""
    rows = Excuse.objects.at(as_of).filter(actor.scope("reports.view").q(), response=response)
    return rows.select_related("body", "line", "recorded_by").order_by("-valid_from", "body_path")


def obligations(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[Obligation]:
    """Return who owes reports in the actor's scope, past and future too, in the order of the lines."""
    rows = Obligation.objects.at(as_of).filter(actor.scope("reports.view").q(), response=response)
    return rows.select_related("body", "line").order_by("line", "body_path", "valid_from")


def open_day(response: Response, as_of: datetime.datetime | None = None) -> datetime.date:
    """Return the day whose report is being collected."""
    return current_day(response, as_of or clock.now())
