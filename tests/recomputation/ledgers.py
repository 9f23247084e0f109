"""Figures of declared ledgers by plain loops: each row is held against a measure's condition, one comparison at a time.

A condition is read as its declaration writes it (equal, at most, none of, …); nothing is asked of the database but the
rows as they stand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import gt, lt
from typing import Any

from django.db.models import F, Q

from fangxian.mechanisms.figures.measures import Measure, parts
from fangxian.mechanisms.figures.moments import Before, Moment
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.ledgers.declaring import all_ledgers
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.trees.responses.models import Response
from tests.recomputation.window import Where, Window, where


@dataclass(frozen=True)
class Entered:
    """A row of a ledger, and where it lies."""

    where: Where
    row: LedgerRow


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda own, other: own == other,
    "in": lambda own, other: own in list(other),
    "lt": lambda own, other: own is not None and lt(own, other),
    "lte": lambda own, other: own is not None and not gt(own, other),
    "gt": lambda own, other: own is not None and gt(own, other),
    "gte": lambda own, other: own is not None and not lt(own, other),
    "isnull": lambda own, other: (own is None) == other,
    "contains": lambda own, other: other in own,
    "startswith": lambda own, other: own.startswith(other),
}


def figures(rows: list[Entered], window: Window) -> dict[str, int]:
    """Return every figure of a ledger for a window, by its code."""
    return {measure.code: _value(measure, rows, window) for measure in _measures()}


def read(response: Response) -> list[Entered]:
    """Read every ledger's rows as they are now."""
    return [
        Entered(where(row), row)
        for ledger in all_ledgers()
        for row in ledger.model._default_manager.filter(response=response)
        if row.recorded_to.year == 9999 and not row.voided
    ]


def _measures() -> Iterator[Measure]:
    """Yield the plain measures over ledgers' tables."""
    tables = {ledger.model for ledger in all_ledgers()}
    for measure in parts(all_measures()):
        if isinstance(measure.source, TableSource) and measure.source.model in tables:
            yield measure


def _value(measure: Measure, rows: list[Entered], window: Window) -> int:
    source: Any = measure.source
    own = [one.row for one in rows if type(one.row) is source.model]
    met = [row for row in own if _holds(source.base, row, window) and _holds(measure.where, row, window)]
    if measure.column:
        return sum(getattr(row, measure.column) or 0 for row in met)
    if measure.distinct:
        told = {_of(row, measure.distinct) for row in met}
        return len(told - {None})
    return len(met)


def _holds(condition: Q, row: LedgerRow, window: Window) -> bool:
    met = (_child(child, row, window) for child in condition.children)
    found = any(met) if condition.connector == Q.OR and condition.children else all(met)
    return found != condition.negated


def _child(child: Any, row: LedgerRow, window: Window) -> bool:
    if isinstance(child, Q):
        return _holds(child, row, window)
    name, value = child
    field, _bar, lookup = name.rpartition("__")
    if lookup not in COMPARED or not field:
        field, lookup = name, "exact"
    return COMPARED[lookup](_of(row, field), _meant(value, row, window))


def _of(row: LedgerRow, field: str) -> Any:
    return getattr(row, f"{field}_id", None) if field in ("body", "entry", "line") else getattr(row, field)


def _meant(value: Any, row: LedgerRow, window: Window) -> Any:
    moments: dict[Moment, datetime] = {
        Moment.FROM: window.start, Moment.TO: window.end, Moment.NOW: window.now,
    }  # fmt: skip
    if isinstance(value, Before):
        return moments[value.moment] - value.by
    if isinstance(value, F):
        return getattr(row, value.name)
    return moments.get(value, value) if isinstance(value, Moment) else value
