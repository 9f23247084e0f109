"""Writing very many rows: by COPY on PostgreSQL, by one prepared statement on SQLite."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from fangxian.core import compiled
from fangxian.core.bulk.values import Row, adapter, by_column, column_adapter, copied, plain

FEW = 20
BLOCK = 200
"""Rows that are handed to the driver at once."""
BATCH = 10_000


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows into a model's table; ``names`` are the attributes (``entry_id``) that a row's values are of.

    Every column without a default in the database is to be named. No signals, no keys handed back.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    changes = [column_adapter(field) for field in fields]
    left = iter(rows)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    while batch := list(islice(left, BATCH)):
        _write(f"{table} ({columns})", len(fields), by_column(changes, batch))
        count += len(batch)
    if connection.vendor == "postgresql" and count >= BATCH:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")  # what follows here is planned for what is there now


def insert_new(model: type[models.Model], names: Sequence[str], row: Row) -> bool:
    """Insert one row unless its key is taken, and tell whether it was; waits for whoever inserts the same key."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    adapters = [adapter(by_name[name]) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(by_name[name].column)) for name in names)
    marks = ", ".join(["%s"] * len(names))
    values = [adapt(value) if adapt else value for adapt, value in zip(adapters, row, strict=True)]
    target = f"{quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {target} ON CONFLICT DO NOTHING", values)
        return bool(cursor.rowcount == 1)


def insert_alike(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Row],
    shared: Mapping[str, Any],
    *,
    whole: bool = False,
) -> None:
    """Insert rows that differ in some columns (``names``, by attribute) and have the same value in the others.

    For very many: a row's values go to the driver as they are, so they are integers, truths, None, bytes, and texts
    without a backslash or control character; ids are as ``keys`` writes them, bytes as ``octets`` does. Columns named
    nowhere stay empty. ``whole``: no value of a row is None.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(str(by_name[name].column)) for name in (*names, *shared))
    table = connection.ops.quote_name(model._meta.db_table)
    same = tuple(plain(by_name[name], value) for name, value in shared.items())
    if connection.vendor == "postgresql":
        pattern = "\t".join([*("%s" for _name in names), *map(copied, same)]) + "\n"
        blanks = not whole and any(by_name[name].null for name in names)
        _stream(f"{table} ({columns})", pattern, _with_blanks(rows) if blanks else rows)
        return
    marks = ", ".join(["%s"] * (len(names) + len(same)))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, *same) for row in rows])


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert unsaved model instances of one kind; only a few learn the keys that the database gives them."""
    if not objects:
        return
    model = type(objects[0])
    if len(objects) == 1:
        compiled.insert(objects[0])
        return
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


def _stream(target: str, pattern: str, rows: Iterable[Row]) -> None:
    """Stream rows to COPY as text, while the server takes in those before."""
    left = iter(rows)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        while block := [pattern % row for row in islice(left, BLOCK)]:
            copy.write("".join(block))


def _with_blanks(rows: Iterable[Row]) -> Iterator[Row]:
    return (tuple(r"\N" if value is None else value for value in row) if None in row else row for row in rows)
