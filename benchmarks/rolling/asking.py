"""Questions about what was filled in, and their yardstick: as many facts read by their keys."""

import gc
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.measuring import Result, seconds
from benchmarks.rolling.filled import INDICATORS, Filled
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.answers import Answer, answers
from fangxian.mechanisms.figures.questions import ask, end_of, start_of
from fangxian.trees.places.models import Place

TIMES = 21
BOUND = 10
COLUMNS = ("path", *(f"n{number:02d}" for number in range(1, INDICATORS + 1)))


def place_at(path: str) -> Place:
    """Return the place of a path."""
    return Place.objects.get(path=path)


def question(filled: Filled, place: Place | None, **words: Any) -> Callable[[], list[Answer]]:
    """Return how a question is put and answered, from its words to its numbers."""
    return lambda: answers(ask(filled.nation.response, place=place, **words), filled.measures)


def of_day(filled: Filled) -> dict[str, Any]:
    """Return the window of the last day."""
    return {"start": start_of(filled.last), "end": end_of(filled.last)}


def by_key(count: int) -> Callable[[], list[Any]]:
    """Return how as many facts are read by their keys, twenty numbers of each."""
    keys = list(DailyReport.objects.values_list("pk", flat=True)[:count])
    return lambda: list(DailyReport.objects.filter(pk__in=keys).values_list(*COLUMNS))


def side_by_side(
    work: Callable[[], object], other: Callable[[], object], times: int = TIMES
) -> tuple[float, float]:
    """Return the medians of two kinds of work done in turns, so that a busy machine slows down both.

    What the set-up left in memory (a country) is kept from the collector: no server holds it.
    """
    gc.collect()
    gc.freeze()
    work(), other()
    pairs = [(seconds(work), seconds(other)) for _ in range(times)]
    return median(one for one, _two in pairs), median(two for _one, two in pairs)


def against_keys(name: str, filled: Filled, work: Callable[[], list[Answer]], days: int = 1) -> Result:
    """Return a question's time over that of reading its rows (nodes and days) by key."""
    rows = max(len(work()[0].nodes), 1) * days
    took, read = side_by_side(work, by_key(rows))
    detail = {"milliseconds": took * 1000, "read_milliseconds": read * 1000, "rows": rows}
    return Result(name, took / read, filled.facts, BOUND, detail=detail)
