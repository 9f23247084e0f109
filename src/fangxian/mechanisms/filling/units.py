"""Turning a figure into the unit that a form asks for: 214290 元 is 21.429 万元; nothing is rounded away (M14)."""

from decimal import Decimal

from fangxian.mechanisms.filling.rules.wording import UNITS


def converted(value: int | float, own: str, asked: str) -> int | float | None:
    """Return a value in the unit asked for, or None where one unit cannot be turned into the other."""
    (base, factor), (asked_base, asked_factor) = (
        UNITS.get(own, (own, 1)),
        UNITS.get(asked or own, (asked or own, 1)),
    )
    if base != asked_base and not {base, asked_base} <= {"人", "例", "个", "家", "份", "件", "户", "次"}:
        return None
    exact = Decimal(str(value)) * factor / asked_factor
    return int(exact) if exact == exact.to_integral_value() else float(exact)
