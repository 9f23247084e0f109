"""Wires the pure rules to the database: after a write, the reports that it may concern are reconciled again.

Only standings that changed get a new row, so the cost follows the change and not the size of the table. What is
connected is closed in itself, so a bulk goes through in parts and memory does not grow with it. Of a few changed
reports the others are looked for (`reaching`); when many changed, all reports are gone through once (`sweeping`).
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers.settling import follow
from fangxian.lines.arrivals.reaching import Keys, Reached, chunks, reach
from fangxian.lines.arrivals.settling import Stated, by_all_rules, settle
from fangxian.lines.arrivals.sweeping import Progress, sweep
from fangxian.trees.responses.models import Response

PART = 5_000
LOCKED_SINGLY = 50
MANY = 1_000
"""From how many changed reports on all may be gone through,"""
SHARE = 10
"""and from which part (one in so many) of the response's reports."""


def lock(response: Response, values: Sequence[bytes], *, whole: bool = False) -> None:
    """Make writers about the same person wait for each other (PostgreSQL); a bulk, or ``whole``, makes all others wait.

    Called before the clock is read, so that standings about a person follow each other in time.
    """
    if connection.vendor != "postgresql":
        return
    everybody = int.from_bytes(response.id.bytes[-8:], signed=True)
    numbers = sorted({int.from_bytes(value[:8], signed=True) for value in values})
    with connection.cursor() as cursor:
        if whole or len(numbers) > LOCKED_SINGLY:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [everybody])
            return
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [everybody])
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def reconcile(
    response: Response,
    changed: Iterable[uuid.UUID],
    new: Mapping[uuid.UUID, Keys] | None = None,
    progress: Progress | None = None,
) -> int:
    """Bring the standings of changed reports, and of all that they touch, up to date; return how many changed.

    Rows of passenger lists that they concern follow. ``new`` gives the keys of those just entered, which then
    need not be read again. ``progress`` is told how many of how many reports are done.
    """
    waiting = set(changed)
    if _are_many(response, len(waiting)):
        return sweep(response, progress)
    count, size = 0, len(waiting)
    for part in chunks(sorted(waiting), PART):
        if own := waiting.intersection(part):
            reached = reach(own, new)
            waiting -= reached.keys.keys()
            count += settle(response, _stated(reached), reached, by_all_rules(reached))
            follow(response, reached.keys.keys())
            if progress:
                progress(size - len(waiting), size)
    return count


def _are_many(response: Response, changed: int) -> bool:
    """Tell whether going through all reports is less work than looking for those that the changed ones concern."""
    if changed < MANY:
        return False
    return ArrivalReport.objects.at().filter(response=response).count() <= changed * SHARE


def _stated(reached: Reached) -> list[Stated]:
    versions = ArrivalReport.objects.at()
    return [
        Stated(*row)
        for part in chunks(sorted(reached.keys))
        for row in versions.filter(entry__in=part).values_list(*Stated._fields)
    ]
