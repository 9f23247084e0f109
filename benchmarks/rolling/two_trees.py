"""`two-trees`: the same numbers by body, and of a regulator's bodies within a county."""

from benchmarks.measuring import Result
from benchmarks.nation import LINE
from benchmarks.rolling.asking import against_keys, of_day, place_at, question
from benchmarks.rolling.filled import filled
from fangxian.trees.bodies.models import Body

CITY, COUNTY = "2201", "220102"
DAYS = 7


def measure(n: int) -> list[Result]:
    """Fill a city for a week and ask by body below its office, and by both trees in one of its counties."""
    done = filled(CITY, DAYS)
    above, below = (Body.objects.get(code=f"{LINE}-{code}") for code in (CITY, COUNTY))
    county = place_at(COUNTY)
    asked = {
        "bodies": {"place": None, "body": above, "by": "body"},
        "bodies of a county": {"place": None, "body": below, "by": "body"},
        "crossed by place": {"place": county, "body": above, "by": "place"},
        "crossed by body": {"place": county, "body": above, "by": "body"},
    }
    results = []
    for name, words in asked.items():
        day = question(done, line=LINE, **words, **of_day(done))  # type: ignore[arg-type]
        results.append(against_keys(f"two-trees {name}, day", done, day))
        window = question(done, line=LINE, **words)  # type: ignore[arg-type]
        results.append(against_keys(f"two-trees {name}, window", done, window, DAYS))
    return results
