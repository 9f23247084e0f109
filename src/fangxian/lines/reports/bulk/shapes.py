"""What the lines of one form, line, day and set of fields have in common, found out once: then a line is quick (M8).

A shape only recognises what is surely in order. Whatever it does not recognise is judged by the ordinary functions,
which say what is wrong with it, or keep its reasons and answers.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.lines.reports.bulk import alike
from fangxian.lines.reports.bulk.stating import Line
from fangxian.lines.reports.deadlines import is_due, opens_at
from fangxian.lines.reports.former import Stated
from fangxian.lines.reports.ledger import Numbers, zeros
from fangxian.lines.reports.prefill import is_zero
from fangxian.mechanisms.forms import rules
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.responses.models import Response

Row = tuple[Any, ...]


@dataclass
class Shape:
    """Lines on a version of a form that state the same ``codes`` (sorted), all of them numbers that are asked for."""

    form: Form
    codes: tuple[str, ...]
    line: str
    day: datetime.date
    checker: rules.Checker
    ledgers: Mapping[str, int] = field(default_factory=dict)
    """The numbers that ledgers know, where they know nothing of a body: zeros."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the codes, then those of what is computed: the order of what is ``judged``."""
        computed = (field.code for field in self.checker.computed)
        return tuple(self.form.by_code[code].column for code in (*self.codes, *computed))

    @cached_property
    def compared(self) -> list[str]:
        """The numbers of the report before with which something is compared that no ledger confirms."""
        totals = {field.code for field in self.checker.totals if field.code not in self.ledgers}
        return sorted(totals | _of_yesterday(self.form))

    @cached_property
    def decode(self) -> Callable[[bytes], Any]:
        """What reads a line of this shape, its numbers within their range, and raises where it is another."""
        most = [alike.most(self.form.by_code[code]) for code in self.codes]
        return alike.decoder(self.line, self.form.code, self.day, dict(zip(self.codes, most, strict=True)))

    def row(self, numbers: Numbers) -> Row | None:
        """Return numbers in the order of ``codes``; None where one is out of its range."""
        row = tuple(numbers[code] for code in self.codes)
        inside = all(0 <= number <= alike.most(self.form.by_code[code]) for code, number in numbers.items())
        return row if inside else None

    def judged(self, row: Row, ledgers: Numbers | None, former: Stated | None) -> Row | None:
        """Return the values of ``columns`` that a line states; None where anything is left to explain."""
        if self.ledgers:
            numbers, known = dict(zip(self.codes, row, strict=True)), {**self.ledgers, **(ledgers or {})}
            if any(numbers.get(code, number) != number for code, number in known.items()):
                return None
        if self._rules is None or self.checker.computed:
            return self._judged_fully(dict(zip(self.codes, row, strict=True)), former)
        if former and any(row[place] < (former[code] or 0) for place, code in self._totals):
            return None
        try:
            return row if all(rule(row, row[place]) for place, rule in self._rules) else None
        except ArithmeticError:
            return None

    def _judged_fully(self, numbers: Numbers, former: Stated | None) -> Row | None:
        told = self.checker.compute(numbers, former)
        return None if self.checker.check(told, former, self._confirmed) else tuple(told.values())

    def is_zero(self, row: Row) -> bool:
        """Tell whether a line states that there is nothing new."""
        return self._may_be_zero and not any(self._flows(row))

    def content(self, body: str, row: Row) -> str:
        """Return the canonical text of a line, the same as ``Filing.content`` of what it states."""
        return self._content % (body, *row)

    @cached_property
    def _content(self) -> str:
        parts = [_quoted(self.line), _quoted(self.day.isoformat())]
        numbers = ", ".join(f"{_quoted(code)}: %s" for code in self.codes)
        more = "" if self.form.is_built_in else f", {_quoted(self.form.code)}, {{}}"
        return f'["%s", {", ".join(parts)}, {{{numbers}}}, {{}}, false, ""{more}]'

    @cached_property
    def _totals(self) -> list[tuple[int, str]]:
        totals = {field.code for field in self.checker.totals if field.code not in self.ledgers}
        return [(place, code) for place, code in enumerate(self.codes) if code in totals]

    @cached_property
    def _rules(self) -> list[tuple[int, rules.Closure]] | None:
        return self.checker.plain(self.codes)

    @cached_property
    def _may_be_zero(self) -> bool:
        return is_zero(dict.fromkeys(self.codes, 0), self.form)

    @cached_property
    def _flows(self) -> Callable[[Row], Row]:
        flows = {field.code for field in self.form.flows}
        places = [place for place, code in enumerate(self.codes) if code in flows]
        return itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)

    @cached_property
    def _confirmed(self) -> dict[str, str]:
        return dict.fromkeys(self.ledgers, "=")


def shape_of(response: Response, line: Line) -> Shape | None:
    """Return the shape of a line; None where its fields, its day or its form need a closer look."""
    try:
        form = form_of(line.form, line.day)
        opened = is_due(form, line.day) and opens_at(response, line.day, form) <= clock.now()
    except (Refusal, OverflowError):
        return None
    asked = {field.code: field for field in form.asked}
    codes = tuple(sorted(line.numbers))
    numbers = all(code in asked and asked[code].is_number for code in codes)
    whole = all(code in line.numbers for code, field in asked.items() if field.required)
    back = all(form.by_code[code].is_number for code in _of_yesterday(form))
    if not (opened and codes and numbers and whole and back):
        return None
    return Shape(form, codes, line.line, line.day, rules.Checker(form), zeros(form))


def _of_yesterday(form: Form) -> set[str]:
    """Return the fields of the report before that expressions of a form mention."""
    told = (text for field in form.fields for text in (field.constraint, field.calculation) if text)
    names = (
        name for text in told for name in rules.expression(text).names if name.startswith(rules.YESTERDAY)
    )
    return {code for name in names if (code := name.removeprefix(rules.YESTERDAY)) in form.by_code}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("%", "%%")
