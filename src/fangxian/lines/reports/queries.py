"""Every scoped read of the line: my report of a day, who has not filed, what awaits review (M8)."""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.dated import valid_on
from fangxian.core.errors import Missing
from fangxian.lines.reports.actions.common import KIND
from fangxian.lines.reports.deadlines import DAY, current_day, cut_off
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES, Field, Form
from fangxian.lines.reports.ledger import ledger, zeros
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.duties.models import Reminder
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.queries import responsible_for
from fangxian.trees.responses.models import Response

State = DailyReport.State


@dataclass(frozen=True)
class Cell:
    """A field of a report with what was stated and what the ledgers say."""

    field: Field
    number: int | None
    ledger: int
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the stated number is another than the ledgers'."""
        return self.number is not None and self.number != self.ledger


@dataclass(frozen=True)
class Mine:
    """A body's report for a day as its liaison sees it: filed, drafted or still owed, and filled in."""

    body: Body
    line: str
    day: datetime.date
    due_at: datetime.datetime
    report: DailyReport | None
    cells: list[Cell] = field(default_factory=list)

    @property
    def may_be_zero(self) -> bool:
        """Whether the ledgers know nothing new, so that a zero needs no explanation."""
        flows = {flow.code for flow in RETURNEES.flows}
        return not any(cell.ledger for cell in self.cells if cell.field.code in flows)


def own_obligations(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    permission: str = "reports.file",
) -> QuerySet[Obligation]:
    """Return the obligations that held on a day of the bodies in the actor's scope, in the order of the lines."""
    rows = Obligation.objects.at(as_of).filter(actor.scope(permission).body_q(), response=response)
    rows = rows.filter(valid_on(day)).select_related("body__place", "line", "response")
    return rows.order_by("line", "body_path")


def mine(
    obligation: Obligation, day: datetime.date, as_of: datetime.datetime | None = None, form: Form = RETURNEES
) -> Mine:
    """Return a body's report for a day with every field filled in from the ledgers."""
    response, body = obligation.response, obligation.body
    if body is None:
        raise TypeError("an obligation has a body")
    report = (
        DailyReport.objects.at(as_of)
        .filter(response=response, form=form.code, line=obligation.line_id, body=body, day=day)
        .select_related("recorded_by")
        .first()
    )
    known = ledger(response, day, obligation.line_id or "", body.id, form).get(body.id, {})
    return Mine(
        body, obligation.line_id or "", day, cut_off(response, day), report,
        cells_of(report, zeros(form) | known, form),
    )  # fmt: skip


def cells_of(report: DailyReport | None, known: dict[str, int], form: Form = RETURNEES) -> list[Cell]:
    """Return a report's fields beside the ledgers' numbers."""
    reasons = report.differences if report else {}
    return [
        Cell(
            wanted,
            getattr(report, wanted.column) if report else None,
            known[wanted.code],
            reasons.get(wanted.code, {}).get("reason", ""),
        )
        for wanted in form.fields
    ]


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
    """An owed report with its body, who answers for it, and what the body filed the day before."""

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
) -> Glance:
    """Return how a day's reports stand, and the course of so many days: three queries, and two about the silent.

    ``place`` is a path under which the bodies lie.
    """
    question = day_question(actor, response, day, as_of, days=days, line=line)
    rows = [row for row in owed_reports(question) if row.path.startswith(place)]
    owed = [row for row in rows if row.day == day]
    before = {(row.line, row.body): row for row in rows if row.day == day - DAY}
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
    actor: Actor, response: Response, day: datetime.date, as_of: datetime.datetime | None = None
) -> list[Silent]:
    """Return who has not filed for a day, whatever the hour, in the order of the lines."""
    return glance(actor, response, day, as_of).silent


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


def reminders(response: Response, day: datetime.date) -> Counter[str]:
    """Return how often each line and body (``Silent.key``) was reminded of a day's report."""
    rows = Reminder.objects.filter(response=response, about=KIND, due_at=cut_off(response, day))
    return Counter(f"{line}:{body}" for line, body in rows.values_list("line", "body"))


def visible(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return the reports in the reader's scope as known at an instant."""
    rows = DailyReport.objects.at(as_of).filter(actor.scope("reports.view").q(), response=response)
    return rows.select_related("body", "line", "recorded_by")


def versions(actor: Actor, entry_id: uuid.UUID, as_of: datetime.datetime | None = None) -> list[DailyReport]:
    """Return every version of a report that the reader may see, the latest first; raises ``Missing``."""
    rows = DailyReport.objects.filter(actor.scope("reports.view").q(), entry=entry_id)
    if as_of:
        rows = rows.filter(recorded_from__lte=as_of)
    found = list(rows.select_related("body", "line", "recorded_by", "response").order_by("-number"))
    if not found:
        raise Missing(_("There is no such report, or it lies outside your area."))
    return found


def to_review(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return submitted reports that await the actor's review, those that differ from the ledgers first."""
    rows = DailyReport.objects.at(as_of).filter(
        actor.scope("reports.review").q(), response=response, state=State.SUBMITTED
    )
    return rows.select_related("body", "line").order_by("-differs", "due_at", "line", "body_path")


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
