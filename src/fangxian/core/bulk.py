"""Plain statements where every row counts: many go in by COPY on PostgreSQL, by one prepared statement on SQLite.

Several times as quick as ``bulk_create``, which compiles a statement anew for every few hundred rows. Rows are
tuples of Python values, so that nothing needs a model instance only to be written.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

FEW = 20
BATCH = 10_000
Row = Sequence[Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows into a model's table; ``names`` are the attributes (``entry_id``) that a row's values are of.

    Every column without a default in the database is to be named. No signals, no keys handed back.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    adapters = [_adapter(field) for field in fields]
    adapted = (
        tuple(adapt(value) if adapt else value for adapt, value in zip(adapters, row, strict=True))
        for row in rows
    )
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    while batch := list(islice(adapted, BATCH)):
        _write(f"{table} ({columns})", len(fields), batch)
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


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return how a field's values are handed to the driver; None where as they are."""
    if isinstance(field, models.ForeignKey):
        return _adapter(field.target_field)
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.BinaryField | models.BooleanField | models.IntegerField | models.CharField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex
