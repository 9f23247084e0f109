"""The total of named rows: these added up, not the whole of which a form lists only a part (M8, M24)."""

from collections.abc import Sequence
from dataclasses import replace

from fangxian.mechanisms.figures.answers import Value
from fangxian.mechanisms.filling.figuring import Figure, Flag

UNFILLED = {Flag.UNKNOWN, Flag.OUTSIDE}


def total(rows: Sequence[Figure], whole: Figure, is_part: bool = False) -> Figure:
    """Return what a total cell shows for its rows' figures.

    Rows that make up the whole have its figure, in which a person counts once. Where the whole has more, the form lists
    only some of the units: their sum is meant, or nothing if one of them is unknown. ``is_part`` is a subtotal.
    """
    if whole.value is None or not rows:
        return whole
    added = _added([row.value for row in rows if row.value], whole.value)
    if added is None or (not is_part and _size(added) >= _size(whole.value)):
        return whole
    if any(row.flag in UNFILLED for row in rows):
        return Figure(None, Flag.UNKNOWN)
    return Figure(added, Flag.NONE if added.value is not None else Flag.NO_DENOMINATOR)


def _size(value: Value) -> float:
    return (value.denominator if value.denominator is not None else value.value) or 0


def _added(values: Sequence[Value], whole: Value) -> Value | None:
    """Add counts, or both parts of a rate; None for a mean, which adds up nowhere."""
    if whole.denominator is not None:
        above, below = (
            sum(getattr(value, part) or 0 for value in values) for part in ("numerator", "denominator")
        )
        return Value(round(100 * above / below, 2) if below else None, above, below)
    if whole.decimals:
        return None
    return replace(whole, value=sum(value.value or 0 for value in values))
