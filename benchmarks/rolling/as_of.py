"""`as-of`: what was known at some past minute, at a province and a city, against what is known now."""

from datetime import timedelta
from statistics import median

from benchmarks.measuring import Result, median_seconds
from benchmarks.rolling.asking import BOUND, TIMES, place_at, question
from benchmarks.rolling.filled import DAY, PROVINCE, Filled, at, filled

CITY = "2201"
DAYS = 3
HOURS = (9, 11, 14, 16)
ODD = timedelta(minutes=7, seconds=13)


def measure(n: int) -> list[Result]:
    """Fill a province and ask at four odd minutes of every day, for the whole response's window."""
    done = filled(PROVINCE, DAYS)
    return [_compared(done, "province", PROVINCE), _compared(done, "city", CITY)]


def _compared(done: Filled, name: str, path: str) -> Result:
    place = place_at(path)
    live = median_seconds(question(done, place, by="place"), TIMES)
    instants = [at(done.last - DAY * back, hour) + ODD for back in range(DAYS) for hour in HOURS]
    took = [median_seconds(question(done, place, by="place", as_of=instant), 5) for instant in instants]
    detail = {
        "live_milliseconds": live * 1000,
        "milliseconds": median(took) * 1000,
        "longest": max(took) * 1000,
    }
    return Result(f"as-of {name}", max(took) / live, done.facts, BOUND, detail=detail)
