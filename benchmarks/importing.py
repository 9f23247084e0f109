"""`import`: arrivals through the action that every import uses, against a bare insert of the version rows alone.

Ours checks, seals, makes keys, opens entries, writes versions, reconciles, refers cases and audits, in one
transaction a side; the bare insert fills one table with the same primary key and unique index.
"""

from functools import partial

from django.db import transaction

from benchmarks import bare
from benchmarks.measuring import Result, peak_mib, seconds
from benchmarks.people import generate
from benchmarks.world import at_the_end_of_the_fortnight, build
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.models import ArrivalReport

SEED = 2020


def measure(n: int) -> list[Result]:
    """Import `n` arrivals, half declared and half registered, and insert the same rows bare."""
    declarations, registrations, truth = generate(n // 2, SEED)
    world = build(sorted({entry.community for entry in (*declarations, *registrations)}))
    at_the_end_of_the_fortnight()
    actor = world.actor
    sides = [world.arrivals(side, truth) for side in (declarations, registrations)]
    before = peak_mib()
    took = [seconds(partial(actions.report, actor, world.response, side)) for side in sides]
    held = peak_mib() - before
    rows = bare.rows_of(ArrivalReport)
    with transaction.atomic():
        plain = seconds(lambda: bare.insert(ArrivalReport, rows))
    assert ArrivalReport.objects.count() == sum(map(len, sides))
    detail = {
        "seconds": sum(took), "bare_seconds": plain, "rows_per_second": len(rows) / sum(took),
        "declared_seconds": took[0], "registered_seconds": took[1], "memory_mib": held,
    }  # fmt: skip
    return [Result("import", sum(took) / plain, len(rows), detail=detail)]
