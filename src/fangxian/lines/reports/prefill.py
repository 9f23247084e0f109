"""What a form is filled in with before anybody touches it: the ledgers' numbers, and what yesterday stated (M8)."""

from collections.abc import Mapping
from typing import Any

from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form

Numbers = Mapping[str, int]


def prefilled(form: Form, ledgers: Numbers, former: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a value for each field that is asked, or None where only the body can know it.

    A total or a present number that no ledger knows begins as it was; what is new begins blank: it is stated.
    """
    return {field.code: _one(field, ledgers, former or {}) for field in form.asked}


def _one(field: Field, ledgers: Numbers, former: Mapping[str, Any]) -> Any:
    if field.code in ledgers:
        return ledgers[field.code]
    if not field.is_number or field.kind is FieldKind.FLOW:
        return None
    return former.get(field.code)


def zero(form: Form, ledgers: Numbers, former: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what one tap states: nothing new, the rest as it is known; None where that cannot be said.

    It cannot when the form has no flow, the ledgers know something new, or something else must be asked.
    """
    found = prefilled(form, ledgers, former)
    for field in form.flows:
        if field.code in found:
            found[field.code] = found[field.code] or 0
    asked = [field for field in form.asked if field.required]
    ready = all(found[field.code] is not None for field in asked)
    return found if ready and is_zero(found, form) else None


def is_zero(numbers: Mapping[str, Any], form: Form) -> bool:
    """Tell whether numbers state that there is nothing new: every flow is an explicit zero."""
    flows = [field for field in form.flows if field.required or numbers.get(field.code) is not None]
    return bool(flows) and all(numbers.get(field.code) == 0 for field in flows)
