"""`trend`: ninety days of twenty numbers at a node in one question, against ninety rows by key."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.measuring import Result
from benchmarks.rolling.asking import against_keys, place_at, question
from benchmarks.rolling.filled import DAY, filled
from fangxian.mechanisms.figures.questions import end_of, start_of

CITY, COUNTY = "2202", "220202"
DAYS = 90


def measure(n: int) -> list[Result]:
    """Fill a city for ninety days and ask for them day by day, at the city and at a county."""
    done = filled(CITY, DAYS)
    window = {"start": start_of(done.last - DAY * (DAYS - 1)), "end": end_of(done.last)}
    results = []
    for name, path in (("city", CITY), ("county", COUNTY)):
        work = question(done, place_at(path), by="day", **window)
        with CaptureQueriesContext(connection) as asked:
            work()
        result = against_keys(f"trend {name}", done, work)
        result.detail["statements"] = len(asked)
        results.append(result)
    return results
