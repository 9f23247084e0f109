"""The least that any program would do: a model's rows as the database holds them, into one table of their own."""

from typing import Any

from django.db import connection, models

BATCH = 10_000


def rows_of(model: type[models.Model]) -> list[tuple[Any, ...]]:
    """Return a table's rows as its driver hands them out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {model._meta.db_table}")  # noqa: S608
        return list(cursor.fetchall())


def insert(model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    """Insert rows into an empty table with the same columns, primary key and unique index.

    PostgreSQL by COPY, SQLite by executemany: what is quickest on each.
    """
    table = f"bare_{model._meta.db_table}"
    with connection.cursor() as cursor:
        empty = f"SELECT {_columns(model)} FROM {model._meta.db_table} LIMIT 0"  # noqa: S608
        cursor.execute(f"CREATE TABLE {table} AS {empty}")
        cursor.execute(f"CREATE UNIQUE INDEX {table}_id ON {table} (id)")
        cursor.execute(f"CREATE UNIQUE INDEX {table}_entry ON {table} (entry_id, number)")
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({_columns(model)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(model._meta.concrete_fields))
        for start in range(0, len(rows), BATCH):
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + BATCH])  # noqa: S608


def _columns(model: type[models.Model]) -> str:
    return ", ".join(str(field.column) for field in model._meta.concrete_fields)
