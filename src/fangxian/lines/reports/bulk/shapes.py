"""What the lines of one form, line, day and set of fields have in common, found out once: then a line is quick (M8).

A shape only recognises what is surely in order. Whatever it does not recognise is judged by the ordinary functions,
which say what is wrong with it, or keep its reasons and answers.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.lines.reports.bulk.looking import Standing
from fangxian.lines.reports.bulk.stating import Line
from fangxian.lines.reports.deadlines import is_due, opens_at
from fangxian.lines.reports.former import Stated
from fangxian.lines.reports.ledger import Numbers, zeros
from fangxian.lines.reports.prefill import is_zero
from fangxian.mechanisms.forms import rules
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import FieldKind, FieldType, Form
from fangxian.trees.responses.models import Response


@dataclass
class Shape:
    """Lines on a version of a form that state the same ``codes``, all of them numbers that are asked for."""

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
    def looks_back(self) -> bool:
        """Whether a number is compared with the report before that no ledger confirms."""
        told = (text for field in self.form.fields for text in (field.constraint, field.calculation))
        totals = [field.code for field in self.form.numbers if field.kind is FieldKind.CUMULATIVE]
        return any("yesterday." in text for text in told) or any(code not in self.ledgers for code in totals)

    def judged(self, line: Line, ledgers: Numbers | None, former: Stated | None) -> Mapping[str, Any] | None:
        """Return what a line states and what is computed from it; None where anything is left to explain."""
        numbers = line.numbers
        if min(numbers.values()) < 0:
            return None
        if self._yes_no and any(numbers[code] > 1 for code in self._yes_no):
            return None
        if self.ledgers:
            known = {**self.ledgers, **(ledgers or {})}
            if any(numbers.get(code, number) != number for code, number in known.items()):
                return None
        told = self.checker.compute(numbers, former) if self.checker.computed else numbers
        return None if self.checker.check(told, former, self._confirmed) else told

    def is_zero(self, line: Line) -> bool:
        """Tell whether a line states that there is nothing new."""
        return not any(self._flows(line.numbers)) and is_zero(line.numbers, self.form)

    def content(self, line: Line, standing: Standing) -> str:
        """Return the canonical text of a line, the same as ``Filing.content`` of what it states."""
        return self._content % (standing.body, *self._sorted(line.numbers))

    @cached_property
    def _content(self) -> str:
        parts = [_quoted(self.line), _quoted(self.day.isoformat())]
        numbers = ", ".join(f"{_quoted(code)}: %s" for code in sorted(self.codes))
        more = "" if self.form.is_built_in else f", {_quoted(self.form.code)}, {{}}"
        return f'["%s", {", ".join(parts)}, {{{numbers}}}, {{}}, false, ""{more}]'

    @cached_property
    def _sorted(self) -> Any:
        return _several(sorted(self.codes))

    @cached_property
    def _flows(self) -> Any:
        return _several([field.code for field in self.form.flows if field.code in self.codes])

    @cached_property
    def _yes_no(self) -> list[str]:
        return [code for code in self.codes if self.form.by_code[code].type is FieldType.YES_NO]

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
    codes = tuple(line.numbers)
    numbers = all(code in asked and asked[code].is_number for code in codes)
    whole = all(code in line.numbers for code, field in asked.items() if field.required)
    if not (opened and codes and numbers and whole):
        return None
    return Shape(form, codes, line.line, line.day, rules.Checker(form), zeros(form))


def _several(codes: list[str]) -> Any:
    """Return what takes the numbers of some codes, as a tuple, whatever their count."""
    if len(codes) > 1:
        return itemgetter(*codes)
    return lambda numbers: tuple(numbers[code] for code in codes)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("%", "%%")
