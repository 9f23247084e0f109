"""The daily reports of a drill: who sends what numbers when, and who keeps silent (M8)."""

import datetime
from collections.abc import Iterator
from operator import attrgetter
from random import Random
from typing import Any, NamedTuple

from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import DAY, Cast, Step, What, days_of, dice, end_of, instant, some_id
from fangxian.lines.reports.deadlines import cut_off, is_due, late_at
from fangxian.mechanisms.forms.rules.checking import Checker
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form
from fangxian.trees.responses.models import Response

MINUTE = datetime.timedelta(minutes=1)
EARLY = 180
"""Minutes before the cut-off within which most send."""
QUIET = 0.4
"""The share of reports that state that nothing is new."""


class Fate(NamedTuple):
    """What becomes of one report."""

    missing: bool
    late: bool
    next_day: bool
    corrected: bool
    duplicated: bool


def steps(parameters: Parameters, cast: Cast, response: Response, form: Form) -> Iterator[Step]:
    """Yield every step about reports in the order of time; a day is held at once, never the whole."""
    teller = Teller(parameters, response, form)
    for day in days_of(parameters):
        yield from sorted(teller.on(day, cast), key=attrgetter("at"))


class Teller:
    """Makes the reports of a form; every report has chances of its own."""

    def __init__(self, parameters: Parameters, response: Response, form: Form) -> None:
        self.parameters, self.response, self.form = parameters, response, form
        self.checker = Checker(form)
        self.bound = {name for field, rule in self.checker.bound for name in (field.code, *rule.names)}
        self.end = end_of(parameters)

    def on(self, day: datetime.date, cast: Cast) -> Iterator[Step]:
        """Yield what is sent on a day: its own reports, and those of the day before that come only now."""
        for index in range(len(cast.units)):
            for about in (day, day - DAY):
                if about < self.parameters.first_day or not is_due(self.form, about):
                    continue
                random = dice(self.parameters.seed, "report", index, about)
                fate = self.fate(random, about)
                if not fate.missing and (about == day) is not fate.next_day:
                    yield from self._sent(index, cast, about, fate, random)

    def fate(self, random: Random, day: datetime.date) -> Fate:
        """Throw what becomes of a report; on the last day nothing can come a day later."""
        share, own = random.random(), self.parameters
        missing = share < own.missing
        late = not missing and share < own.missing + own.late
        can = instant(day + DAY, 18) < self.end
        thrown = [random.random() < chance for chance in (own.out_of_order, own.corrected, own.duplicated)]
        return Fate(missing, late, late and can and thrown[0], thrown[1], thrown[2])

    def _sent(
        self, index: int, cast: Cast, about: datetime.date, fate: Fate, random: Random
    ) -> Iterator[Step]:
        unit = cast.units[index]
        at = self._when(about, fate, random)
        told = {
            "id": str(some_id(random, cast)), "body": unit.code, "line": unit.line, "day": about.isoformat(),
            "form": self.form.code, "draft": False, "comment": "", "reasons": {},
            **self.numbers(index, about, random),
        }  # fmt: skip
        yield Step(at, What.REPORT, unit.code, told, due_at=late_at(self.response, about, self.form))
        if fate.duplicated:
            yield Step(at + 5 * MINUTE, What.REPORT_AGAIN, unit.code, told)
        if fate.corrected:
            again = told | {"comment": "更正（演练）", "reason": "核对后更正（演练）"}
            again["numbers"] = self._recounted(told["numbers"])
            yield Step(at + 30 * MINUTE, What.REPORT_CORRECTED, unit.code, again, was=told["numbers"])

    def _when(self, about: datetime.date, fate: Fate, random: Random) -> datetime.datetime:
        """Return when a report is sent: before its grace is over, hours later, or after the next day's."""
        due, late = cut_off(self.response, about, self.form), late_at(self.response, about, self.form)
        if fate.next_day:
            return late + DAY + MINUTE * random.randint(60, 300)
        if fate.late:
            return late + MINUTE * random.randint(5, 400)
        span = int((late - due) / MINUTE) + EARLY
        return late - MINUTE * random.randint(1, span)

    def numbers(self, index: int, day: datetime.date, random: Random) -> dict[str, Any]:
        """Return numbers and answers that hold the form's rules; totals rise from day to day."""
        quiet, on = random.random() < QUIET, (day - self.parameters.first_day).days
        told = {
            each.code: _number(each, quiet, index, on, random) for each in self.form.asked if each.is_number
        }
        answers = {each.code: _answer(each, day) for each in self.form.asked if not each.is_number}
        for _again in range(3):
            wrong = list(self.checker.check(self.checker.compute({**told, **answers})))
            if not wrong:
                break
            told |= {code: 0 for code in wrong if code in told}
        return {"numbers": told, "answers": answers}

    def _recounted(self, numbers: dict[str, int]) -> dict[str, int]:
        """Return numbers of which one was counted again: the first that neither a rule nor a ledger holds fast."""
        free = (each.code for each in self.form.flows if not each.measure and each.code in numbers)
        code = next((code for code in free if code not in self.bound), None)
        return numbers | {code: numbers[code] + 1} if code else numbers


def _number(field: Field, quiet: bool, index: int, on: int, random: Random) -> int:
    if field.type is FieldType.YES_NO:
        return random.randrange(2)
    if field.kind is FieldKind.CUMULATIVE:
        return (index % 7 + 3) * (on + 1)
    if field.kind is FieldKind.FLOW:
        return 0 if quiet else random.randrange(8)
    return random.randrange(30)


def _answer(field: Field, day: datetime.date) -> Any:
    if field.type is FieldType.DATE:
        return day.isoformat()
    if field.type is FieldType.CHOICE:
        return field.choices[0].code
    return [field.choices[0].code] if field.type is FieldType.MULTIPLE else "演练"
