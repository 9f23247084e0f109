"""Scoped reads of the line: who has not filed, a report's versions, who owes and who is excused (M8)."""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.reports.awaiting import to_review as to_review
from fangxian.lines.reports.deadlines import DAY, current_day, due_before
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.filed import ours
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.lines.reports.reminding import source_of
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
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
) -> Glance:
    """Return how a form's reports of a day stand now, and the course of so many days: few queries, however many.

    ``place`` is a path under which the bodies lie; "before" is the day on which the form was due the time before.
    """
    former = due_before(versions_of(form), day) or day - DAY
    asked = max(days, (day - former).days + 1)
    question = day_question(actor, response, day, as_of, days=asked, line=line)
    found = owed_reports(question, form, now=as_of or clock.now())
    rows = [row for row in found if row.path.startswith(place)]
    owed = [row for row in rows if row.day == day]
    before = {(row.line, row.body): row for row in rows if row.day == former}
    filed = Counter(row.day for row in rows if row.filed)
    return Glance(
        due=len(owed),
        filed=sum(row.filed for row in owed),
        zero=sum(row.filed and row.is_zero for row in owed),
        late=sum(row.late for row in owed),
        missing=sum(row.missing for row in owed),
        silent=_silent([row for row in owed if not row.filed], before, day),
        course=[filed[day - DAY * back] for back in reversed(range(days))],
    )


def silent(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    form: str = RETURNEES.code,
) -> list[Silent]:
    """Return who has not filed a form for a day, whatever the hour, in the order of the lines."""
    return glance(actor, response, day, as_of, form=form).silent


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
