"""`reconcile-small`: both sides' lists brought together, against one plain hash join on one token.

The reports are entered first without being reconciled; what is measured is the one pass over all of them. It is
measured at half the size too, since its cost is to grow with the reports and not with their pairs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from unittest.mock import patch
from uuid import UUID

from django.db import connection

from benchmarks.measuring import Result, median_seconds, peak_mib, seconds
from benchmarks.people import Entry, generate
from benchmarks.quality import quality
from benchmarks.world import World, at_the_end_of_the_fortnight, build
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.arrivals.reconciling import reconcile
from fangxian.lines.arrivals.rules.compare import Method
from fangxian.lines.arrivals.rules.standing import Standing as Found
from fangxian.lines.arrivals.rules.standing import State
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.responses.actions import start_response

SEED = 2020
PART = 10_000


def measure(n: int) -> list[Result]:
    """Reconcile some `n` declarations with some `n` registrations, after half as many in another response."""
    declarations, registrations, truth = generate(n, SEED)
    world = build(sorted({entry.community for entry in (*declarations, *registrations)}))
    at_the_end_of_the_fortnight()
    everything = [*declarations, *registrations]
    half = [entry for entry in everything if truth[entry.id] < n // 2]
    halved = {entry.id: UUID(int=entry.id.int ^ 1) for entry in half}
    smaller = _pass(_other_response(world), [_under(entry, halved[entry.id]) for entry in half], {
        halved[entry.id]: truth[entry.id] for entry in half
    })  # fmt: skip
    whole = _pass(world, everything, truth)
    join = median_seconds(lambda: _hash_join(world), 3)
    found = quality(everything, truth, _standings(world))
    detail = {
        "seconds": whole, "join_seconds": join, "reports_per_second": len(everything) / whole,
        "half_seconds": smaller, "memory_mib": peak_mib(), "queue": found.queue,
    }  # fmt: skip
    size = len(everything)
    return [
        Result("reconcile-small", whole / join, size, detail=detail),
        Result("reconcile-small growth", whole / smaller, size),
        Result("reconcile-small precision", found.precision, size, sense="min"),
        Result("reconcile-small recall", found.recall_with_queue, size, sense="min",
               detail={"automatic": found.recall_automatic}),
    ]  # fmt: skip


def _pass(world: World, entries: list[Entry], truth: dict[UUID, int]) -> float:
    """Enter reports without reconciling them, then reconcile; return the seconds of the latter."""
    with patch.object(actions, "reconcile", lambda *_ignored: 0):
        for side in Side:
            own = [entry for entry in entries if entry.side.value == side]
            for start in range(0, len(own), PART):
                actions.report(world.actor, world.response, world.arrivals(own[start : start + PART], truth))
    ids = [entry.id for entry in entries]
    return seconds(lambda: reconcile(world.response, ids))


def _other_response(world: World) -> World:
    response = start_response(
        SYSTEM, name="半数", level=1, jurisdiction=world.city, started_at=world.response.started_at
    )
    return World(response, world.city, world.communities, world.bodies, world.account)


def _under(entry: Entry, own: UUID) -> Entry:
    return replace(entry, id=own)


def _hash_join(world: World) -> int:
    """Join both sides on the token of the identity number, and fetch the pairs.

    SQLite knows no hash join: there both sides are read and joined in a dictionary.
    """
    table = ArrivalReport._meta.db_table
    key = world.response.id if connection.features.has_native_uuid_field else world.response.id.hex
    side = f"SELECT entry_id, id_token FROM {table} WHERE response_id = %s AND side = "  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            both = f"({side} 'unit') u JOIN ({side} 'community') c USING (id_token)"
            cursor.execute(f"SELECT u.entry_id, c.entry_id FROM {both}", [key, key])  # noqa: S608
            return len(cursor.fetchall())
        cursor.execute(f"{side} 'unit'", [key])
        units: dict[bytes, list[str]] = defaultdict(list)
        for entry, token in cursor.fetchall():
            units[token].append(entry)
        cursor.execute(f"{side} 'community'", [key])
        return len([(unit, entry) for entry, token in cursor.fetchall() if token for unit in units[token]])


def _standings(world: World) -> dict[UUID, Found]:
    rows: Iterable[Standing] = Standing.objects.known().filter(response=world.response).iterator()
    return {
        row.entry_id: Found(
            row.subject,
            State(row.state),
            method=Method(row.method or "none"),
            possible_with=(row.possible_with,) if row.possible_with else (),
        )
        for row in rows
    }
