"""`two-trees`: the same numbers by body, and of a regulator's bodies within a county; now, and as known then."""

from typing import Any

from benchmarks.measuring import Result
from benchmarks.nation import LINE
from benchmarks.rolling.as_of import ODD
from benchmarks.rolling.asking import BOUND, against_keys, of_day, place_at, question, side_by_side
from benchmarks.rolling.filled import DAY, Filled, at, filled
from fangxian.trees.bodies.models import Body

CITY, COUNTY = "2201", "220102"
DAYS = 7


def measure(n: int) -> list[Result]:
    """Fill a city for a week and ask by body below its office, and by both trees in it and in a county."""
    done = filled(CITY, DAYS)
    above, below = (Body.objects.get(code=f"{LINE}-{code}") for code in (CITY, COUNTY))
    city, county = place_at(CITY), place_at(COUNTY)
    asked: dict[str, dict[str, Any]] = {
        "bodies": {"place": None, "body": above, "by": "body"},
        "bodies of a county": {"place": None, "body": below, "by": "body"},
        "crossed by place": {"place": county, "body": above, "by": "place"},
        "crossed by body": {"place": county, "body": above, "by": "body"},
        "crossed in a city": {"place": city, "body": above, "by": "place"},
    }
    return [result for name, words in asked.items() for result in _measured(done, name, words)]


def _measured(done: Filled, name: str, words: dict[str, Any]) -> list[Result]:
    """Compare a day and a window with reading their rows, and what was known a day before with what is known now."""
    day = question(done, line=LINE, **words, **of_day(done))
    window = question(done, line=LINE, **words)
    then = question(done, line=LINE, **words, as_of=at(done.last - DAY, 13) + ODD)
    results = [
        against_keys(f"two-trees {name}, day", done, day),
        against_keys(f"two-trees {name}, window", done, window, DAYS),
    ]
    live, took = side_by_side(window, then)
    detail = {"milliseconds": took * 1000, "live_milliseconds": live * 1000}
    return [
        *results,
        Result(f"two-trees {name}, as known then", took / live, done.facts, BOUND, detail=detail),
    ]
