"""Plain statements where every row counts: many go in by COPY on PostgreSQL, by one prepared statement on SQLite.

Several times as quick as ``bulk_create``, which compiles a statement anew for every few hundred rows. Rows are
tuples of Python values, so that nothing needs a model instance only to be written.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

FEW = 20
BLOCK = 200
"""Rows that are handed to the driver at once."""
BATCH = 10_000
Row = Sequence[Any]
Change = Callable[[Sequence[Any]], Sequence[Any]]
"""What is made of the values of a column."""


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows into a model's table; ``names`` are the attributes (``entry_id``) that a row's values are of.

    Every column without a default in the database is to be named. No signals, no keys handed back.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    changes = [_column_adapter(field) for field in fields]
    left = iter(rows)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    while batch := list(islice(left, BATCH)):
        _write(f"{table} ({columns})", len(fields), _by_column(changes, batch))
        count += len(batch)
    if connection.vendor == "postgresql" and count >= BATCH:
        with connection.cursor() as cursor:
            cursor.execute(
                f"ANALYZE {table}"
            )  # what follows in this transaction is planned for what is there now


def insert_new(model: type[models.Model], names: Sequence[str], row: Row) -> bool:
    """Insert one row unless its key is taken, and tell whether it was; waits for whoever inserts the same key."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    adapters = [_adapter(by_name[name]) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(by_name[name].column)) for name in names)
    marks = ", ".join(["%s"] * len(names))
    values = [adapt(value) if adapt else value for adapt, value in zip(adapters, row, strict=True)]
    target = f"{quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {target} ON CONFLICT DO NOTHING", values)
        return bool(cursor.rowcount == 1)


def holds(model: type[models.Model], **values: Any) -> bool:
    """Tell whether a table holds a row of these values, by attribute (``entry_id``): where every request asks it.

    Compiling the statement of an ``exists`` anew takes several times as long as its answer.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    same = " AND ".join(f"{quote(str(by_name[name].column))} = %s" for name in values)
    given = [adapt(value) if (adapt := _adapter(by_name[name])) else value for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {same} LIMIT 1", given)  # noqa: S608
        return cursor.fetchone() is not None


def insert_alike(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row], shared: Mapping[str, Any]
) -> None:
    """Insert rows that differ in some columns (``names``, by attribute) and have the same value in the others.

    For very many: a row's values go to the driver as they are, so they are integers, truths, None, bytes, and texts
    without a backslash or control character; ids are as ``keys`` writes them, bytes as ``octets`` does. Columns named
    nowhere stay empty.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(str(by_name[name].column)) for name in (*names, *shared))
    table = connection.ops.quote_name(model._meta.db_table)
    same = tuple(_plain(by_name[name], value) for name, value in shared.items())
    if connection.vendor == "postgresql":
        pattern = "\t".join([*("%s" for _name in names), *map(_text, same)]) + "\n"
        _stream(f"{table} ({columns})", pattern, rows, with_blanks=any(by_name[name].null for name in names))
        return
    marks = ", ".join(["%s"] * (len(names) + len(same)))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, *same) for row in rows])


def keys() -> Callable[[str], str]:
    """Return what writes an id, given with hyphens, as the database keeps it."""
    return str if connection.features.has_native_uuid_field else _plain_hex


def octets() -> Callable[[bytes], Any]:
    """Return what writes bytes as a row of ``insert_alike`` holds them."""
    return _escaped_hex if connection.vendor == "postgresql" else bytes


def among(model: type[models.Model], name: str, values: Iterable[Any]) -> RawSQL:
    """Return the condition that a column is among very many values, whatever their number: one parameter.

    ``name`` is the attribute of an id, a number or a text; the model is the queryset's own, or joined to it once.
    Ids may be texts.
    """
    field = next(field for field in model._meta.concrete_fields if field.attname == name)
    keep = keys()
    is_id = isinstance(_target(field), models.UUIDField)
    plain = [keep(str(value)) for value in values] if is_id else list(values)
    quote = connection.ops.quote_name
    column = f"{quote(model._meta.db_table)}.{quote(str(field.column))}"
    if connection.vendor == "postgresql":
        is_number = isinstance(_target(field), models.IntegerField)
        kind = "uuid" if is_id else "bigint" if is_number else "text"
        listed = f"SELECT jsonb_array_elements_text(%s::jsonb)::{kind}"
        return RawSQL(f"{column} = ANY(ARRAY({listed}))", [json.dumps(plain)], models.BooleanField())  # noqa: S611
    listed = "SELECT value FROM json_each(%s)"
    return RawSQL(f"{column} IN ({listed})", [json.dumps(plain)], models.BooleanField())  # noqa: S611


