"""Wires the pure rules to the database: after a write, the reports that it may concern are reconciled again.

Only standings that changed get a new row, so the cost follows the change and not the size of the table.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.models import Q

from fangxian.core import clock
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import ArrivalReport, Decision, MatchKey, Side, Standing
from fangxian.lines.arrivals.rules import cluster, compare, standing
from fangxian.trees.responses.models import Response

T = TypeVar("T")
CHUNK = 400
LOCKED_SINGLY = 50
FIELDS = ("name", "id_number", "phone", "building", "address")
FACTS = (
    "side", "path", "line_id", "body_id", "body_path", "subject", "state", "counterpart", "possible_with",
    "duplicate_of", "method", "conflicts", "arrived_at", "reported_at", "due_at", "counterpart_due_at",
    "fulfilled_at", "found_after_due", "disclaimed", "from_key_area", "has_symptoms",
)  # fmt: skip


def lock(response: Response, values: Sequence[bytes]) -> None:
    """Make writers about the same person wait for each other (PostgreSQL); a bulk makes all others wait.

    Called before the clock is read, so that standings about a person follow each other in time.
    """
    if connection.vendor != "postgresql":
        return
    whole = int.from_bytes(response.id.bytes[-8:], signed=True)
    numbers = sorted({int.from_bytes(value[:8], signed=True) for value in values})
    with connection.cursor() as cursor:
        if len(numbers) > LOCKED_SINGLY:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [whole])
            return
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [whole])
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def reconcile(response: Response, changed: Iterable[uuid.UUID]) -> int:
    """Bring the standings of changed reports, and of all that they touch, up to date; return how many changed."""
    reached = connected(changed)
    count = 0
    decisions = _decisions(reached)
    reports = _reports(response, reached)
    found = standing.reconcile(list(reports.values()), decisions)
    rows = {report.entry_id: report for report in _versions(reached)}
    disclaimed = _disclaimed(reached)
    wanted = [_row(response, rows[key], state, found, reports, key in disclaimed) for key, state in found.items()]
    gone = reached - set(found)
    for part in _chunks(wanted):
        count += _write(part)
    for keys in _chunks(sorted(gone)):
        count += Standing.objects.known().filter(entry__in=keys).update(recorded_to=clock.now())
    return count


def connected(changed: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return the reports that share keys or decisions with the changed ones, directly or through others."""
    reached: set[uuid.UUID] = set()
    edge = set(changed)
    while edge:
        reached |= edge
        edge = {other for part in _chunks(sorted(edge)) for other in _neighbours(part)} - reached
    return reached


