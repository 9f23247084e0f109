"""The burden meter: what forms ask of each unit on a day, by whom, in how many minutes, and what is known already (M8).

Every form that is due on the day counts, whether it was filed or not, on a later day too. Minutes are the median that
people were measured to need (``spending``), before there is one the estimate of ``mechanisms.forms.burden``.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fangxian.core import words
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.queries import day_question
from fangxian.lines.reports.spending import Measured, measured, said
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms import burden, catalogue
from fangxian.mechanisms.forms.burden import Cost, Duplicate
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

NOTHING = Cost()


@dataclass(frozen=True)
class Asked:
    """A form with what one report of it costs, and which of its fields are known already."""

    form: Form
    cost: Cost
    duplicates: tuple[Duplicate, ...]
    issuer: Body | None = None
    measured: Measured | None = None

    @property
    def estimated(self) -> int:
        """The seconds that a report is estimated to cost, whatever was measured."""
        return burden.estimated(self.form)

    @property
    def estimate(self) -> str:
        """The estimate as people say it."""
        return said(self.estimated)


@dataclass
class UnitBurden:
    """What is asked of a body in a line on the day."""

    body: Body
    line: str
    forms: list[Asked] = field(default_factory=list)

    @property
    def cost(self) -> Cost:
        """What it costs the body."""
        return sum((asked.cost for asked in self.forms), NOTHING)


@dataclass
class IssuerBurden:
    """What a body (None: the system's own forms) asks of how many units on the day; reports are units by forms."""

    issuer: Body | None
    forms: list[Asked] = field(default_factory=list)
    units: set[uuid.UUID] = field(default_factory=set)
    reports: int = 0
    cost: Cost = NOTHING


@dataclass(frozen=True)
class Meter:
    """The burden of a day, heaviest first."""

    day: datetime.date
    units: list[UnitBurden]
    issuers: list[IssuerBurden]
    forms: list[Asked]

    @property
    def cost(self) -> Cost:
        """What the day costs all units together."""
        return sum((unit.cost for unit in self.units), NOTHING)

    @property
    def together(self) -> str:
        """How long all units together take."""
        return words.span(datetime.timedelta(seconds=self.cost.seconds))


def meter(
    actor: Actor, response: Response, day: datetime.date, as_of: datetime.datetime | None = None
) -> Meter:
    """Return the burden of a day in the actor's part (reports.view); the queries do not grow with the units."""
    actor.must("reports.view")
    owed = owed_reports(day_question(actor, response, day, as_of), ahead=True)
    asked = _asked(response, {row.form for row in owed}, day, as_of)
    bodies = Body.objects.in_bulk({row.body for row in owed})
    units = _by_unit(owed, asked, bodies)
    issuers = _by_issuer(owed, asked)
    return Meter(day, units, issuers, sorted(asked.values(), key=lambda each: -each.cost.seconds))


def _asked(
    response: Response, codes: Iterable[str], day: datetime.date, as_of: datetime.datetime | None
) -> dict[str, Asked]:
    """Return each form as it held on the day."""
    forms = {form.code: form for form in catalogue.forms_on(day)}
    wanted = [forms[code] for code in sorted(codes) if code in forms]
    issuers = Body.objects.in_bulk({form.issued_by for form in wanted if form.issued_by})
    measures, spent = all_measures(), measured(response, wanted, day, as_of)
    found = {}
    for form in wanted:
        known = tuple(burden.duplicates(form, wanted, measures))
        issuer = issuers.get(form.issued_by) if form.issued_by else None
        needed = spent.get(form.code)
        cost = burden.cost_of(form, len(known), needed.seconds if needed else None)
        found[form.code] = Asked(form, cost, known, issuer, needed)
    return found


def _by_unit(
    owed: Sequence[Owed], asked: dict[str, Asked], bodies: dict[uuid.UUID, Body]
) -> list[UnitBurden]:
    units: dict[tuple[uuid.UUID, str], UnitBurden] = {}
    for row in owed:
        if row.form in asked and row.body in bodies:
            unit = units.setdefault((row.body, row.line), UnitBurden(bodies[row.body], row.line))
            unit.forms.append(asked[row.form])
    return sorted(units.values(), key=lambda unit: (-unit.cost.seconds, unit.line, unit.body.code))


def _by_issuer(owed: Sequence[Owed], asked: dict[str, Asked]) -> list[IssuerBurden]:
    issuers: dict[uuid.UUID | None, IssuerBurden] = {}
    for row in owed:
        if row.form not in asked:
            continue
        each = asked[row.form]
        found = issuers.setdefault(each.form.issued_by, IssuerBurden(each.issuer))
        if each not in found.forms:
            found.forms.append(each)
        found.units.add(row.body)
        found.reports += 1
        found.cost += each.cost
    return sorted(issuers.values(), key=lambda issuer: -issuer.cost.seconds)
