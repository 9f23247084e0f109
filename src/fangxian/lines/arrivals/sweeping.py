"""All reports of a response reconciled in one pass, for when many have changed (an import, first of all).

Match keys are read once, in the order of their values: reports beside each other under one value are connected. What is
connected is then read and settled part by part, so that what is held in memory at once is a part, and nine bytes a
report. Persons of one or two reports need no keys any more; those of others, or under a decision, are read.
"""

import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Max, Min, QuerySet

from fangxian.core import bulk
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import ArrivalReport, Decision, MatchKey, Standing
from fangxian.lines.arrivals.passengers.settling import follow
from fangxian.lines.arrivals.reaching import FACTS, Reached
from fangxian.lines.arrivals.rules import compare, standing
from fangxian.lines.arrivals.rules.groups import Groups, members, parts
from fangxian.lines.arrivals.rules.pairs import reconcile_pair, reconcile_single
from fangxian.lines.arrivals.settling import Found, Reports, Stated, decisions, settle
from fangxian.trees.responses.models import Response

PART = 4_000
FETCHED = 2_000
Progress = Callable[[int, int], None]
Decisions = dict[int, tuple[uuid.UUID, uuid.UUID | None, str]]


def sweep(response: Response, progress: Progress | None = None) -> int:
    """Bring every standing of a response up to date; return how many changed."""
    current = ArrivalReport.objects.at().filter(response=response)
    ends = current.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return 0
    decided = _decided(response)
    groups = Groups(range(ends["low"], ends["high"] + 1))
    groups.link(_links(ends["low"], ends["high"]))
    groups.link(_decided_links(current, decided))
    numbers = list(current.values_list("pk", flat=True))
    total, done, count = len(numbers), 0, 0
    with _collecting_only_what_is_new():
        for part in parts(groups.sets(numbers), PART):
            count += _Part(response, groups, part, decided).settle()
            done += sum(map(len, part))
            if progress:
                progress(done, total)
    return count


@contextmanager
def _collecting_only_what_is_new() -> Iterator[None]:
    """Spare the garbage collector what was there before, which each part's objects would make it go through again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Part:
    """Some sets of connected reports, known by the keys of their versions."""

    def __init__(self, response: Response, groups: Groups, sets: list[list[int]], decided: Decisions) -> None:
        self.response = response
        versions = ArrivalReport.objects.filter(bulk.among(ArrivalReport, "id", members(sets)))
        rows = {key: Stated(*own) for key, *own in bulk.read(versions, "id", *Stated._fields)}
        self.stated = list(rows.values())
        entries = {row.entry_id for row in self.stated}
        touched = {one for first, second, _verdict in decided.values() for one in (first, second)}
        self.reached = Reached(decisions={key: one for key, one in decided.items() if one[0] in entries})
        self.simple: list[list[uuid.UUID]] = []
        self.others: list[uuid.UUID] = []
        for own in sets:
            self._take(own, [rows[number].entry_id for number in own], groups, touched)
        self._read_keys()
        self._read_standings(entries)

    def settle(self) -> int:
        """Write the standings that changed and return how many."""
        count = settle(self.response, self.stated, self.reached, self._decide)
        follow(self.response, self.reached.keys.keys())
        return count

    def _take(
        self, numbers: list[int], entries: list[uuid.UUID], groups: Groups, touched: set[uuid.UUID | None]
    ) -> None:
        shared = groups.shared(*numbers) if len(numbers) == 2 else frozenset()
        self.reached.keys.update((entry, set(shared)) for entry in entries)
        if len(numbers) <= 2 and touched.isdisjoint(entries):
            self.simple.append(entries)
        else:
            self.others += entries

    def _read_keys(self) -> None:
        for entry in self.others:
            self.reached.keys[entry] = set()
        keys = MatchKey.objects.filter(bulk.among(MatchKey, "entry_id", self.others))
        for entry, kind, value in bulk.read(keys, "entry_id", "kind", "value"):
            self.reached.keys[entry].add((kind, bytes(value)))

    def _read_standings(self, entries: set[uuid.UUID]) -> None:
        standings = Standing.objects.known().filter(bulk.among(Standing, "entry_id", entries))
        for key, entry, *facts in bulk.read(standings, "id", "entry_id", *FACTS):
            self.reached.standings[entry] = (key, tuple(facts))

    def _decide(self, reports: Reports) -> Found:
        found = standing.reconcile([reports[entry] for entry in self.others], decisions(self.reached))
        for own in self.simple:
            found |= _simply([reports[entry] for entry in own])
        return found


def _simply(reports: Sequence[compare.Report]) -> dict[uuid.UUID, standing.Standing]:
    return reconcile_pair(*reports) if len(reports) == 2 else reconcile_single(*reports)


def _decided(response: Response) -> Decisions:
    current = Decision.objects.at().filter(response=response)
    return {
        key: (first, second, verdict)
        for key, first, second, verdict in current.values_list("pk", "first", "second", "verdict")
    }


def _decided_links(current: QuerySet[ArrivalReport], decided: Decisions) -> Iterator[tuple[int, int, str]]:
    """Yield the pairs that humans have decided about, as keys of versions."""
    touched = {entry for first, second, _verdict in decided.values() for entry in (first, second) if entry}
    of_entry = dict(current.filter(bulk.among(ArrivalReport, "entry_id", touched)).values_list("entry", "pk"))
    for first, second, _verdict in decided.values():
        if second and first in of_entry and second in of_entry:
            yield of_entry[first], of_entry[second], ""


def _links(low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Yield every two versions that stand beside each other under one key, with the key's kind."""
    keys, versions = MatchKey._meta.db_table, ArrivalReport._meta.db_table
    former = "lag(v.id) OVER (PARTITION BY k.value ORDER BY k.entry_id)"
    # The order in which SQLite joins is that of a cross join: the index of values spares it the sorting.
    join = "JOIN" if connection.vendor == "postgresql" else "CROSS JOIN"
    blocks = (
        f"SELECT v.id, k.kind, {former} AS former FROM {keys} k {join} {versions} v"  # noqa: S608
        f" ON v.entry_id = k.entry_id AND v.recorded_to = '{FOREVER:%Y-%m-%d %H:%M:%S}'"
        " AND v.id BETWEEN %s AND %s"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT former, id, kind FROM ({blocks}) AS block WHERE former IS NOT NULL",  # noqa: S608
            [low, high],
        )
        while rows := cursor.fetchmany(FETCHED):
            yield from rows
