"""Every scoped read of the line: my report of a day, who has not filed, what awaits review (M8)."""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db.models import QuerySet

from fangxian.core import clock
from fangxian.core.dated import today, valid_on
from fangxian.lines.reports.deadlines import current_day, cut_off
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES, Field, Form
from fangxian.lines.reports.ledger import ledger, zeros
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Responsibility
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


def own_obligations(actor: Actor, response: Response, permission: str = "reports.file") -> list[Obligation]:
    """Return the obligations of the bodies for which an actor may file, valid now."""
    day = today()
    rows = Obligation.objects.at().filter(actor.scope(permission).body_q(), response=response)
    rows = rows.filter(valid_on(day)).select_related("body__place", "line")
    return list(rows.order_by("line", "body_path"))


def mine(actor: Actor, obligation: Obligation, day: datetime.date, form: Form = RETURNEES) -> Mine:
    """Return a body's report for a day with every field filled in from the ledgers."""
    response = obligation.response
    report = (
        DailyReport.objects.at()
        .filter(response=response, form=form.code, line=obligation.line_id, body=obligation.body_id, day=day)
        .select_related("recorded_by")
        .first()
    )
    body = obligation.body
    if body is None:
        raise TypeError("an obligation has a body")
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
    actor: Actor, response: Response, day: datetime.date, as_of: datetime.datetime | None = None
) -> Question:
    """Return the question about one day's reports in the reader's scope."""
    return ask(
        response, start=start_of(day), end=end_of(day), as_of=as_of, scope=actor.scope("reports.view")
    )


@dataclass(frozen=True)
class Silent:
    """An owed report with its body and who answers for it."""

    owed: Owed
    body: Body
    responsible: tuple[str, ...]


def silent(
    actor: Actor, response: Response, day: datetime.date, as_of: datetime.datetime | None = None
) -> list[Silent]:
    """Return who has not filed for a day, whatever the hour: three queries and who is responsible."""
    owed = [row for row in owed_reports(day_question(actor, response, day, as_of)) if not row.filed]
    bodies = Body.objects.in_bulk({row.body for row in owed})
    people: dict[uuid.UUID, list[str]] = {}
    held = Responsibility.objects.filter(valid_on(today()), body__in=bodies).select_related("account")
    for row in held:
        if row.body_id:
            people.setdefault(row.body_id, []).append(f"{row.account} {row.duty}".strip())
    found = [Silent(row, bodies[row.body], tuple(people.get(row.body, ()))) for row in owed]
    return sorted(found, key=lambda row: (row.owed.line, row.owed.body_path))


def to_review(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return submitted reports that await the actor's review, those that differ from the ledgers first."""
    rows = DailyReport.objects.at(as_of).filter(
        actor.scope("reports.review").q(), response=response, state=State.SUBMITTED
    )
    return rows.select_related("body", "line").order_by("-differs", "due_at", "line", "body_path")


def excuses(actor: Actor, response: Response) -> QuerySet[Excuse]:
    """Return the excuses in the actor's scope."""
    scope = actor.scope("reports.view")
    return Excuse.objects.at().filter(scope.q(), response=response).select_related("body").order_by("-valid_from")


def open_day(response: Response) -> datetime.date:
    """Return the day whose report is being collected."""
    return current_day(response, clock.now())
