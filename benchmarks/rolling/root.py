"""`rollup-root`: twenty numbers by province (the whole country) or by city (a province), for a day and a window."""

from benchmarks.measuring import Result, seconds
from benchmarks.rolling.asking import against_keys, of_day, question
from benchmarks.rolling.filled import COUNTRY, FULL, PROVINCE, filled
from fangxian.mechanisms.figures.models import Tally
from fangxian.mechanisms.figures.tallies.folding import fold

DAYS = 2


def measure(n: int) -> list[Result]:
    """Fill the country where ``n`` is its number of communities, else a province; fold; ask at its root."""
    done = filled(COUNTRY if n >= FULL else PROVINCE, DAYS, folded=False)
    took = seconds(fold)
    root = done.nation.root
    results = [
        against_keys("rollup-root day", done, question(done, root, by="place", **of_day(done))),
        against_keys("rollup-root window", done, question(done, root, by="place"), DAYS),
    ]
    told = {"seconds": took, "tallies": Tally.objects.count(), "facts_a_second": done.facts / took}
    return [
        *results,
        Result("rollup-root fold, microseconds a fact", took / done.facts * 1e6, done.facts, detail=told),
    ]
