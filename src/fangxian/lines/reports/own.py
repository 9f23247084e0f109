"""A body's own report of a day as its liaison sees it: what is owed, what was stated, and what fills it in (M8)."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.core import clock
from fangxian.core.compiled import Given, Statement
from fangxian.core.dated import valid_on
from fangxian.core.scope import Scope
from fangxian.lines.reports.deadlines import cut_off, is_due, opens_at
from fangxian.lines.reports.filed import held_in, ours
from fangxian.lines.reports.former import Stated, former_reports, stated
from fangxian.lines.reports.ledger import Numbers, ledger, zeros
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
        return self.ledger is None and may_fall(self.field)


def may_fall(field: Field) -> bool:
    """Tell whether a field's number only ever rises: one lower than yesterday's is explained where no ledger does."""
    return field.is_number and field.kind is FieldKind.CUMULATIVE


@dataclass
class Mine:
    """A body's report for a day: filed, drafted or still owed. What fills it in is read when it is asked for."""

    obligation: Obligation
    day: datetime.date
    form: Form
    as_of: datetime.datetime | None = None

    @property
    def body(self) -> Body:
        """Whose report it is."""
        if self.obligation.body is None:
            raise TypeError("an obligation has a body")
        return self.obligation.body

    @property
    def line(self) -> str:
        """The line in which it is owed."""
        return self.obligation.line_id or ""

    @property
    def due_at(self) -> datetime.datetime:
        """The cut-off."""
        return cut_off(self.obligation.response, self.day, self.form)

    @cached_property
    def report(self) -> DailyReport | None:
        """What was stated, None where nothing was."""
        rows = DailyReport.objects.at(self.as_of).filter(
            response=self.obligation.response,
            form=self.form.code,
            line=self.line,
            body=self.body,
            day=self.day,
        )
        return rows.select_related("recorded_by").first()

    @cached_property
    def known(self) -> Numbers:
        """The ledgers' numbers."""
        response, known = self.obligation.response, zeros(self.form)
        if known:
            known |= ledger(response, self.day, self.line, self.body.id, self.form).get(self.body.id, {})
        return known

    @cached_property
    def former(self) -> Stated | None:
        """What the report before stated."""
        place = (self.body.id, self.line, self.day)
        return former_reports(self.obligation.response, self.form, [place], self.as_of).get(place)

    @cached_property
    def cells(self) -> list[Cell]:
        """Every field, filled in."""
        return cells_of(self.report, self.known, self.form, self.former)

    @property
    def may_be_zero(self) -> bool:
        """Whether one tap states that nothing is new: nobody knows better, and nothing else must be asked."""
        return zero(self.form, self.known, self.former) is not None


def own_obligations(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    permission: str = "reports.file",
    form: str = "",
) -> QuerySet[Obligation]:
    """Return the obligations of a form (or of all) due on a day and open, of the actor's bodies, by lines."""
    asked = Q(form__in=_due(response, day, as_of or clock.now(), form))
    mine = actor.scope(permission).body_q() | ours(actor, permission)
    rows = Obligation.objects.at(as_of).filter(mine, asked, response=response)
    rows = rows.filter(valid_on(day)).select_related("body__place", "line", "response")
    return rows.order_by("line", "body_path", "form")


def two_owed(
    actor: Actor,
    response: Response,
    day: datetime.date,
    form: str = "",
    body: uuid.UUID | None = None,
    line: str = "",
) -> list[Obligation]:
    """Return two of ``own_obligations`` as known now, or the only one; of one body the first two."""
    scope, due = actor.scope("reports.file"), _due(response, day, clock.now(), form)
    shape = (scope.shape, len(due), body is not None, bool(line))
    forms = {f"form{number}": code for number, code in enumerate(due)}
    found = TWO.all(*shape, day=day, response=response.id, body=body, line=line, **scope.values(), **forms)
    for each in found:
        each.response = response
    return found


def _two(scope: tuple[int, int], forms: int, of_body: bool, in_line: bool) -> QuerySet[Obligation]:
    own = Scope.given(*scope)
    asked = Q(form__in=[Given(f"form{number}") for number in range(forms)])
    asked &= Q(body=Given("body")) if of_body else Q()
    asked &= Q(line=Given("line")) if in_line else Q()
    rows = Obligation.objects.at().filter(own.body_q() | held_in(own), asked, response=Given("response"))
    rows = rows.filter(valid_on(Given("day"))).select_related("body__place", "line")
    return (rows.order_by("line", "body_path", "form") if of_body else rows.order_by())[:2]


TWO = Statement(_two)


def _due(response: Response, day: datetime.date, now: datetime.datetime, form: str) -> list[str]:
    """Return the codes of the forms (or of one, if it is) that are due on a day and open."""
    return [
        found.code
        for found in forms_on(day)
        if form in ("", found.code) and is_due(found, day) and opens_at(response, day, found) <= now
    ]


def mine(obligation: Obligation, day: datetime.date, as_of: datetime.datetime | None = None) -> Mine:
    """Return a body's report for a day; raises ``Missing`` when it is not owed that day."""
    return Mine(obligation, day, form_of(obligation.form, day), as_of)


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
