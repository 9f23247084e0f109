"""`rollup-owed`: who owes and who is silent, of a country by province and of a city by county, exact on every read.

Compared with reading as many rows (one a child and day) of the same table by primary key, and with itself where twice
as many bodies owe and file. What applying a rule to all of them costs is reported, and what folding costs.
"""

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.measuring import Result, median_seconds, seconds
from benchmarks.nation import LINE, Nation, load
from fangxian.core import bulk, clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.fields import FOREVER
from fangxian.core.ids import new_id
from fangxian.drill.people import START
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.deadlines import cut_off, late_at
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.owed import reading
from fangxian.lines.reports.owed.folding import fold, rebuild
from fangxian.lines.reports.owed.models import Tally
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.mechanisms.figures.registry import measure as measure_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import Kind, Place

FULL, TIMES, DAYS = 620_573, 25, 3
DAY, FIRST = datetime.timedelta(days=1), START.date()
ENTRY = ("id", "kind", "response_id", "digest", "created_at")
PROVINCE, CITY = "22", "2206"
COUNTS = ("due", "filed", "on_time", "zero", "late", "missing")
COLUMNS = (
    "entry_id", "body_id", "body_path", "path", "filed_at", "recorded_from", "response_id", "line_id", "form", "day",
    "due_at", "late_at", "happened_at", "recorded_to", "state", "number", "form_version", "channel", "reason",
    "voided", "is_zero", "differs", "accepted_levels", "differences", "comment", "answers",
)  # fmt: skip


def measure(n: int) -> list[Result]:
    """Let every community of a country, a province or a city owe and file for some days, and ask who is silent."""
    nation = load("" if n >= FULL else PROVINCE if n >= 5_000 else CITY, owing=False)
    clock.install(SimulatedClock(_at(FIRST, 20)))
    ruled = seconds(partial(_rule, nation))
    bodies = Obligation.objects.count()
    for day in range(DAYS):
        _report(nation, FIRST + DAY * day)
    clock.install(SimulatedClock(_at(FIRST + DAY * DAYS, 20)))
    folded = seconds(lambda: fold(nation.response))
    filed = DailyReport.objects.count()
    results = [
        Result("rollup-owed rule, bodies a second", bodies / ruled, bodies, detail={"seconds": ruled}),
        Result("rollup-owed fold, reports a second", filed / folded, bodies, detail={"seconds": folded}),
    ]
    once = dict(_asked(nation))
    results += [_result(name, question, bodies) for name, question in once.items()]
    results.append(_trend(nation, bodies))
    before = {name: _took(question) for name, question in once.items()}
    _double()
    rebuild(nation.response)
    results += [
        Result(f"rollup-owed {name}, twice the bodies", _took(question) / before[name], bodies * 2, 1.2)
        for name, question in once.items()
    ]
    return results


def _rule(nation: Nation) -> None:
    kinds = [Body.Kind.COMMUNITY]
    reports.set_rule(SYSTEM, nation.response, nation.form.code, LINE, FIRST, kinds=kinds)


@transaction.atomic
def _report(nation: Nation, day: datetime.date) -> None:
    """Let nine of ten file, within six hours before the cut-off; one of fifty the day after."""
    owed = list(Obligation.objects.values_list("body", "body_path", "path"))
    keys, due = [new_id() for _row in owed], cut_off(nation.response, day, nation.form)
    late = late_at(nation.response, day, nation.form)
    bulk.insert(Entry, ENTRY, ((key, "daily_report", nation.response.id, b"", due) for key in keys))
    shared: tuple[Any, ...] = (
        nation.response.id, LINE, nation.form.code, day, due, late, due, FOREVER, "submitted", 1, 1, "api",
        "", False, False, False, 0, {}, "", {},
    )  # fmt: skip
    rows = enumerate(zip(keys, owed, strict=True))
    bulk.insert(DailyReport, COLUMNS, (
        (key, *row, at := _filed(due, number), at, *shared) for number, (key, row) in rows if number % 10
    ))  # fmt: skip


def _filed(due: datetime.datetime, number: int) -> datetime.datetime:
    late = DAY if number % 50 == 7 else 0 * DAY
    return due - datetime.timedelta(seconds=number * 7919 % 21_600) + late


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone())


def _asked(nation: Nation) -> Iterator[tuple[str, Question]]:
    """Yield the questions: the last day, of the whole and of its largest city."""
    last = FIRST + DAY * (DAYS - 1)
    window: dict[str, Any] = {"start": start_of(last), "end": end_of(last), "by": "place"}
    yield "root", ask(nation.response, **window)
    city = Place.objects.filter(kind=Kind.CITY).order_by("path").first()
    yield "city", ask(nation.response, place=city, **window)


def _measures(question: Question) -> list[Measure]:
    found = [measure_of(f"reports.{name}") for name in COUNTS]
    return [each for each in found if isinstance(each, Measure)]


def _took(question: Question) -> float:
    measures = _measures(question)
    if reading.counted(question, "") is None:
        raise RuntimeError("not served from the tallies")
    return median_seconds(lambda: measures[0].source.groups(question, measures), TIMES)


def _result(name: str, question: Question, bodies: int) -> Result:
    rows = len(measures[0].source.groups(question, measures)) if (measures := _measures(question)) else 0
    took, read = _took(question), _by_key(rows)
    detail = {"seconds": took, "read_seconds": read, "rows": rows}
    return Result(f"rollup-owed {name}", took / read, bodies, 10, detail=detail)


def _trend(nation: Nation, bodies: int) -> Result:
    """All days of the response at its root in one read."""
    question = ask(nation.response, by="day")
    rows = len(question.slices())
    took, read = _took(question), _by_key(rows)
    return Result(
        "rollup-owed trend", took / read, bodies, detail={"seconds": took, "read_seconds": read, "rows": rows}
    )


def _by_key(rows: int) -> float:
    """Return the seconds of reading so many rows of the tallies by primary key, in one query."""
    keys = list(Tally.objects.order_by("pk").values_list("pk", flat=True)[:rows])
    return median_seconds(lambda: list(Tally.objects.filter(pk__in=keys).values_list()), TIMES)


@transaction.atomic
def _double() -> None:
    """Put another body beside each, which stands, owes and files as it does."""
    for model in (Body, Entry, Obligation, DailyReport):
        keys = {field.column for field in model._meta.concrete_fields if _is_copied(field)}
        names = [str(f.column) for f in model._meta.concrete_fields if f is not model._meta.auto_field]
        values = [_copied(name) if name in keys else _other(model, name) for name in names]
        table = model._meta.db_table
        with connection.cursor() as cursor:
            copied = f"SELECT {', '.join(values)} FROM {table}"  # noqa: S608
            cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) {copied}")


def _is_copied(field: Any) -> bool:
    """Tell whether a column names what gets a double: a body or an entry."""
    return (field.primary_key and field.get_internal_type() == "UUIDField") or field.column in (
        "body_id",
        "entry_id",
    )


def _copied(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"('f' || substr(CAST({name} AS text), 2))::uuid"
    return f"'f' || substr({name}, 2)"


def _other(model: type[Any], name: str) -> str:
    return f"{name} || '-2'" if model is Body and name == "code" else name
