"""What a report must fulfil and what is computed from it; numbers are integers of each field's smallest unit."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from fangxian.core.errors import Text
from fangxian.mechanisms.forms import wording
from fangxian.mechanisms.forms.rules.expressions import SELF, ExpressionError, Value, expression
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form

Stored = Mapping[str, Any]
"""Field code → what is kept: an integer, an ISO date, a text, a code, a list of codes; None where nothing is stated."""
YESTERDAY = "yesterday."
MOST = 10**15


def check(
    form: Form, values: Stored, yesterday: Stored | None = None, reasons: Mapping[str, str] | None = None
) -> dict[str, Text]:
    """Return what is wrong by field: broken constraints, and totals that fell since yesterday without a reason.

    A constraint says nothing while something that it mentions is not stated; ``coalesce(${field}, 0)`` states it.
    """
    told = spoken(form, values, yesterday)
    found = {
        field.code: text for field in form.fields if (text := _fallen(field, values, yesterday, reasons))
    }
    for field in form.fields:
        if field.constraint and not _holds(field, told):
            found[field.code] = field.constraint_message or wording.BROKEN % {"rule": field.constraint}
    return found


def compute(form: Form, values: Stored, yesterday: Stored | None = None) -> dict[str, Any]:
    """Return the values with every computed field; what cannot be computed is not stated (None)."""
    told = spoken(form, values, yesterday)
    result = dict(values)
    for field in in_order(form):
        result[field.code] = _computed(field, told)
        told[field.code] = _spoken(field, result[field.code])
    return result


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


def _holds(field: Field, told: Mapping[str, Value]) -> bool:
    rule = expression(field.constraint)
    own = told.get(field.code)
    known = {**told, SELF: own}
    if any(known.get(name) in (None, "") for name in rule.needed):
        return True
    try:
        found = rule.value(told, own)
    except ExpressionError:
        return False
    return found is None or bool(found)


def _fallen(
    field: Field, values: Stored, yesterday: Stored | None, reasons: Mapping[str, str] | None
) -> Text | None:
    if field.kind is not FieldKind.CUMULATIVE or not field.is_number or yesterday is None or field.is_share:
        return None
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
