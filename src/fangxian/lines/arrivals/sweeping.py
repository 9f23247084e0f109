"""All reports of a response reconciled in one pass, for when many have changed (an import, first of all).

Match keys are read once, in the order of their values: reports beside each other under one value are connected
(`neighbours`). Persons of one or two reports are settled where they are, in the database (`alike`); those of more, or
under a decision, are read and settled part by part, so that what is held in memory at once is a part.
"""

import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from fangxian.core import bulk
from fangxian.lines.arrivals.alike import settle_alike
from fangxian.lines.arrivals.filling import BLOCK, plan_anew
from fangxian.lines.arrivals.models import ArrivalReport, Decision, MatchKey, Standing
from fangxian.lines.arrivals.neighbours import find_neighbours, sets_of_more
from fangxian.lines.arrivals.passengers.settling import are_there_lists, follow
from fangxian.lines.arrivals.reaching import FACTS, Reached, chunks
from fangxian.lines.arrivals.rules.groups import members, parts
from fangxian.lines.arrivals.settling import Stated, by_all_rules, facts_of, settle
from fangxian.lines.arrivals.together import LARGEST, Facts, judge_together, settle_together
from fangxian.trees.responses.models import Response

PART = 4_000
Progress = Callable[[int, int], None]
Decisions = dict[int, tuple[uuid.UUID, uuid.UUID | None, str]]


def sweep(response: Response, progress: Progress | None = None) -> int:
    """Bring every standing of a response up to date; return how many changed."""
    current = ArrivalReport.objects.at().filter(response=response)
    size = current.count()
    if not size:
        return 0
    with _memory_for(size), _collecting_only_what_is_new(), _indexes_for(size):
        count = _settle_all(response, size, progress)
    if count >= BLOCK:
        plan_anew(Standing._meta.db_table, *_indexed())
    _follow(response, current)
    if progress:
        progress(size, size)
    return count


def _settle_all(response: Response, size: int, progress: Progress | None) -> int:
    """Settle every report of a response; return how many standings changed."""
    decided = _decided(response)
    find_neighbours(response, [(first, second) for first, second, _verdict in decided.values()])
    plain, others = sets_of_more()
    others += [own for own in plain if len(own) > LARGEST]
    judge_together(response, [own for own in plain if len(own) <= LARGEST], partial(_judge, response))
    count = settle_alike(response) + settle_together(response)
    done = size - sum(map(len, others))
    for part in parts(others, PART):
        if progress:
            progress(done, size)
        count += _settle(response, part, decided)
        done += sum(map(len, part))
    return count


@contextmanager
def _collecting_only_what_is_new() -> Iterator[None]:
    """Spare the garbage collector what was there before, which each part's objects would make it go through again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _settle(response: Response, sets: Sequence[Sequence[int]], decided: Decisions) -> int:
    """Settle sets of connected reports, known by the keys of their versions, by all rules."""
    stated, reached = _read(sets, decided)
    return settle(response, stated.values(), reached, by_all_rules(reached))


def _judge(response: Response, sets: list[list[int]]) -> Facts:
    """Return what the rules make of sets of reports about which nobody has decided."""
    facts: dict[int, tuple[uuid.UUID, dict[str, Any]]] = {}
    for part in parts(sets, PART):
        stated, reached = _read(part, {})
        found = facts_of(response, stated.values(), reached, by_all_rules(reached))
        facts |= {
            number: (row.entry_id, dict(zip(FACTS, found[row.entry_id], strict=True)))
            for number, row in stated.items()
        }
    return facts


def _read(sets: Sequence[Sequence[int]], decided: Decisions) -> tuple[dict[int, Stated], Reached]:
    """Read the versions of sets of reports, and what is known of them."""
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
    return stated, reached


def _follow(response: Response, current: QuerySet[ArrivalReport]) -> None:
    """Let passenger lists, where there are any, follow all reports."""
    if are_there_lists(response):
        for part in chunks(list(current.order_by("pk").values_list("entry", flat=True)), PART):
            follow(response, part)


def _decided(response: Response) -> Decisions:
    current = Decision.objects.at().filter(response=response)
    return {
        key: (first, second, verdict)
        for key, first, second, verdict in current.values_list("pk", "first", "second", "verdict")
    }


def _indexed() -> set[str]:
    """Return the columns of standings by which they are looked for."""
    names = {"subject", *(name for index in Standing._meta.indexes for name in index.fields)}
    return {str(field.column) for field in Standing._meta.concrete_fields if field.name in names}


def _indexes_for(size: int) -> AbstractContextManager[None]:
    """Make the indexes of standings when all are there, if so many reports will at least double the table.

    Only SQLite: it lets everybody read on meanwhile. A page of a million's index has left its memory when it is next
    written to, so that each standing would cost the more, the more there are.
    """
    if connection.vendor == "postgresql" or size < max(BLOCK, 2 * Standing.objects.count()):
        return nullcontext()
    return bulk.indexed_afterwards(Standing)


@contextmanager
def _memory_for(size: int) -> Iterator[None]:
    """Give the database the memory in which so many reports are sorted, joined and written, for this transaction.

    SQLite keeps 1 200 bytes a report of the pages that it reads and writes, at most two gibibytes: with less, the pages
    of a million standings' indexes are written and read again and again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL work_mem = '256MB'")
            yield
            return
        cursor.execute("PRAGMA cache_size")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {min(usual, -min(size * 1_200 // 1024, 2 << 20))}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")
