"""`partitions`: the reports' table whole, and cut into a partition a day: entering one more day, and reading one.

PostgreSQL only. Both tables have the columns and indexes of the reports' own; one is cut by the cut-off, which windows
compare. A partitioned table cannot keep an entry's versions unique without the cut-off in the key, so its guarantees
are weaker. Rows are made by the server itself.
"""

import datetime
from functools import partial
from typing import Any

from django.db import connection

from benchmarks.measuring import Result, median_seconds, seconds
from benchmarks.world import CITY, build
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.questions import DAY

FIRST = datetime.date(2020, 1, 25)
DAYS = 60
TIMES = 15
REPORTS = DailyReport._meta.db_table
WHOLE, CUT = "whole_reports", "cut_reports"
INDEXES = (
    "UNIQUE INDEX ON {table} (entry_id, number, due_at)",
    "UNIQUE INDEX ON {table} (response_id, form, line_id, body_id, day, due_at)"
    " WHERE recorded_to = '9999-12-31Z' AND NOT voided",
    "INDEX ON {table} (response_id, path, recorded_to)",
    "INDEX ON {table} (response_id, line_id, body_path, recorded_to)",
    "INDEX ON {table} (response_id, form, due_at, path)",
    "INDEX ON {table} (response_id, recorded_from)",
)
READ = (
    "SELECT substr(path, 1, 6), sum(n01), sum(n02), sum(n03) FROM {table} WHERE response_id = %s AND form = 'daily'"
    " AND due_at >= %s AND due_at < %s AND path >= '2206' AND path < '2207' AND recorded_to = '9999-12-31Z' GROUP BY 1"
)


def measure(n: int) -> list[Result]:
    """Fill both tables with `n` bodies' reports of sixty days, enter one day more, and read a city's day."""
    if connection.vendor != "postgresql":
        return []
    world = build([f"{CITY}02001001"], units=1)
    key = world.response.id
    filled = {table: _filled(table, n, key) for table in (WHOLE, CUT)}
    last = FIRST + DAY * DAYS
    _run(f"ANALYZE {WHOLE}, {CUT}")
    entered = {table: seconds(partial(_enter, table, last, n, key)) for table in filled}
    read = {table: median_seconds(partial(_read, table, last, key), TIMES) for table in filled}
    ended = {
        WHOLE: seconds(lambda: _run(f"DELETE FROM {WHOLE} WHERE day = '{FIRST}'")),  # noqa: S608
        CUT: seconds(lambda: _run(f"DROP TABLE {CUT}_0")),
    }
    rows = n * (DAYS + 1)
    return [
        Result(f"partitions {name}", both[CUT] / both[WHOLE], rows, detail={
            "whole_seconds": both[WHOLE], "cut_seconds": both[CUT],
        })
        for name, both in (("fill", filled), ("one day more", entered), ("read a day", read), ("end a day", ended))
    ]  # fmt: skip


def _filled(table: str, n: int, key: Any) -> float:
    parts = " PARTITION BY RANGE (due_at)" if table == CUT else ""
    _run(f"CREATE TABLE {table} (LIKE {REPORTS} INCLUDING DEFAULTS){parts}")
    if table == CUT:
        for number in range(DAYS + 1):
            day, after = FIRST + DAY * number, FIRST + DAY * (number + 1)
            _run(f"CREATE TABLE {CUT}_{number} PARTITION OF {CUT} FOR VALUES FROM ('{day}') TO ('{after}')")
    for index in INDEXES:
        _run(f"CREATE {index.format(table=table)}")
    return seconds(partial(_enter_days, table, n, key))


def _enter_days(table: str, n: int, key: Any) -> None:
    for number in range(DAYS):
        _enter(table, FIRST + DAY * number, n, key)


def _enter(table: str, day: datetime.date, n: int, key: Any) -> None:
    """Insert a report of each body for a day, with the columns that an ordinary report fills."""
    _run(
        f"INSERT INTO {table} (id, entry_id, number, response_id, recorded_from, recorded_to, channel, reason, voided,"  # noqa: S608
        " happened_at, path, line_id, body_id, body_path, form, form_version, day, due_at, late_at, filed_at, state,"
        " is_zero, differs, accepted_levels, differences, comment, answers, n01, n02, n03, n04, n05, n06, n07, n08)"
        " SELECT n, uuidv7(), 1, %s, now(), '9999-12-31Z', 'api', '', false, at,"
        " '22' || lpad((n %% 12 + 1)::text, 2, '0') || lpad((n %% 7 + 1)::text, 2, '0')"
        " || lpad((n %% 13 + 1)::text, 3, '0') || lpad((n %% 15 + 1)::text, 3, '0'),"
        " 'organs', lpad(to_hex(n), 32, '0')::uuid, lpad(n::text, 8, '0'), 'daily', 1, %s, at, at, at, 'submitted',"
        " false, false, 0, '{}', '', '{}', n, n, n, n, n, n, n, n"
        " FROM generate_series(1, %s) n, (VALUES (%s::timestamptz)) AS moment (at)",
        [key, day, n, datetime.datetime.combine(day, datetime.time(10), datetime.UTC)],
    )


def _read(table: str, day: datetime.date, key: Any) -> list[Any]:
    midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(READ.format(table=table), [key, midnight, midnight + DAY])
        return list(cursor.fetchall())


def _run(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
