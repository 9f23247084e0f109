"""`as-of`: what was known at some past minute, from a province down to a street, against what is known now."""

from datetime import timedelta
from statistics import median

from benchmarks.measuring import Result
from benchmarks.rolling.asking import BOUND, place_at, question, side_by_side
from benchmarks.rolling.filled import DAY, PROVINCE, Filled, at, filled

PLACES = {"province": PROVINCE, "city": "2201", "county": "220102", "street": "220102001"}
DAYS = 3
HOURS = (9, 11, 14, 16)
ODD = timedelta(minutes=7, seconds=13)


def measure(n: int) -> list[Result]:
    """Fill a province and ask at four odd minutes of every day, for the whole response's window."""
    done = filled(PROVINCE, DAYS)
    return [_compared(done, name, path) for name, path in PLACES.items()]


def _compared(done: Filled, name: str, path: str) -> Result:
    """Return the largest ratio of the instants, each compared with what is known now in turns."""
    place = place_at(path)
    live = question(done, place, by="place")
    instants = [at(done.last - DAY * back, hour) + ODD for back in range(DAYS) for hour in HOURS]
    pairs = [side_by_side(question(done, place, by="place", as_of=instant), live, 5) for instant in instants]
    took, now = (median(one) for one in zip(*pairs, strict=True))
    detail = {
        "live_milliseconds": now * 1000,
        "milliseconds": took * 1000,
        "longest": max(one for one, _two in pairs) * 1000,
    }
    return Result(f"as-of {name}", max(one / two for one, two in pairs), done.facts, BOUND, detail=detail)
