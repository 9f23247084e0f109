"""`disk`: what a report and an arrival take on the disk, tables and indexes, against the bytes that were sent.

From these figures `docs/postgresql.md` calculates a province.
"""

import json

from django.db import connection

from benchmarks.measuring import Result
from benchmarks.people import generate
from benchmarks.world import World, at_the_end_of_the_fortnight, build
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.ledger import zeros
from fangxian.mechanisms.figures.questions import DAY

SEED = 2020
UNITS = 200
SENT_PER_ARRIVAL = 420
"""Bytes of an arrival as JSON: name, numbers, address, place, times, trip."""


def measure(n: int) -> list[Result]:
    """Enter `n` arrivals and `n` reports and see by how much the database grew each time."""
    declarations, registrations, truth = generate(n // 2, SEED)
    people = [*declarations, *registrations]
    world = build(sorted({entry.community for entry in people}), units=UNITS)
    at_the_end_of_the_fortnight()
    empty = _size()
    for side in (declarations, registrations):
        arrivals.report(world.actor, world.response, world.arrivals(side, truth))
    with_arrivals = _size()
    filed, sent = _file(world, n)
    with_reports = _size()
    each = {
        "arrival": ((with_arrivals - empty) / len(people), SENT_PER_ARRIVAL, len(people)),
        "report": ((with_reports - with_arrivals) / filed, sent / filed, filed),
    }
    return [
        Result(f"disk {name}", stored / came, count, detail={"bytes": stored, "sent_bytes": came})
        for name, (stored, came, count) in each.items()
    ]


def _file(world: World, n: int) -> tuple[int, int]:
    """File a day after a day for every unit; return how many reports that were, and the bytes of their JSON."""
    bodies = [(body, line) for line, held in world.bodies.items() for body in held]
    first, filed, sent = world.response.started_at.date() + DAY, 0, 0
    for number in range(min(20, max(1, n // len(bodies)))):
        day = first + DAY * number
        filings = [Filing(body, line, day, zeros()) for body, line in bodies]
        reports.file(world.actor, world.response, filings)
        filed += len(filings)
        sent += sum(len(json.dumps({"id": str(filing.id), "body": filing.body.code, "line": filing.line,
                                    "day": day.isoformat(), "numbers": dict(filing.numbers)}))
                    for filing in filings)  # fmt: skip
    return filed, sent


def _size() -> int:
    """Return the bytes of all tables with their indexes; what was freed inside a file counts as taken."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'public'::regnamespace"
            )
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])
