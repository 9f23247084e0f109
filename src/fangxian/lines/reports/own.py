"""A body's own report of a day as its liaison sees it: what is owed, what was stated, and what fills it in (M8)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.core import clock
from fangxian.core.dated import valid_on
from fangxian.core.scope import NOTHING
from fangxian.lines.reports.deadlines import cut_off, is_due, opens_at
from fangxian.lines.reports.filed import ours
from fangxian.lines.reports.former import Stated, former_reports, stated
from fangxian.lines.reports.ledger import ledger, zeros
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.prefill import prefilled, zero
from fangxian.mechanisms.forms import rules, values
from fangxian.mechanisms.forms.catalogue import form_of, forms_on
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Cell:
    """A field of a report with what was stated, what the ledgers and the report before say, and what it begins with."""

    field: Field
    number: Any
    ledger: int | None
    reason: str = ""
    former: Any = None
    begins: Any = None

    @property
    def differs(self) -> bool:
        """Whether the stated number is another than the ledgers'."""
        return self.ledger is not None and self.number is not None and self.number != self.ledger

    @property
    def shown(self) -> str:
        """What was stated, as people read it."""
        return values.shown(self.field, self.number)

    @property
    def former_shown(self) -> str:
        """What the report before stated, as people read it."""
        return values.shown(self.field, self.former)

    @property
    def may_fall(self) -> bool:
        """Whether a lower number than yesterday's has to be explained and no ledger explains it."""
        return self.ledger is None and self.field.is_number and self.field.kind is FieldKind.CUMULATIVE


@dataclass(frozen=True)
class Mine:
    """A body's report for a day: filed, drafted or still owed, and filled in."""

    body: Body
    line: str
    day: datetime.date
    due_at: datetime.datetime
    report: DailyReport | None
    form: Form
    cells: list[Cell] = field(default_factory=list)
    may_be_zero: bool = False
    """Whether one tap states that nothing is new: nobody knows better, and nothing else must be asked."""


def own_obligations(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    permission: str = "reports.file",
    form: str = "",
) -> QuerySet[Obligation]:
    """Return the obligations of a form (or of all) due on a day and open, of the actor's bodies, by lines."""
    now = as_of or clock.now()
    due = [
        found.code
        for found in forms_on(day)
        if form in ("", found.code) and is_due(found, day) and opens_at(response, day, found) <= now
    ]
    asked = Q(form__in=due) if due else NOTHING
    mine = actor.scope(permission).body_q() | ours(actor, permission)
    rows = Obligation.objects.at(as_of).filter(mine, asked, response=response)
    rows = rows.filter(valid_on(day)).select_related("body__place", "line", "response")
    return rows.order_by("line", "body_path", "form")


def mine(obligation: Obligation, day: datetime.date, as_of: datetime.datetime | None = None) -> Mine:
    """Return a body's report for a day with every field filled in; raises ``Missing`` when it is not owed that day."""
    response, body, line = obligation.response, obligation.body, obligation.line_id or ""
    if body is None:
        raise TypeError("an obligation has a body")
    form = form_of(obligation.form, day)
    report = (
        DailyReport.objects.at(as_of)
        .filter(response=response, form=form.code, line=line, body=body, day=day)
        .select_related("recorded_by")
        .first()
    )
    known = zeros(form)
    if known:
        known |= ledger(response, day, line, body.id, form).get(body.id, {})
    former = former_reports(response, form, [(body.id, line, day)], as_of).get((body.id, line, day))
    return Mine(
        body, line, day, cut_off(response, day, form), report, form,
        cells_of(report, known, form, former), zero(form, known, former) is not None,
    )  # fmt: skip


def cells_of(
    report: DailyReport | None,
    known: Mapping[str, int],
    form: Form,
    former: Stated | None = None,
) -> list[Cell]:
    """Return a report's fields beside the ledgers' numbers and those of the report before."""
    told = stated(report, form) if report else {}
    reasons = report.differences if report else {}
    begun = rules.compute(form, prefilled(form, known, former), former)
    return [
        Cell(
            wanted,
            told.get(wanted.code),
            known.get(wanted.code),
            reasons.get(wanted.code, {}).get("reason", ""),
            (former or {}).get(wanted.code),
            told.get(wanted.code) if told.get(wanted.code) is not None else begun.get(wanted.code),
        )
        for wanted in form.fields
    ]
