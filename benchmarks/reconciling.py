"""`reconcile`: both sides' lists brought together, against one plain join on one token; and Splink beside it.

The join is SQL over the same rows, in the database: both sides on the token of the ID number, its pairs counted.
PostgreSQL makes a hash table of one side, in one process as the pass has (`parallel_join_seconds` is with all that it
would take); SQLite, which knows no hash join, copies both and makes a transient index of one.

The reports are entered first without being reconciled (`entered`); what is measured is the one pass over all of them,
as an import makes it, until it is committed. It is measured at half the size too, since its cost is to grow with the
reports and not with their pairs, and single reports are entered into a table of a tenth of the size and of the whole.
"""

import csv
import gc
import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import harmonic_mean, median
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import connection, transaction

from benchmarks.entered import enter
from benchmarks.measuring import Result, median_seconds, peak_mib, seconds
from benchmarks.people import Entry, generate
from benchmarks.quality import judge, quality
from benchmarks.world import World, at_the_end_of_the_fortnight, build
from fangxian.core import bulk
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.rules.standing import Standing as Found
from fangxian.lines.arrivals.rules.standing import State
from fangxian.lines.arrivals.sweeping import sweep
from fangxian.mechanisms.entries import actions as entering

SEED = 2020
SINGLES = 200
ROOT = Path(__file__).resolve().parents[1]
YARDSTICK = ROOT / ".yardstick" / "bin" / "python"
PROCESSES = 2
LARGEST = 500_000
"""From how many reports on Splink is left out: a run is to end within minutes."""
TYPED = ("id", "name", "id_number", "phone", "address", "community", "arrived_on")


