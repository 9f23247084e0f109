"""A table's indexes taken away while very many rows come, and made anew, sorted, when all are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


@contextmanager
def indexed_afterwards(*tables: type[models.Model]) -> Iterator[None]:
    """Take away the indexes that no constraint rests on, and make them anew at the end.

    PostgreSQL keeps everybody from the table until the transaction ends; SQLite lets everybody read what was there.
    Should the work fail, the transaction is to be rolled back: the indexes come back with it.
    """
    with connection.cursor() as cursor:
        made = [statement for table in tables for statement in _indexes(cursor, table._meta.db_table)]
        for index, _statement in made:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(index)}")
        yield
        for _index, statement in made:
            cursor.execute(statement)


def _indexes(cursor: Any, table: str) -> list[tuple[str, str]]:
    """Return the names of a table's indexes that no constraint rests on, and the statements that make them."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = %s AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
            [table],
        )
    else:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [table],
        )
    return list(cursor.fetchall())
