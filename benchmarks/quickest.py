"""The quickest plain insert of a table's own rows that a driver offers, in every way that there is."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from benchmarks import bare
from benchmarks.measuring import seconds

KINDS = {
    "character varying": "text", "timestamp with time zone": "timestamptz", "bigint": "int8", "smallint": "int2",
    "integer": "int4", "boolean": "bool",
}  # fmt: skip
"""What a column is called in the catalogue → what its binary format is called."""
BLOCK = 200
Rows = Sequence[tuple[Any, ...]]


def measured(model: type[models.Model]) -> dict[str, float]:
    """Return the seconds of each way by its name: ``tuples`` bound one by one or by COPY, ``binary`` COPY of tuples.

    ``text`` is COPY of text that was prepared before the clock ran: what no program has that reads anything else.
    """
    rows = bare.rows_of(model)
    if connection.vendor == "sqlite":
        return {"tuples": _into(model, lambda table: _executemany(table, rows))}
    rows = [tuple(Jsonb(value) if isinstance(value, dict) else value for value in row) for row in rows]
    kinds = _kinds(model)
    found = {
        "tuples": _into(model, lambda table: _copy(table, rows)),
        "binary": _into(model, lambda table: _copy(table, rows, kinds)),
    }
    text = ["\t".join(map(_text, row)) + "\n" for row in rows]
    return found | {"text": _into(model, lambda table: _copy_text(table, text))}


def _into(model: type[models.Model], insert: Callable[[str], None]) -> float:
    """Return the seconds of filling a table with a model's columns, primary key and unique index, and committing."""
    table = f"bare_{model._meta.db_table}"
    names = ", ".join(_columns(model))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} AS SELECT {names} FROM {model._meta.db_table} LIMIT 0")  # noqa: S608
        cursor.execute(f"CREATE UNIQUE INDEX {table}_id ON {table} (id)")
        cursor.execute(f"CREATE UNIQUE INDEX {table}_entry ON {table} (entry_id, number)")

        def whole() -> None:
            with transaction.atomic():
                insert(table)

        took = seconds(whole)
        cursor.execute(f"DROP TABLE {table}")
    return took


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _executemany(table: str, rows: Rows) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), bare.BATCH):
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + bare.BATCH])  # noqa: S608


def _copy(table: str, rows: Rows, kinds: Sequence[str] = ()) -> None:
    form = " (FORMAT BINARY)" if kinds else ""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN{form}") as copy:
        if kinds:
            copy.set_types(kinds)
        for row in rows:
            copy.write_row(row)


def _copy_text(table: str, text: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for start in range(0, len(text), BLOCK):
            copy.write("".join(text[start : start + BLOCK]))


def _kinds(model: type[models.Model]) -> list[str]:
    """Return the types of a table's columns, as binary COPY names them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
            [model._meta.db_table],
        )
        held = dict(cursor.fetchall())
    return [str(KINDS.get(held[column], held[column])) for column in _columns(model)]


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    return "{}" if isinstance(value, Jsonb) else str(value)
