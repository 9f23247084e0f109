"""`rollup-growth`: the same question when days double, and when villages double."""

from benchmarks.measuring import Result, median_seconds
from benchmarks.rolling.asking import TIMES, of_day, question
from benchmarks.rolling.filled import DAY, FIRST, filled, noon_after, report
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.tallies.folding import fold

CITY = "2201"
DAYS = 4
FLAT = 1.2


def measure(n: int) -> list[Result]:
    """Fill a city, double its days, then its villages; ask for the same day each time."""
    done = filled(CITY, DAYS)
    work = question(done, done.nation.root, by="place", **of_day(done))
    before = median_seconds(work, TIMES)
    clock.install(SimulatedClock(noon_after(2 * DAYS - 1)))
    for day in range(DAYS, 2 * DAYS):
        report(done.nation, FIRST + DAY * day)
    fold()
    results = [_grown("days doubled", work, before)]
    for day in range(2 * DAYS):
        report(done.nation, FIRST + DAY * day, turn=1)
    fold()
    return [*results, _grown("days and villages doubled", work, before)]


def _grown(name: str, work: object, before: float) -> Result:
    after = median_seconds(work, TIMES)  # type: ignore[arg-type]
    detail = {"before_milliseconds": before * 1000, "after_milliseconds": after * 1000}
    return Result(f"rollup-growth {name}", after / before, DailyReport.objects.count(), FLAT, detail=detail)
