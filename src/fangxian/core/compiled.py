"""Counts that every page asks, by statements compiled once: compiling takes several times as long as the answer."""

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

MOST = 5_000
_statements: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


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
