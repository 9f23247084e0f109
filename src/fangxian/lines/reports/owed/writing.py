"""Adding counts to the tables: one statement for as many as there are, added to what stands there (M8)."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection

from fangxian.lines.reports.owed.models import COUNTS, KEY, Cell, Change
from fangxian.lines.reports.owed.nodes import Node

Counts = tuple[int, int, int, int]
"""Due, filed, zero and late."""
MANY = 500


class Key(NamedTuple):
    """What a count is of: a form's steps, or its filings, at a node."""

    form: str
    is_step: bool
    node: Node
    line: str
    day: datetime.date
    filed_on: datetime.date
    late_at: datetime.datetime


def add(
    model: type[Cell],
    response: uuid.UUID,
    cells: Mapping[Key, Counts],
    known_at: datetime.datetime | None = None,
) -> None:
    """Add counts to those that stand in a table."""
    if not cells:
        return
    names = [*KEY, *(["known_at"] if model is Change else []), *COUNTS]
    quote = connection.ops.quote_name
    columns = ["response_id" if name == "response" else name for name in names]
    target = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    unique = ", ".join(map(quote, columns[: -len(COUNTS)]))
    table = quote(model._meta.db_table)
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTS)
    rows = [_row(response, key, own, known_at) for key, own in cells.items()]
    _execute(target, table, columns, f"ON CONFLICT ({unique}) DO UPDATE SET {sums}", rows)


def _execute(target: str, table: str, columns: list[str], conflict: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > MANY:
            named = ", ".join(map(connection.ops.quote_name, columns))
            alike = f"SELECT {named} FROM {table} LIMIT 0"  # noqa: S608
            cursor.execute(f"CREATE TEMP TABLE owed_added ON COMMIT DROP AS {alike}")
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY owed_added ({named}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {target} SELECT {named} FROM owed_added {conflict}")  # noqa: S608
            cursor.execute("DROP TABLE owed_added")
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {target} VALUES ({marks}) {conflict}", rows)  # noqa: S608


def _row(response: uuid.UUID, key: Key, own: Counts, known_at: datetime.datetime | None) -> tuple[Any, ...]:
    adapt = connection.ops.adapt_datetimefield_value
    row = (
        response if connection.features.has_native_uuid_field else response.hex,
        key.form, key.is_step, key.node.body, key.node.path, key.node.exact, _day(key.day), key.line,
        _day(key.filed_on), adapt(key.late_at),
    )  # fmt: skip
    return (*row, *([adapt(known_at)] if known_at else []), *own)


def _day(day: datetime.date) -> Any:
    return connection.ops.adapt_datefield_value(day)