def read(queryset: "models.QuerySet[Any]", *names: str) -> list[tuple[Any, ...]]:
    """Return columns of very many rows, by attribute (``entry_id``): plain columns of the queryset's own model.

    The same values as those of ``values_list``, which converts each by itself.
    """
    by_name = {field.attname: field for field in queryset.model._meta.concrete_fields}
    statement, parameters = queryset.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return _by_column([_converter(by_name[name]) for name in names], cursor.fetchall())


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert unsaved model instances of one kind; only a few learn the keys that the database gives them."""
    if not objects:
        return
    model = type(objects[0])
    if len(objects) <= FEW:
        model._base_manager.bulk_create(objects)
        return
    names = [field.attname for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    insert(model, names, ([getattr(one, name) for name in names] for one in objects))


def _write(target: str, width: int, batch: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(batch) > FEW:
            with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * width)
        cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", batch)  # noqa: S608


def _stream(target: str, pattern: str, rows: Iterable[Row], *, with_blanks: bool) -> None:
    """Stream rows to COPY as text, while the server takes in those before."""
    left = iter(rows)
    if with_blanks:
        left = (
            tuple(r"\N" if value is None else value for value in row) if None in row else row for row in left
        )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        while block := [pattern % row for row in islice(left, BLOCK)]:
            copy.write("".join(block))


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    adapt = _adapter(field)
    return adapt(value) if adapt else value


def _text(value: Any) -> str:
    """Return a value as COPY reads it, with a percent sign doubled for the pattern."""
    if value is None:
        return r"\N"
    written = str(value)
    for plain, escaped in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"), ("%", "%%")):
        written = written.replace(plain, escaped)
    return written


def _by_column(changes: Sequence[Change | None], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Change each column's values by its function, or leave them as they are where there is none."""
    if not any(changes):
        return [tuple(row) for row in rows]
    columns = zip(*rows, strict=True)
    changed = [change(column) if change else column for change, column in zip(changes, columns, strict=False)]
    return list(zip(*changed, strict=True))


def _each(make: Callable[[Any], Any]) -> Change:
    """Return the change of a column by a function that takes one value and no None."""
    return lambda column: [None if value is None else make(value) for value in column]


def _remembered(make: Callable[[Any], Any]) -> Change:
    """The same for a column whose values mostly come again."""

    def change(column: Sequence[Any]) -> list[Any]:
        made = {value: None if value is None else make(value) for value in set(column)}
        return [made[value] for value in column]

    return change


def _converter(field: "models.Field[Any, Any]") -> Change | None:
    """Return how a column's values are read from the driver; None where as they are."""
    if isinstance(field, models.ForeignKey):
        return _converter(field.target_field)
    if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
        return _each(uuid.UUID)
    if isinstance(field, models.DateTimeField) and connection.vendor != "postgresql":
        return _each(lambda value: value.replace(tzinfo=datetime.UTC))
    return None


def _column_adapter(field: "models.Field[Any, Any]") -> Change | None:
    """Return how a column's values are handed to the driver; None where as they are."""
    adapt = _adapter(field)
    if adapt is None:
        return None
    return _remembered(adapt) if isinstance(field, models.DateTimeField) else _each(adapt)


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return how a field's values are handed to the driver; None where as they are."""
    field = _target(field)
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    if isinstance(field, models.DateTimeField):
        return None if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value
    if isinstance(field, models.BinaryField | models.BooleanField | models.IntegerField | models.CharField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _target(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    return _target(field.target_field) if isinstance(field, models.ForeignKey) else field


def _plain_hex(text: str) -> str:
    return text.replace("-", "")


def _escaped_hex(value: bytes) -> str:
    return rf"\\x{value.hex()}"


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex
