"""All reports of a response reconciled in one pass, for when many have changed (an import, first of all).

Match keys are read once, in the order of their values: reports beside each other under one value are connected. What is
connected is then read and settled part by part, so that what is held in memory at once is a part, and nine bytes a
report. Persons of one or two reports need no keys any more; those of others, or under a decision, are read.
"""

import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import connection
from django.db.models import Max, Min, QuerySet

from fangxian.core import bulk
from fangxian.lines.arrivals.alike import Met, settle_alike
from fangxian.lines.arrivals.likeness import NOW
from fangxian.lines.arrivals.models import ArrivalReport, Decision, MatchKey, Standing
from fangxian.lines.arrivals.passengers.settling import are_there_lists, follow
from fangxian.lines.arrivals.reaching import FACTS, Reached, chunks
from fangxian.lines.arrivals.rules import cluster, standing
from fangxian.lines.arrivals.rules.groups import BITS, Groups, members, parts
from fangxian.lines.arrivals.rules.patterns import Patterns
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
    of_entry = _of_entry(current, decided)
    groups = Groups(range(ends["low"], ends["high"] + 1))
    _sort_in_memory()
    groups.link(_links(ends["low"], ends["high"]))
    groups.link(_decided_links(of_entry, decided))
    numbers = list(current.values_list("pk", flat=True))
    others: list[list[int]] = []
    with _collecting_only_what_is_new():
        count = settle_alike(response, _met(groups, numbers, set(of_entry.values()), others))
        done = len(numbers) - sum(map(len, others))
        patterns = Patterns()
        for part in parts(others, PART):
            if progress:
                progress(done, len(numbers))
            count += _settle(response, part, decided, patterns)
            done += sum(map(len, part))
    _follow(response, numbers)
    if progress:
        progress(done, len(numbers))
    return count


def _met(groups: Groups, numbers: list[int], touched: set[int], others: list[list[int]]) -> Iterator[Met]:
    """Yield the reports of sets of one and two that nobody has decided about; put the sets of more into ``others``."""
    for own in groups.sets(numbers):
        if len(own) > 2 or not touched.isdisjoint(own):
            others.append(own)
        elif len(own) == 2:
            one, other = own
            kinds = groups.kinds(one, other)
            yield one, other, kinds
            yield other, one, kinds
        else:
            yield own[0], None, 0


@contextmanager
def _collecting_only_what_is_new() -> Iterator[None]:
    """Spare the garbage collector what was there before, which each part's objects would make it go through again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _settle(response: Response, sets: list[list[int]], decided: Decisions, patterns: Patterns) -> int:
    """Settle sets of connected reports, known by the keys of their versions, by all rules."""
    versions = ArrivalReport.objects.filter(bulk.among(ArrivalReport, "id", members(sets)))
    stated = {key: Stated(*own) for key, *own in bulk.read(versions, "id", *Stated._fields)}
    entries = {row.entry_id for row in stated.values()}
    reached = Reached(
        {entry: set() for entry in entries}, {key: one for key, one in decided.items() if one[0] in entries}
    )
    keys = MatchKey.objects.filter(bulk.among(MatchKey, "entry_id", entries))
    for entry, kind, value in bulk.read(keys, "entry_id", "kind", "value"):
        reached.keys[entry].add((kind, bytes(value)))
    standings = Standing.objects.known().filter(bulk.among(Standing, "entry_id", entries))
    for key, entry, *facts in bulk.read(standings, "id", "entry_id", *FACTS):
        reached.standings[entry] = (key, tuple(facts))
    persons = [[stated[number].entry_id for number in own] for own in sets]
    return settle(response, stated.values(), reached, partial(_decide, persons, decisions(reached), patterns))


def _decide(
    persons: list[list[uuid.UUID]], words: list[cluster.Decision], patterns: Patterns, reports: Reports
) -> Found:
    """Let the rules judge sets of connected reports: one of each pattern, and each that humans decided about."""
    touched = {entry for word in words for entry in (word.first, word.second)}
    found: dict[uuid.UUID, standing.Standing] = {}
    decided: list[uuid.UUID] = []
    for own in persons:
        if touched.isdisjoint(own):
            found |= patterns.reconcile(reports[entry] for entry in own)
        else:
            decided += own
    return found | standing.reconcile([reports[entry] for entry in decided], words)


def _follow(response: Response, numbers: Sequence[int]) -> None:
    """Let passenger lists, where there are any, follow all reports."""
    if are_there_lists(response):
        for part in chunks(numbers, PART):
            versions = ArrivalReport.objects.filter(bulk.among(ArrivalReport, "id", part))
            follow(response, list(versions.values_list("entry", flat=True)))


def _decided(response: Response) -> Decisions:
    current = Decision.objects.at().filter(response=response)
    return {
        key: (first, second, verdict)
        for key, first, second, verdict in current.values_list("pk", "first", "second", "verdict")
    }


def _of_entry(current: QuerySet[ArrivalReport], decided: Decisions) -> dict[uuid.UUID, int]:
    """Return the keys of the versions of entries that humans have decided about."""
    touched = {entry for first, second, _verdict in decided.values() for entry in (first, second) if entry}
    return dict(current.filter(bulk.among(ArrivalReport, "entry_id", touched)).values_list("entry", "pk"))


def _decided_links(of_entry: dict[uuid.UUID, int], decided: Decisions) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs that humans have decided about, as keys of versions."""
    for first, second, _verdict in decided.values():
        if second and first in of_entry and second in of_entry:
            yield of_entry[first], of_entry[second], 0


def _sort_in_memory() -> None:
    """Give PostgreSQL the memory for what is sorted and joined here, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")


def _links(low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """Yield every two versions that stand beside each other under a key, once, with the kinds of those keys."""
    keys, versions = MatchKey._meta.db_table, ArrivalReport._meta.db_table
    former = "lag(entry_id) OVER (PARTITION BY value ORDER BY entry_id)"
    kinds = " + ".join(f"max(CASE kind WHEN '{kind}' THEN {bit} ELSE 0 END)" for kind, bit in BITS.items())
    beside = f"SELECT {former} AS former, entry_id, kind FROM {keys}"  # noqa: S608
    pairs = (
        f"SELECT former, entry_id, {kinds} AS kinds FROM ({beside}) AS beside WHERE former IS NOT NULL"  # noqa: S608
        " GROUP BY former, entry_id"
    )
    # The order in which SQLite joins is that of a cross join: each pair's versions are looked up.
    join = "JOIN" if connection.vendor == "postgresql" else "CROSS JOIN"
    found = " ".join(
        f"{join} {versions} {name} ON {name}.entry_id = pair.{entry} AND {name}.recorded_to = {NOW}"
        f" AND {name}.id BETWEEN %s AND %s"
        for name, entry in (("one", "former"), ("other", "entry_id"))
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT one.id, other.id, pair.kinds FROM ({pairs}) AS pair {found}",  # noqa: S608
            [low, high, low, high],
        )
        while rows := cursor.fetchmany(FETCHED):
            yield from rows
