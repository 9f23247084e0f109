"""Temporary tables of numbers, truths and plain texts: filled from the program, and looked at by the planner."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection

BLOCK = 10_000


def fill(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Fill a table with numbers, truths, and texts without a backslash or control character."""
    columns, left = ", ".join(names), iter(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                while block := list(islice(left, BLOCK)):
                    copy.write("".join(map(_line, block)))
            return
        marks = ", ".join(["%s"] * len(names))
        while block := list(islice(left, BLOCK)):
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", block)  # noqa: S608


def plan_anew(table: str, *columns: str) -> None:
    """Let PostgreSQL plan what follows for what is in some columns of a table now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table} ({', '.join(columns)})")


def _line(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if value is None else str(value) for value in row]) + "\n"
