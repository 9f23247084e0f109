"""`contention`: eight write into one city while a folder goes round; who waits for a row is counted (PostgreSQL)."""

import threading
import time
from collections.abc import Callable

from django.db import connection, connections

from benchmarks.measuring import Result, median_seconds
from benchmarks.rolling.asking import question
from benchmarks.rolling.filled import Filled, at, filled
from fangxian.core import clock
from fangxian.core.clock import ShiftedClock
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.tallies.auditing import audit
from fangxian.mechanisms.figures.tallies.folding import fold, rebuild
from fangxian.trees.bodies.models import Body

CITY = "2202"
WRITERS = 8
EACH = 40
WAITS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
    "AND query NOT LIKE '%%pg_advisory%%'"
)


def measure(n: int) -> list[Result]:
    """File and correct reports from eight threads for a day, fold all the while, and audit the sums at the end."""
    if connection.vendor != "postgresql":
        return []
    done = filled(CITY, 1)
    clock.install(ShiftedClock(at(done.last, 14)))
    bodies = list(Body.objects.filter(kind=Body.Kind.COMMUNITY).select_related("place")[: WRITERS * EACH])
    DailyReport.objects.filter(body__in=bodies).delete()
    rebuild()  # reports were removed, as nobody can in use
    stop, waits, folds = threading.Event(), [0, 0], [0]
    helpers = [_thread(lambda: _folding(stop, folds)), _thread(lambda: _watching(stop, waits))]
    writers = [_thread(lambda own=bodies[turn::WRITERS]: _write(done, own)) for turn in range(WRITERS)]  # type: ignore[misc]
    started = time.perf_counter()
    for thread in (*helpers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    took = time.perf_counter() - started
    stop.set()
    for thread in helpers:
        thread.join()
    fold()
    lost = len(bodies) - DailyReport.objects.at().filter(body__in=bodies, number=2).count()
    detail = {
        "samples": waits[1], "folds": folds[0], "writes_a_second": 2 * len(bodies) / took, "lost": lost,
        "differences": len(audit().differences),
        "answer_milliseconds": median_seconds(question(done, done.nation.root, by="place"), 5) * 1000,
    }  # fmt: skip
    found = waits[0] + lost + detail["differences"]
    return [Result("contention waits, losses and differences", found, len(bodies), 0, detail=detail)]


def _thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run)


def _write(done: Filled, bodies: list[Body]) -> None:
    actor, form = done.nation.actor, done.nation.form
    for index, body in enumerate(bodies):
        for more in (0, 1):
            numbers = done.nation.numbers(index + more, done.last)
            filing = Filing(body, done.nation.line.code, done.last, numbers)
            if more == 0:
                (row,) = reports.file(actor, done.nation.response, [filing], form)
            else:
                reports.refile(actor, row.entry_id, filing, "核实", form)


def _folding(stop: threading.Event, folds: list[int]) -> None:
    while not stop.is_set():
        folds[0] += fold() > 0


def _watching(stop: threading.Event, waits: list[int]) -> None:
    while not stop.is_set():
        with connection.cursor() as cursor:
            cursor.execute(WAITS)
            waits[0] += cursor.fetchone()[0]
        waits[1] += 1
        time.sleep(0.005)
