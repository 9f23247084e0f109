"""Which windows a measure's condition asks for, where it is one that sums can answer."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.moments import Before, Moment, Slice
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.figures.tallies.instants import LAST

NONE = datetime.timedelta()
Bound = tuple[Moment, datetime.timedelta]


@dataclass(frozen=True, slots=True)
class Shape:
    """From when to when a fact may be due, as moments of the question and what is added to each; None: from ever."""

    low: Bound | None
    high: Bound

    def of(self, at: Slice) -> tuple[datetime.datetime | None, datetime.datetime]:
        """Return the first and the last instant of a slice."""
        return (at.value(self.low[0]) + self.low[1] if self.low else None), at.value(
            self.high[0]
        ) + self.high[1]


@dataclass(frozen=True)
class Asked:
    """A measure as sums answer it: the column of the tallies, whether its statements are counted, its shape."""

    code: str
    column: str
    stated: bool
    shape: Shape


def asked_of(tallied: Tallied, measures: Sequence[Measure]) -> list[Asked] | None:
    """Return what is asked of the sums, or None when one of the measures is none that they answer."""
    found = []
    for measure in measures:
        known = tallied.known.get(measure.code)
        if known is None or known[0] is not measure.where:
            known = tallied.known[measure.code] = (measure.where, _asked(tallied, measure))
        if known[1] is None:
            return None
        found.append(known[1])
    return found


def _asked(tallied: Tallied, measure: Measure) -> Asked | None:
    terms = dict(_flat(measure.where))
    stated = [name for name in tallied.shares if terms.pop(f"{name}__isnull", None) is False]
    column = measure.column or (stated[0] if len(stated) == 1 else "")
    filed, high = terms.pop(f"{tallied.filed}__lte", None), _bound(terms, tallied.moment, "lte", "lt")
    low = _bound(terms, tallied.moment, "gte", "gt")
    plain = filed is Moment.TO and high is not None and not terms and not measure.distinct
    if not plain or high is None or column not in tallied.columns or bool(measure.column) is bool(stated):
        return None
    return Asked(measure.code, tallied.columns[column], bool(stated), Shape(low, high))


def _flat(where: Q) -> Iterable[tuple[str, Any]]:
    """Yield the terms of a condition all of which must hold; another one yields what nobody knows."""
    if where.negated or (where.connector != Q.AND and len(where.children) > 1):
        yield "unknown", where
        return
    for child in where.children:
        if isinstance(child, Q):
            yield from _flat(child)
        else:
            yield child if isinstance(child, tuple) else ("unknown", child)


def _bound(terms: dict[str, Any], name: str, closed: str, open_: str) -> Bound | None:
    """Take a bound out of the terms; an open one is closed a microsecond further in."""
    step = LAST if open_ == "gt" else -LAST
    for lookup, more in ((closed, NONE), (open_, step)):
        value = terms.get(f"{name}__{lookup}")
        if isinstance(value, Moment | Before):
            del terms[f"{name}__{lookup}"]
            return (value, more) if isinstance(value, Moment) else (value.moment, more - value.by)
    return None
