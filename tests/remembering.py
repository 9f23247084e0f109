"""What a fixture makes through the actions, made once a run and put back row by row for every other test.

The small world takes some 440 statements, twenty times what most tests do with it. The rows that making it added to
both databases are kept as the databases write them, its keys as bytes, its objects pickled, and the hour to which its
clock came. A test changes its own copy; what it wrote is rolled back as ever.
"""

import pickle
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from fangxian.command.api.throttling import shared
from fangxian.core.clock import SimulatedClock

DATABASES = ("default", "audit")
PASSED_OVER = {"django_migrations", "sqlite_sequence"}
Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class Kept:
    """What making something added: rows by database and table, files of keys, the pickled result, the hour."""

    rows: dict[str, Rows]
    keys: dict[str, bytes]
    result: bytes
    begun: datetime
    ended: datetime


_kept: dict[Callable[[SimulatedClock], Any], Kept] = {}


def remembered(make: Callable[[SimulatedClock], Any], time: SimulatedClock) -> Any:
    """Return what ``make`` makes at the hour of a clock: made, or put back as it was made before at that hour.

    The result is asked for by its attribute ``time`` no more than to be given the test's own clock.
    """
    known = _kept.get(make)
    if known is None:
        return _made(make, time)
    if time.now() != known.begun:
        return make(time)
    with ExitStack() as stack:
        for alias in DATABASES:
            stack.enter_context(transaction.atomic(using=alias))
        for alias, tables in known.rows.items():
            _insert(connections[alias], tables)
    _lay_keys(known.keys)
    time.set(known.ended)
    result = pickle.loads(known.result)  # noqa: S301 - our own of a moment ago
    result.time = time
    return result


def _made(make: Callable[[SimulatedClock], Any], time: SimulatedClock) -> Any:
    before, laid, begun = _all_rows(), set(_keys()), time.now()
    result = make(time)
    after, keys = _all_rows(), _keys()
    if any(set(rows) - set(after[alias][table]) for alias in before for table, rows in before[alias].items()):
        return result  # it changed what was there, so it is made anew for every test
    rows = {
        alias: {table: _added(before[alias][table], found) for table, found in tables.items()}
        for alias, tables in after.items()
    }
    ended = time.now()
    result.time = None
    _kept[make] = Kept(
        {alias: {table: found for table, found in tables.items() if found} for alias, tables in rows.items()},
        {name: key for name, key in keys.items() if name not in laid},
        pickle.dumps(result),
        begun,
        ended,
    )
    result.time = time
    return result


def _added(before: list[Any], after: list[Any]) -> list[Any]:
    """Return the rows that are new, in the order in which they were written."""
    known = set(before)
    return [row for row in after if row not in known]


def _all_rows() -> dict[str, Rows]:
    return {
        alias: {table: _rows(connections[alias], table) for table in _tables(alias)} for alias in DATABASES
    }


def _tables(alias: str) -> list[str]:
    return [name for name in connections[alias].introspection.table_names() if name not in PASSED_OVER]


def _rows(connection: BaseDatabaseWrapper, table: str) -> list[Any]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quote(table)} TO STDOUT") as copy:
                return b"".join(bytes(part) for part in copy).splitlines(keepends=True)
        described = connection.introspection.get_table_description(cursor, table)
        plain = ", ".join(f"+{quote(column.name)}" for column in described)  # so that nothing is converted
        return list(cursor.execute(f"SELECT {plain} FROM {quote(table)}").fetchall())  # noqa: S608


def _insert(connection: BaseDatabaseWrapper, tables: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {quote(table)} FROM STDIN") as copy:
                    copy.write(b"".join(rows))
            else:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {quote(table)} VALUES ({marks})", rows)  # noqa: S608


def _keys() -> dict[str, bytes]:
    folder = Path(settings.FANGXIAN_KEYS_DIR)
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.key")}


def _lay_keys(keys: dict[str, bytes]) -> None:
    """Put keys back that a test destroyed, and forget how often the world's accounts have asked."""
    for name, key in keys.items():
        file = Path(settings.FANGXIAN_KEYS_DIR) / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(key)
    shared.cache_clear()
    settings.FANGXIAN_ALLOWANCE_FILE.unlink(missing_ok=True)
