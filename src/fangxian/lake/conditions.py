"""A declaration's condition as an engine's: what Django makes of a ``Q`` in SQL, said in ibis.

Unknown (a comparison with nothing) counts as "no", also below a negation, as Django has it. What cannot be said is
refused by its name, never passed over.
"""

import datetime
import operator
import uuid
from collections.abc import Callable, Iterable
from enum import Enum
from functools import reduce
from typing import Any

import ibis
from django.db.models import F, Model, Q
from ibis.expr.types import BooleanValue, Table, Value

LOOKUPS: dict[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "startswith": lambda column, prefix: column.startswith(prefix),
}


class Unsayable(Exception):
    """A part of a condition that is not said in ibis yet: its name."""


def translate(condition: Q, table: Table) -> BooleanValue:
    """Return a resolved condition (no ``Moment`` left in it) over a table; raises ``Unsayable``."""
    return _translate(condition, table, below_negation=False)


def _translate(condition: Q, table: Table, *, below_negation: bool) -> BooleanValue:
    if condition.negated and below_negation:
        raise Unsayable("negation within negation")
    inside = below_negation or condition.negated
    parts = [_part(child, table, inside) for child in condition.children]
    joined = _joined(parts, condition.connector)
    return ~joined if condition.negated else joined


def _joined(parts: list[BooleanValue], connector: str) -> BooleanValue:
    if not parts:
        return ibis.literal(True)
    if connector not in (Q.AND, Q.OR):
        raise Unsayable(connector)
    return reduce(operator.and_ if connector == Q.AND else operator.or_, parts)


def _part(child: Any, table: Table, below_negation: bool) -> BooleanValue:
    if isinstance(child, Q):
        return _translate(child, table, below_negation=below_negation)
    if not isinstance(child, tuple):
        raise Unsayable(type(child).__name__)
    said = _comparison(str(child[0]), child[1], table)
    return said.fill_null(False) if below_negation else said


def _comparison(lookup: str, value: Any, table: Table) -> BooleanValue:
    name, _bar, kind = lookup.partition("__")
    column, kind = column_of(name, table), kind or "exact"
    if kind == "isnull" or (kind == "exact" and value is None):
        return column.isnull() if value or value is None else column.notnull()
    if kind == "in":
        return _any_of(column, value)
    if kind not in LOOKUPS:
        raise Unsayable(lookup)
    return LOOKUPS[kind](column, _operand(value, table))


def _any_of(column: Value, values: Iterable[Any]) -> BooleanValue:
    if not isinstance(values, list | tuple | set | frozenset):
        raise Unsayable("a query within a query")
    plain = [_plain(value) for value in values]
    return column.isin(plain) if plain else ibis.literal(False)


def column_of(name: str, table: Table) -> Value:
    """Return the column of a declaration's name; raises ``Unsayable`` where it does not leave the database."""
    for known in ("id" if name == "pk" else name, name.removesuffix("_id")):
        if known in table.columns:
            return table[known]
    raise Unsayable(name)


def _operand(value: Any, table: Table) -> Any:
    if isinstance(value, F):
        return column_of(value.name, table)  # type: ignore[attr-defined]
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return a value as the lake keeps it."""
    if isinstance(value, datetime.datetime):
        return ibis.literal(value.astimezone(datetime.UTC))
    if isinstance(value, Model):
        return _plain(value.pk)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str | int | bool | datetime.date):
        return value
    raise Unsayable(type(value).__name__)
