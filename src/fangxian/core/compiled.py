"""Statements that requests ask again and again, compiled once: compiling takes several times as long as asking.

Only the text of a statement is kept, never an answer: each is asked of the database anew, so nothing goes stale.
"""

import datetime
import uuid
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

MOST = 5_000
END = "~"
Row = TypeVar("Row")
Made = Callable[[Sequence[Any]], Any]
_statements: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


class Given(Expression):
    """Stands in a queryset for a value that is given each time: an id, an instant, a day, a text, a number, bytes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def end(self) -> "Given":
        """The value after every text that begins with this one: the end of a subtree."""
        return Given(self.name + END)

    def as_sql(self, *_compiler: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Leave a mark where the value goes."""
        return "%s", [self]


class Plan(NamedTuple):
    """A compiled statement: its text ("" where nothing can be found), its values, and what becomes of a row."""

    text: str
    values: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    made: Made


class Statement(Generic[Row]):
    """A read compiled once for each shape, asked with the values of the moment in the places of ``Given``.

    ``make`` takes the shape (how many prefixes a scope has, which filters are set: whatever the text depends on) and
    returns a queryset of objects, with ``select_related`` or not, or of ``values_list``; no prefetching.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], alias: str = "default") -> None:
        self._make, self._alias = make, alias
        self._plans: dict[Hashable, Plan] = {}

    def all(self, *shape: Hashable, **given: Any) -> list[Row]:
        """Return the rows."""
        connection = connections[self._alias]
        key = (connection.vendor, *shape)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= MOST:
                self._plans.clear()
            plan = self._plans[key] = _planned(self._make(*shape), self._alias)
        return _asked(plan, connection, given) if plan.text else []

    def first(self, *shape: Hashable, **given: Any) -> Row | None:
        """Return the first row, or None; the queryset limits itself."""
        found = self.all(*shape, **given)
        return found[0] if found else None


class Insertion(NamedTuple):
    """How an object of a model goes into its table: the statement, how each value is adapted, the key it learns."""

    text: str
    columns: tuple["models.Field[Any, Any]", ...]
    key: str


_insertions: dict[Hashable, Insertion] = {}


def insert(one: models.Model, alias: str = "default") -> None:
    """Insert an unsaved object, which learns its key: as ``save`` does, without signals and without compiling.

    For models without values of the database's own or set at saving (``auto_now``, files).
    """
    connection = connections[alias]
    kind = (type(one), connection.vendor)
    known = _insertions.get(kind)
    if known is None:
        known = _insertions[kind] = _insertion(type(one), connection)
    values = [_prepared(field, getattr(one, field.attname), connection) for field in known.columns]
    with connection.cursor() as cursor:
        cursor.execute(known.text, values)
        if known.key:
            setattr(one, known.key, cursor.fetchone()[0])
    one._state.adding, one._state.db = False, alias


def count(make: Callable[[], QuerySet[Any]], *key: Hashable) -> int:
    """Count the rows of a queryset, made only when its key is new.

    The key names everything that the statement and its values depend on: what is asked, the scope of the reader, the
    response. What passes with time may not be among them.
    """
    known = _statements.get(key)
    if known is None:
        rows = make()
        if len(_statements) >= MOST:
            _statements.clear()
        known = _statements[key] = _statement(rows)
    if not known[0]:
        return 0
    with connections["default"].cursor() as cursor:
        cursor.execute(*known)
        return int(cursor.fetchone()[0])


def _statement(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        text, values = rows.values("pk").query.get_compiler("default").as_sql()
    except EmptyResultSet:  # the reader's part of it is nothing
        return "", ()
    return f"SELECT COUNT(*) FROM ({text}) counted", tuple(values)  # noqa: S608


def _planned(rows: QuerySet[Any, Any], alias: str) -> Plan:
    compiler = rows.query.get_compiler(alias)
    try:
        text, values = compiler.as_sql()
    except EmptyResultSet:
        return Plan("", (), (), tuple)
    expressions = [chosen[0] for chosen in compiler.select[: compiler.col_count]]
    found = compiler.get_converters(expressions)
    converters = tuple((index, tuple(chain), of) for index, (chain, of) in found.items())
    return Plan(text, tuple(values), converters, _maker(rows, compiler, alias))


def _maker(rows: QuerySet[Any, Any], compiler: Any, alias: str) -> Made:
    """Return what makes of a row what the queryset would have made of it."""
    kind = rows._iterable_class
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable or rows._prefetch_related_lookups or compiler.annotation_col_map:  # type: ignore[attr-defined]
        raise TypeError("a compiled statement returns plain objects, or values_list")
    model, columns = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = columns[0], columns[-1] + 1
    names = [chosen[0].target.attname for chosen in compiler.select[start:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, alias)  # type: ignore[call-arg]

    def made(row: Sequence[Any]) -> Any:
        one = model.from_db(alias, names, row[start:end])
        for populator in related:
            populator.populate(row, one)
        return one

    return made


def _asked(plan: Plan, connection: BaseDatabaseWrapper, given: dict[str, Any]) -> list[Any]:
    values = [
        _adapted(given[value.name], connection) if type(value) is Given else value for value in plan.values
    ]
    with connection.cursor() as cursor:
        cursor.execute(plan.text, values)
        rows = cursor.fetchall()
    return [plan.made(_converted(row, plan, connection)) for row in rows]


def _converted(row: Sequence[Any], plan: Plan, connection: BaseDatabaseWrapper) -> list[Any]:
    changed = list(row)
    for index, chain, of in plan.converters:
        value = changed[index]
        for convert in chain:
            value = convert(value, of, connection)
        changed[index] = value
    return changed


def _adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Return a value as the driver of a database takes it."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _insertion(model: type[models.Model], connection: BaseDatabaseWrapper) -> Insertion:
    own = model._meta.auto_field
    fields = tuple(field for field in model._meta.concrete_fields if field is not own)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    text = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    if own is None:
        return Insertion(text, fields, "")
    return Insertion(f"{text} RETURNING {quote(str(own.column))}", fields, own.attname)


PLAIN = (models.CharField, models.IntegerField, models.BooleanField)


def _prepared(field: "models.Field[Any, Any]", value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Return a field's value as the driver takes it; by far the most are what they should be already."""
    if value is None or (type(value) in (int, bool, str) and isinstance(field, PLAIN)):
        return value
    return field.get_db_prep_save(value, connection)
