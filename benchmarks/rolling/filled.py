"""A country that has reported for some days, put in by plain statements: the reports' way in is measured elsewhere.

Communities file within six hours before the cut-off, one of fifty the day after, and one of a hundred corrects its
report the next morning. The clock then stands at the noon after the last day.
"""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.nation import LINE, Nation, load
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.fields import FOREVER
from fangxian.drill.people import START
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.figures.tallies.folding import fold
from fangxian.mechanisms.forms.catalogue import form_of

COUNTRY, PROVINCE = "", "22"
FULL = 620_573
DAY = datetime.timedelta(days=1)
FIRST = START.date()
INDICATORS = 20
COPY = (
    "response_id", "body_id", "line_id", "body_path", "path", "form", "form_version", "day", "due_at", "late_at",
    "happened_at", "state", "is_zero", "differs", "accepted_levels", "differences", "comment", "answers", "channel",
    "voided", "recorded_by_id", "filed_at", *(f"n{number:02d}" for number in range(1, INDICATORS + 1)),
)  # fmt: skip


@dataclass
class Filled:
    """The country, its measures of twenty numbers, the last day and how many facts there are."""

    nation: Nation
    measures: list[AnyMeasure]
    last: datetime.date
    facts: int


def filled(subtree: str, days: int, *, times: int = 1, folded: bool = True) -> Filled:
    """Load a subtree, let it report for some days, and fold; ``times`` puts that many villages for each one."""
    nation = load(subtree, owing=False)
    clock.install(SimulatedClock(noon_after(days - 1)))
    number_them()
    for day in range(days):
        for turn in range(times):
            report(nation, FIRST + DAY * day, turn)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {DailyReport._meta.db_table}")
    if folded:
        fold()
    form = form_of(nation.form.code)
    asked = [measure(f"reports.{form.code}.{field.code}") for field in form.numbers]
    return Filled(nation, asked, FIRST + DAY * (days - 1), DailyReport.objects.count())


def noon_after(day: int) -> datetime.datetime:
    """Return the noon after a day: every report and correction of it has come."""
    return at(FIRST + DAY * (day + 1), 12)


def at(day: datetime.date, hour: int) -> datetime.datetime:
    """Return an hour of a day."""
    return datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone())


def number_them() -> None:
    """Number the communities that report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_reporter AS SELECT row_number() OVER (ORDER BY p.path) AS number, p.body_id, "
            "p.path AS body_path, l.path FROM bodies_position p JOIN bodies_body b ON b.id = p.body_id "
            "JOIN places_place l ON l.id = b.place_id "
            f"WHERE p.line_id = '{LINE}' AND p.valid_to IS NULL AND b.kind = 'community'"
        )


@transaction.atomic
def report(nation: Nation, day: datetime.date, turn: int = 0) -> None:
    """Let every community report a day; ``turn`` above 0 makes villages of no body beside them."""
    table, columns = DailyReport._meta.db_table, ", ".join(COPY)
    told = _told(nation, day, turn)
    forever, morning = _time(FOREVER), _after(told["due_at"], "64800 + number % 3600")
    ended = f"CASE WHEN number % 100 = 7 THEN {morning} ELSE {forever} END"
    names = f"(entry_id, number, reason, recorded_from, recorded_to, {columns})"
    values = ", ".join(told[name] for name in COPY)
    statements = (
        f"INSERT INTO {table} {names} "
        f"SELECT {told['entry_id']}, 1, '', {told['filed_at']}, {ended}, {values} FROM bench_reporter",
        f"INSERT INTO {table} {names} SELECT entry_id, 2, '更正', recorded_to, {forever}, {columns} "
        f"FROM {table} closed WHERE day = {told['day']} AND number = 1 AND recorded_to < {forever} AND NOT EXISTS "
        f"(SELECT 1 FROM {table} known WHERE known.entry_id = closed.entry_id AND known.number = 2)",
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _told(nation: Nation, day: datetime.date, turn: int) -> dict[str, str]:
    """Return the SQL of every column of a day's reports."""
    native = connection.vendor == "postgresql"
    key = str(nation.response.pk) if native else nation.response.pk.hex
    json, no = ("'{}'::jsonb", "FALSE") if native else ("'{}'", "0")
    first = ((day - FIRST).days * 10 + turn + 1) * 1_000_000
    hexed = f"lpad(to_hex({first} + number), 32, '0')" if native else f"printf('%032x', {first} + number)"
    cut_off, late = _time(at(day, 16)), "CASE WHEN number % 50 = 0 THEN 57600 ELSE 0 END"
    return {
        "entry_id": _typed(hexed, "uuid"),
        "response_id": _typed(f"'{key}'", "uuid"),
        "body_id": _typed("NULL" if turn else "body_id", "uuid"),
        "line_id": f"'{LINE}'",
        "body_path": "body_path",
        "path": f"substr(path, 1, 9) || '{turn}' || substr(path, 11)" if turn else "path",
        "form": f"'{nation.form.code}'",
        "form_version": "1",
        "day": _typed(f"'{day.isoformat()}'", "date"),
        **dict.fromkeys(("due_at", "late_at", "happened_at"), cut_off),
        "state": "'submitted'",
        **dict.fromkeys(("is_zero", "differs", "voided"), no),
        "accepted_levels": "0",
        **dict.fromkeys(("differences", "answers"), json),
        "comment": "''",
        "channel": "'api'",
        "recorded_by_id": _typed("NULL", "uuid"),
        "filed_at": _after(_time(at(day, 10)), f"(number * 7919 % 21600) + {late}"),
        **{f"n{n:02d}": f"(number + {n * 7 + day.day}) % {20 + n}" for n in range(1, INDICATORS + 1)},
    }


def _typed(expression: str, kind: str) -> str:
    return f"CAST({expression} AS {kind})" if connection.vendor == "postgresql" else expression


def _time(instant: datetime.datetime) -> str:
    text = f"{instant.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S}"
    return f"TIMESTAMPTZ '{text}+00'" if connection.vendor == "postgresql" else f"'{text}'"


def _after(instant: str, seconds: str) -> str:
    if connection.vendor == "postgresql":
        return f"({instant} + make_interval(secs => {seconds}))"
    return f"datetime({instant}, ({seconds}) || ' seconds')"
