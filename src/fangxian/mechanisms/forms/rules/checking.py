"""What a report must fulfil and what is computed from it; numbers are integers of each field's smallest unit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from fangxian.core.errors import Text
from fangxian.mechanisms.forms import wording
from fangxian.mechanisms.forms.rules.arithmetic import Closure, closure
from fangxian.mechanisms.forms.rules.expressions import SELF, Expression, ExpressionError, Value, expression
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form

Stored = Mapping[str, Any]
"""Field code → what is kept: an integer, an ISO date, a text, a code, a list of codes; None where nothing is stated."""
YESTERDAY = "yesterday."
MOST = 10**15


class Checker:
    """A form's rules, read once: for whoever checks many reports on it."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.totals = [field for field in form.fields if _may_not_fall(field)]
        self.bound = [(field, expression(field.constraint)) for field in form.fields if field.constraint]
        self.computed = in_order(form)
        own = {field.code for field, _rule in self.bound}
        self.mentioned = list(_mentioned(form, own.union(*(rule.names for _field, rule in self.bound))))

    def check(
        self, values: Stored, yesterday: Stored | None = None, reasons: Mapping[str, str] | None = None
    ) -> dict[str, Text]:
        """Return what is wrong by field: broken constraints, and totals that fell since yesterday without a reason.

        A constraint says nothing while something that it mentions is not stated; ``coalesce(${field}, 0)`` states it.
        """
        found: dict[str, Text] = {}
        if yesterday is not None:
            for field in self.totals:
                if text := _fallen(field, values, yesterday, reasons):
                    found[field.code] = text
        former = yesterday or {}
        told = {
            name: _spoken(field, (former if is_former else values).get(field.code))
            for name, field, is_former in self.mentioned
        }
        for field, rule in self.bound:
            if not _holds(field, rule, told):
                found[field.code] = field.constraint_message or wording.BROKEN % {"rule": field.constraint}
        return found

    def plain(self, codes: Sequence[str]) -> list[tuple[int, Closure]] | None:
        """Return the constraints as closures over a row of these fields' whole numbers; each with its own's place.

        Those that say nothing of such a row are left out; None where one needs more than plain arithmetic, or the
        report before. Where anything is computed they do not suffice.
        """
        places = {code: place for place, code in enumerate(codes)}
        found: list[tuple[int, Closure]] = []
        for field, rule in self.bound:
            if any(name.startswith(YESTERDAY) for name in rule.names):
                return None
            needed = {field.code if name == SELF else name for name in rule.needed}
            if not needed.issubset(places):
                continue
            mentioned = {field.code, *rule.names}
            whole = mentioned.issubset(places) and not any(
                self.form.by_code[code].decimals for code in mentioned
            )
            if not whole or (quick := closure(rule.root, places)) is None:
                return None
            found.append((places[field.code], quick))
        return found

    def compute(self, values: Stored, yesterday: Stored | None = None) -> dict[str, Any]:
        """Return the values with every computed field; what cannot be computed is not stated (None)."""
        result = dict(values)
        if self.computed:
            told = spoken(self.form, values, yesterday)
            for field in self.computed:
                result[field.code] = _computed(field, told)
                told[field.code] = _spoken(field, result[field.code])
        return result


def check(
    form: Form, values: Stored, yesterday: Stored | None = None, reasons: Mapping[str, str] | None = None
) -> dict[str, Text]:
    """Return what is wrong with one report by field, as ``Checker.check`` does."""
    return Checker(form).check(values, yesterday, reasons)


def compute(form: Form, values: Stored, yesterday: Stored | None = None) -> dict[str, Any]:
    """Return the values of one report with every computed field, as ``Checker.compute`` does."""
    return Checker(form).compute(values, yesterday)


def in_order(form: Form) -> list[Field]:
    """Return the computed fields, each after those from which it is computed; a circle ends where it began."""
    by_code = {field.code: field for field in form.fields if field.type is FieldType.COMPUTED}
    ordered: dict[str, Field] = {}

    def visit(code: str, above: frozenset[str]) -> None:
        if code in ordered or code in above:
            return
        for name in expression(by_code[code].calculation).names:
            if name in by_code:
                visit(name, above | {code})
        ordered[code] = by_code[code]

    for code in by_code:
        visit(code, frozenset())
    return list(ordered.values())


def spoken(form: Form, values: Stored, yesterday: Stored | None) -> dict[str, Value]:
    """Return today's and yesterday's values as expressions speak of them."""
    told = {field.code: _spoken(field, values.get(field.code)) for field in form.fields}
    if yesterday:
        former = {YESTERDAY + field.code: _spoken(field, yesterday.get(field.code)) for field in form.fields}
        return told | former
    return told


def _spoken(field: Field, stored: Any) -> Value:
    if stored is None:
        return None
    if field.is_number:
        return int(stored) if not field.decimals else Decimal(stored).scaleb(-field.decimals)
    return " ".join(stored) if isinstance(stored, list | tuple) else str(stored)


def _mentioned(form: Form, names: Iterable[str]) -> Iterator[tuple[str, Field, bool]]:
    """Yield names of expressions with their fields, and whether the report before is meant."""
    for name in names:
        field = form.by_code.get(name.removeprefix(YESTERDAY))
        if field is not None:
            yield name, field, name.startswith(YESTERDAY)


def _holds(field: Field, rule: Expression, told: Mapping[str, Value]) -> bool:
    own = told.get(field.code)
    for name in rule.needed:
        if (own if name == SELF else told.get(name)) in (None, ""):
            return True
    try:
        found = rule.value(told, own)
    except ExpressionError:
        return False
    return found is None or bool(found)


def _may_not_fall(field: Field) -> bool:
    return field.kind is FieldKind.CUMULATIVE and field.is_number and not field.is_share


def _fallen(
    field: Field, values: Stored, yesterday: Stored, reasons: Mapping[str, str] | None
) -> Text | None:
    now, before = values.get(field.code), yesterday.get(field.code)
    if now is None or before is None or now >= before or (reasons or {}).get(field.code, "").strip():
        return None
    return wording.FELL % {"number": _spoken(field, before)}


def _computed(field: Field, told: Mapping[str, Value]) -> int | None:
    try:
        found = expression(field.calculation).value(told)
        number = Decimal(found) if found is not None else None
    except (ExpressionError, InvalidOperation, TypeError, ValueError):
        return None
    if number is None or not number.is_finite():
        return None
    units = (
        int(number.scaleb(field.decimals).quantize(Decimal(1), ROUND_HALF_UP)) if abs(number) < MOST else None
    )
    return units if units is not None and abs(units) <= MOST else None