def measure(n: int) -> list[Result]:
    """Reconcile some `n` declarations with some `n` registrations, on the way a tenth and a half of them."""
    declarations, registrations, truth = generate(n, SEED)
    everything = [*declarations, *registrations]
    world = build(sorted({entry.community for entry in everything}))
    at_the_end_of_the_fortnight()
    singles = _singles(world, truth)
    before = seconds(lambda: _enter(world, everything, truth, 0, n // 10))
    _pass(world)
    few = _one_by_one(world, singles)
    _forget()
    before += seconds(lambda: _enter(world, everything, truth, n // 10, n // 2))
    half, _kept = _pass(world)
    _forget()
    before += seconds(lambda: _enter(world, everything, truth, n // 2, n))
    memory = peak_mib()
    whole, kept = _pass(world)
    memory = peak_mib() - memory
    many = _one_by_one(world, singles)
    join = median_seconds(lambda: _join(world), 5)
    parallel = median_seconds(lambda: _join(world, PROCESSES), 5)
    found = quality(everything, truth, _standings(world))
    size = len(everything)
    detail = {
        "seconds": kept, "join_seconds": join, "reports_per_second": size / kept, "memory_mib": memory,
        "entered_seconds": before, "parallel_join_seconds": parallel,
    }  # fmt: skip
    return [
        Result("reconcile", kept / join, size, 30, detail=detail),
        Result("reconcile growth", whole / half, size, 2.2, detail={"half_seconds": half}),
        Result("reconcile incremental", many / few, size, 1.2, detail={"milliseconds": many * 1000}),
        Result("reconcile precision", found.precision, size, 0.999, "min"),
        Result("reconcile recall", found.recall_with_queue, size, 0.98, "min",
               {"automatic": found.recall_automatic}),
        Result("reconcile queue", found.queue, size, 0.03),
        *_splink(everything, truth, join),
    ]  # fmt: skip


def _singles(world: World, truth: dict[UUID, int]) -> list[Entry]:
    """Return reports of persons whom nobody has reported yet, from the same communities."""
    declarations, registrations, others = generate(SINGLES, SEED + 1, communities=list(world.communities))
    chosen = [entry for pair in zip(declarations, registrations, strict=False) for entry in pair][:SINGLES]
    truth |= {entry.id: others[entry.id] for entry in chosen}
    return chosen


def _enter(world: World, entries: Sequence[Entry], truth: dict[UUID, int], first: int, end: int) -> None:
    """Enter what was reported about some persons, in the order of time, without reconciling it."""
    numbered = [(entry, truth[entry.id]) for entry in entries]
    chosen = [(entry, person) for entry, person in numbered if first <= person < end]
    enter(world, sorted(chosen, key=lambda one: one[0].recorded_at))


def _pass(world: World) -> tuple[float, float]:
    """Return the seconds of reconciling everything that was entered: until it is done, and until it is kept."""
    _leave_alone_what_is_there()
    started = time.perf_counter()
    with entering.writing():
        sweep(world.response)
        done = time.perf_counter() - started
    return done, time.perf_counter() - started


def _one_by_one(world: World, entries: Sequence[Entry]) -> float:
    """Return the median of the seconds that a single report takes to be entered and reconciled; all are taken back.

    What was written before is where it would be after a minute: in the tables, and looked at by the planner.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM ANALYZE {Standing._meta.db_table}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    arrivals = [world.arrivals([entry], {entry.id: 0}) for entry in entries]
    taken = []
    _leave_alone_what_is_there()
    with transaction.atomic():
        for one in arrivals:
            started = time.perf_counter()
            actions.report(world.actor, world.response, one)
            taken.append(time.perf_counter() - started)
        transaction.set_rollback(True)
    return median(taken)


def _leave_alone_what_is_there() -> None:
    """Have the garbage collector pass by what this process holds of all people, which is no part of the product's."""
    gc.collect()
    gc.freeze()


def _forget() -> None:
    """Take all standings away, so that the next pass begins with nothing."""
    table = Standing._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")  # noqa: S608


def _join(world: World, processes: int = 0) -> int:
    """Join both sides on the token of the ID number, and count the pairs; PostgreSQL may be helped by some processes.

    The index of tokens is for searches, and left out: nobody keeps one to join by.
    """
    keep = "" if connection.vendor == "postgresql" else " MATERIALIZED"
    key = world.response.id if connection.features.has_native_uuid_field else world.response.id.hex
    side = f"SELECT entry_id, id_token FROM {ArrivalReport._meta.db_table} WHERE response_id = %s AND side = "  # noqa: S608
    both = f"WITH u AS{keep} ({side} 'unit'), c AS{keep} ({side} 'community')"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL max_parallel_workers_per_gather = {processes}")
        counted = "SELECT count(u.entry_id), count(c.entry_id) FROM u JOIN c USING (id_token)"
        cursor.execute(f"{both} {counted}", [key, key])
        return int(cursor.fetchone()[0])


def _standings(world: World) -> dict[UUID, Found]:
    known = Standing.objects.known().filter(response=world.response)
    return {
        entry: Found(subject, State(state), possible_with=(possible,) if possible else ())
        for entry, subject, state, possible in bulk.read(
            known, "entry_id", "subject", "state", "possible_with"
        )
    }


def _splink(entries: Sequence[Entry], truth: dict[UUID, int], join: float) -> list[Result]:
    """Return what Splink makes of the same fields as typed, where its environment is installed (`make bench`).

    It has a database of its own, so that once is enough.
    """
    python = Path(os.environ.get("FANGXIAN_YARDSTICK", YARDSTICK))
    if not python.exists() or len(entries) > LARGEST or connection.vendor != "sqlite":
        return []
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "entries.csv", Path(folder) / "found.csv"
        with source.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(TYPED)
            rows.writerows([getattr(entry, name) for name in TYPED] for entry in entries)
        command = [str(python), str(ROOT / "benchmarks" / "yardstick.py"), str(source), str(target)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
        with target.open(newline="") as file:
            rows_found = list(csv.DictReader(file))
    found = {}
    for sure in set(rows_found[0]) - {"id"}:
        persons = {UUID(row["id"]): row[sure] for row in rows_found}
        found[sure] = judge(entries, truth, persons)[1:3]
    best = max(found, key=lambda sure: harmonic_mean(found[sure]))
    precision, recall = found[best]
    took = json.loads(done.stdout)["seconds"]
    detail = {"seconds": took, "precision": precision, "recall": recall, "from_probability": float(best)}
    return [Result("reconcile splink", took / join, len(entries), detail=detail)]