def _neighbours(entries: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    values = MatchKey.objects.filter(entry__in=entries).values("value")
    found = set(MatchKey.objects.filter(value__in=values).values_list("entry_id", flat=True))
    pairs = Decision.objects.at().filter(Q(first__in=entries) | Q(second__in=entries))
    for first, second in pairs.values_list("first", "second"):
        found |= {first, second} - {None}
    standings = Standing.objects.known().filter(entry__in=entries)
    for pair in standings.values_list("counterpart", "duplicate_of", "possible_with"):
        found |= set(pair) - {None}
    return found


def _versions(entries: Iterable[uuid.UUID]) -> Iterator[ArrivalReport]:
    for part in _chunks(sorted(entries)):
        yield from ArrivalReport.objects.at().filter(entry__in=part).defer("identity", "contact", "health")


def _reports(response: Response, entries: set[uuid.UUID]) -> dict[uuid.UUID, compare.Report]:
    keys: dict[uuid.UUID, set[tuple[str, bytes]]] = defaultdict(set)
    for part in _chunks(sorted(entries)):
        for entry, kind, value in MatchKey.objects.filter(entry__in=part).values_list("entry", "kind", "value"):
            keys[entry].add((kind, bytes(value)))
    return {row.entry_id: _report(response, row, keys[row.entry_id]) for row in _versions(entries)}


def _report(response: Response, row: ArrivalReport, keys: set[tuple[str, bytes]]) -> compare.Report:
    tokens = (row.name_token, row.id_token, row.phone_token, row.building_token, row.address_token)
    return compare.Report(
        id=row.entry_id,
        side=compare.Side(row.side),
        recorded_at=row.reported_at,
        fields={name: bytes(token) if token else None for name, token in zip(FIELDS, tokens, strict=True)},
        keys=frozenset(keys),
        line=row.line_id or "" if row.side == Side.UNIT else "",
        body=row.body_id,
        place=row.path[:12],
        arrived_on=row.arrived_on,
        id_valid=row.id_valid,
        expects_counterpart=expects_counterpart(row),
        counterpart_due_at=counterpart_due_at(response, row),
    )


def expects_counterpart(row: ArrivalReport) -> bool:
    """Every declaration expects a registration; a registration expects one if a body of a line employs him."""
    return row.side == Side.UNIT or row.body_id is not None


def counterpart_due_at(response: Response, row: ArrivalReport) -> datetime | None:
    """Return by when the other side must report, or None where none is expected."""
    if not expects_counterpart(row):
        return None
    return row.due_at + _difference(response, row.side)


def _difference(response: Response, side: str) -> timedelta:
    hours = response.registration_hours - response.declaration_hours
    return timedelta(hours=hours if side == Side.UNIT else -hours)


def _decisions(entries: set[uuid.UUID]) -> list[cluster.Decision]:
    rows = [
        row
        for part in _chunks(sorted(entries))
        for row in Decision.objects.at().filter(first__in=part).exclude(second=None)
    ]
    return [cluster.Decision(row.first, row.second, row.verdict == Decision.Verdict.SAME) for row in rows]


def _disclaimed(entries: set[uuid.UUID]) -> set[uuid.UUID]:
    return {
        first
        for part in _chunks(sorted(entries))
        for first in Decision.objects.at()
        .filter(first__in=part, verdict=Decision.Verdict.NOT_OURS)
        .values_list("first", flat=True)
    }


def _row(
    response: Response,
    row: ArrivalReport,
    state: standing.Standing,
    found: dict[uuid.UUID, standing.Standing],
    reports: dict[uuid.UUID, compare.Report],
    disclaimed: bool,
) -> Standing:
    fulfilled_at = state.fulfilled_at
    if state.duplicate_of and (first := found[state.duplicate_of].fulfilled_at):
        fulfilled_at = max(first, row.reported_at)
    return Standing(
        entry_id=row.entry_id,
        response_id=response.id,
        side=row.side,
        path=row.path,
        line_id=row.line_id,
        body_id=row.body_id,
        body_path=row.body_path,
        subject=state.subject,
        state=state.state.value,
        counterpart=state.counterpart,
        possible_with=state.possible_with[0] if state.possible_with else None,
        duplicate_of=state.duplicate_of,
        method="" if state.method is compare.Method.NONE else state.method.value,
        conflicts=",".join(state.conflicts),
        arrived_at=row.happened_at,
        reported_at=row.reported_at,
        due_at=row.due_at,
        counterpart_due_at=reports[row.entry_id].counterpart_due_at,
        fulfilled_at=fulfilled_at,
        found_after_due=state.found_after_due,
        disclaimed=disclaimed,
        from_key_area=row.from_key_area,
        has_symptoms=row.has_symptoms,
    )


def _write(wanted: Sequence[Standing]) -> int:
    former = {row.entry_id: row for row in Standing.objects.known().filter(entry__in=[w.entry_id for w in wanted])}
    changed = [row for row in wanted if not _same(former.get(row.entry_id), row)]
    now = clock.now()
    Standing.objects.filter(pk__in=[former[r.entry_id].pk for r in changed if r.entry_id in former]).update(
        recorded_to=now
    )
    for row in changed:
        row.recorded_from, row.recorded_to = now, FOREVER
    Standing.objects.bulk_create(changed, batch_size=CHUNK)
    return len(changed)


def _same(former: Standing | None, row: Standing) -> bool:
    return former is not None and all(getattr(former, name) == getattr(row, name) for name in FACTS)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
