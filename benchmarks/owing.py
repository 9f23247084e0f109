"""`rollup-owed`: who owes and who is silent, of a country by province and of a city by county, exact on every read.

Compared with reading as many rows (one a child and day) of the tallies by primary key, and with itself where twice as
many bodies owe and where twice as many days are known. Pages that list what is owed (who is silent, the grid under a
filter, what lies behind a figure, what a rule would remind of) are held against themselves in the same way. What
applying a rule to all bodies costs is reported, and what folding costs.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from benchmarks.measuring import Result, median_seconds, seconds
from benchmarks.nation import LINE, Nation, load
from benchmarks.owing_reports import file_a_day
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.drill.people import START
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports import queries
from fangxian.lines.reports.actions.obliging import Owes, open_obligations
from fangxian.lines.reports.behind import Behind
from fangxian.lines.reports.calendar import calendar_page
from fangxian.lines.reports.deadlines import late_at
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.owed import reading
from fangxian.lines.reports.owed.folding import fold
from fangxian.lines.reports.owed.models import Tally
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.mechanisms.figures.registry import measure as measure_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import Kind, Place

FULL, TIMES, PAGE = 620_573, 9, 100
DAY, FIRST = datetime.timedelta(days=1), START.date()
PROVINCE, CITY = "22", "2206"
COUNTS = ("due", "filed", "on_time", "zero", "late", "missing")
GROWN = 1.2
Read = Callable[[], object]


def measure(n: int) -> list[Result]:
    """Let every other community of a country, a province or a city owe and file; then all; then for one day more."""
    nation = load("" if n >= FULL else PROVINCE if n >= 5_000 else CITY, owing=False)
    _oblige_every_other(nation)
    _day_passes(nation, 0, 1)
    half = _took(_reads(nation, FIRST))
    bodies = Obligation.objects.count()
    ruled = seconds(partial(_rule, nation))
    made = Obligation.objects.count() - bodies
    folded = _day_passes(nation, 0, 5)
    asked, once = _reads(nation, FIRST), _took(_reads(nation, FIRST))
    _day_passes(nation, 1, 1)
    later = _took(_reads(nation, FIRST + DAY))
    n, filed = bodies + made, DailyReport.objects.filter(day=FIRST).count() // 2
    return [
        Result("rollup-owed rule, bodies a second", made / ruled, n, detail={"seconds": ruled}),
        Result("rollup-owed fold, reports a second", filed / folded, n, detail={"seconds": folded}),
        *(_result(name, question, once[name], n) for name, question in _questions(nation, FIRST).items()),
        *(_grown(f"{name}, twice the bodies", once[name] / half[name], n, once[name]) for name in asked),
        *(_grown(f"{name}, twice the days", later[name] / once[name], n, later[name]) for name in asked),
    ]  # fmt: skip


def _oblige_every_other(nation: Nation) -> None:
    rows = (
        Owes(nation.form.code, LINE, held.body, held.body_path, held.path, FIRST, None, None)
        for number, held in enumerate(nation.reporters())
        if number % 2
    )
    clock.install(SimulatedClock(_at(FIRST, 8)))
    with entries.writing():
        open_obligations(SYSTEM, nation.response, rows)


def _rule(nation: Nation) -> None:
    kinds = [Body.Kind.COMMUNITY]
    reports.set_rule(SYSTEM, nation.response, nation.form.code, LINE, FIRST, kinds=kinds)


def _day_passes(nation: Nation, number: int, hours: int) -> float:
    """Let whoever owes and has not filed file a day, some hours after its end; return the seconds of folding it."""
    day = FIRST + DAY * number
    came = late_at(nation.response, day, nation.form) + datetime.timedelta(hours=hours)
    file_a_day(nation, day, came)
    clock.install(SimulatedClock(came + datetime.timedelta(hours=3)))
    return seconds(lambda: fold(nation.response))


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone())


def _questions(nation: Nation, day: datetime.date) -> dict[str, Question]:
    """Return the questions about a day, of the whole and of its first city."""
    window: dict[str, Any] = {"start": start_of(day), "end": end_of(day), "by": "place"}
    place = Place.objects.filter(kind=Kind.CITY).order_by("path").first()
    return {"root": ask(nation.response, **window), "city": ask(nation.response, place=place, **window)}


def _reads(nation: Nation, day: datetime.date) -> Mapping[str, Read]:
    """Return what is read about a day, by name: figures, and pages of the country and of a street."""
    found: dict[str, Read] = {}
    for name, question in _questions(nation, day).items():
        found[name] = partial(_figures, question, _measures())
    found |= {
        f"{name} {part}": read for part, own in _parts(nation, day) for name, read in _pages(own, nation)
    }
    found["silent root"] = lambda: queries.silent(
        SYSTEM, nation.response, day, form=nation.form.code, limit=PAGE
    )
    return found


def _parts(nation: Nation, day: datetime.date) -> Iterator[tuple[str, Question]]:
    window: dict[str, Any] = {"start": start_of(day), "end": end_of(day)}
    yield "root", ask(nation.response, **window)
    county = Place.objects.filter(kind=Kind.COUNTY).order_by("path").first()
    yield "county", ask(nation.response, place=county, **window)


def _pages(question: Question, nation: Nation) -> Iterator[tuple[str, Read]]:
    """Yield the first page of what is missing, one from the middle of what was filed, and a filtered grid."""
    form = nation.form.code
    yield "missing", lambda: Behind(question, form, "missing")[:PAGE]
    yield "filed late", lambda: Behind(question, form, "late")[:PAGE]
    yield "grid of the missing", lambda: calendar_page(question, form, "", PAGE, "missing")


def _measures() -> list[Measure]:
    found = [measure_of(f"reports.{name}") for name in COUNTS]
    return [each for each in found if isinstance(each, Measure)]


def _figures(question: Question, measures: list[Measure]) -> object:
    if reading.counted(question, "") is None:
        raise RuntimeError("not served from the tallies")
    return measures[0].source.groups(question, measures)


def _took(reads: Mapping[str, Read]) -> dict[str, float]:
    return {name: median_seconds(read, TIMES) for name, read in reads.items()}


def _result(name: str, question: Question, took: float, bodies: int) -> Result:
    measures = _measures()
    rows = len(measures[0].source.groups(question, measures))
    took, read = median_seconds(lambda: measures[0].source.groups(question, measures), TIMES), _by_key(rows)
    detail = {"seconds": took, "read_seconds": read, "rows": rows}
    return Result(f"rollup-owed {name}", took / read, bodies, 10, detail=detail)


def _grown(name: str, ratio: float, bodies: int, took: float) -> Result:
    """A list of the whole country is reported only; figures, and lists of a part, may not grow."""
    bound = None if " root," in name else GROWN
    return Result(f"rollup-owed {name}", ratio, bodies, bound, detail={"seconds": took})


def _by_key(rows: int) -> float:
    """Return the seconds of reading so many rows of the tallies by primary key, in one query."""
    keys = list(Tally.objects.order_by("pk").values_list("pk", flat=True)[:rows])
    return median_seconds(lambda: list(Tally.objects.filter(pk__in=keys).values_list()), TIMES)
