"""`rollup-city`: twenty numbers of a city by county and of a county by street, for a day and a window."""

from benchmarks.measuring import Result
from benchmarks.rolling.asking import against_keys, of_day, place_at, question
from benchmarks.rolling.filled import filled

CITY, COUNTY, STREET = "2201", "220102", "220102001"
DAYS = 7


def measure(n: int) -> list[Result]:
    """Fill a city for a week and ask at three of its levels."""
    done = filled(CITY, DAYS)
    results = []
    for name, path in (("counties", CITY), ("streets", COUNTY), ("communities", STREET)):
        place = place_at(path)
        day, window = question(done, place, by="place", **of_day(done)), question(done, place, by="place")
        results.append(against_keys(f"rollup-city {name}, day", done, day))
        results.append(against_keys(f"rollup-city {name}, window", done, window, DAYS))
    return results
