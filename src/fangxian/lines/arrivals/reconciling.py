"""Wires the pure rules to the database: after a write, the reports that it may concern are reconciled again.

Only standings that changed get a new row, so the cost follows the change and not the size of the table. What is
connected is closed in itself, so a bulk goes through in parts and memory does not grow with it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db import connection
from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.errors import Conflict
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Side, Standing
from fangxian.lines.arrivals.passengers.settling import follow
from fangxian.lines.arrivals.reaching import FACTS, Keys, Reached, chunks, reach
from fangxian.lines.arrivals.rules import cluster, compare, standing
from fangxian.trees.responses.models import Response

PART = 5_000
LOCKED_SINGLY = 50
COLUMNS = ("entry_id", "response_id", "recorded_from", "recorded_to", *FACTS)


class Stated(NamedTuple):
    """What a report's current version states, as far as it is not sealed."""

    entry_id: uuid.UUID
    side: str
    path: str
    line_id: str | None
    body_id: uuid.UUID | None
    body_path: str
    name_token: bytes | None
    id_token: bytes | None
    phone_token: bytes | None
    building_token: bytes | None
    address_token: bytes | None
    id_valid: bool
    arrived_on: Any
    happened_at: datetime
    reported_at: datetime
    due_at: datetime
    from_key_area: bool
    has_symptoms: bool


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
    response: Response, changed: Iterable[uuid.UUID], new: Mapping[uuid.UUID, Keys] | None = None
) -> int:
    """Bring the standings of changed reports, and of all that they touch, up to date; return how many changed.

    Rows of passenger lists that they concern follow. ``new`` gives the keys of those just entered, which then
    need not be read again.
    """
    waiting = set(changed)
    count = 0
    for part in chunks(sorted(waiting), PART):
        if own := waiting.intersection(part):
            reached = reach(own, new)
            waiting -= reached.keys.keys()
            count += _settle(response, reached)
            follow(response, reached.keys.keys())
    return count


def _settle(response: Response, reached: Reached) -> int:
    """Reconcile reports that nothing outside them concerns."""
    stated = _stated(reached)
    reports = {
        row.entry_id: _report(row, reached.keys[row.entry_id], _counterpart_due_at(response, row, reached))
        for row in stated
    }
    found = standing.reconcile(list(reports.values()), _decisions(reached))
    disclaimed = _disclaimed(reached)
    wanted = {
        row.entry_id: _facts(row, reports[row.entry_id], found, row.entry_id in disclaimed) for row in stated
    }
    return _write(response, reached, wanted)


def _stated(reached: Reached) -> list[Stated]:
    versions = ArrivalReport.objects.at()
    return [
        Stated(*row)
        for part in chunks(sorted(reached.keys))
        for row in versions.filter(entry__in=part).values_list(*Stated._fields)
    ]


def _report(row: Stated, keys: set[tuple[str, bytes]], counterpart_due_at: datetime | None) -> compare.Report:
    tokens = {
        "name": row.name_token,
        "id_number": row.id_token,
        "phone": row.phone_token,
        "building": row.building_token,
        "address": row.address_token,
    }
    return compare.Report(
        id=row.entry_id,
        side=compare.Side(row.side),
        recorded_at=row.reported_at,
        fields={name: bytes(token) if token else None for name, token in tokens.items()},
        keys=frozenset(keys),
        line=row.line_id or "" if row.side == Side.UNIT else "",
        body=row.body_id,
        place=row.path[:12],
        arrived_on=row.arrived_on,
        id_valid=row.id_valid,
        expects_counterpart=expects_counterpart(row),
        counterpart_due_at=counterpart_due_at,
    )


def expects_counterpart(row: Stated | ArrivalReport) -> bool:
    """Every declaration expects a registration; a registration expects one if a body of a line employs him."""
    return row.side == Side.UNIT or row.body_id is not None


def counterpart_due_at(response: Response, row: Stated | ArrivalReport) -> datetime | None:
    """Return by when the other side must report, or None where none is expected."""
    if not expects_counterpart(row):
        return None
    return row.due_at + _difference(response, row.side)


def _counterpart_due_at(response: Response, row: Stated, reached: Reached) -> datetime | None:
    """Return the other side's deadline: the one that was set before, though the response's hours have changed."""
    _key, facts = reached.standings.get(row.entry_id, (0, ()))
    former = dict(zip(FACTS, facts, strict=False))
    if expects_counterpart(row) and former.get("counterpart_due_at") and former["due_at"] == row.due_at:
        return cast(datetime, former["counterpart_due_at"])
    return counterpart_due_at(response, row)


def _difference(response: Response, side: str) -> timedelta:
    hours = response.registration_hours - response.declaration_hours
    return timedelta(hours=hours if side == Side.UNIT else -hours)


def _decisions(reached: Reached) -> list[cluster.Decision]:
    same = Decision.Verdict.SAME
    return [
        cluster.Decision(first, second, verdict == same)
        for first, second, verdict in reached.decisions.values()
        if second
    ]


def _disclaimed(reached: Reached) -> set[uuid.UUID]:
    not_ours = Decision.Verdict.NOT_OURS
    return {first for first, _second, verdict in reached.decisions.values() if verdict == not_ours}


def _facts(
    row: Stated, report: compare.Report, found: dict[uuid.UUID, standing.Standing], disclaimed: bool
) -> tuple[Any, ...]:
    """Return the facts of a report's standing, in the order of ``FACTS``."""
    state = found[row.entry_id]
    fulfilled_at = state.fulfilled_at
    if state.duplicate_of and (first := found[state.duplicate_of].fulfilled_at):
        fulfilled_at = max(first, row.reported_at)
    return (
        row.side, row.path, row.line_id, row.body_id, row.body_path, state.subject, state.state.value,
        state.counterpart, state.duplicate_of, state.possible_with[0] if state.possible_with else None,
        "" if state.method is compare.Method.NONE else state.method.value, ",".join(state.conflicts),
        row.happened_at, row.reported_at, row.due_at, report.counterpart_due_at, fulfilled_at,
        state.found_after_due, disclaimed, disclaimed or _is_undecided(row, state), row.from_key_area,
        row.has_symptoms,
    )  # fmt: skip


def _is_undecided(row: Stated, state: standing.Standing) -> bool:
    """Tell whether the committee has yet to say if a declaration and a registration are about one person.

    A conflict that was confirmed as one person waits for the sides to correct it, and for nobody's decision.
    """
    conflicting = state.state is standing.State.CONFLICTING and state.method is not compare.Method.CONFIRMED
    return row.side == Side.UNIT and (conflicting or state.state is standing.State.POSSIBLE)


def _write(response: Response, reached: Reached, wanted: dict[uuid.UUID, tuple[Any, ...]]) -> int:
    """Close the standings that hold no more, and open those that hold now.

    Raises ``Conflict`` when somebody at the other end of a chain of reports has closed one meanwhile: a writer
    locks his own person's keys only.
    """
    changed = {
        entry: facts for entry, facts in wanted.items() if reached.standings.get(entry, (0, ()))[1] != facts
    }
    gone = reached.standings.keys() - wanted.keys()
    over = [reached.standings[entry][0] for entry in gone | (reached.standings.keys() & changed.keys())]
    now = clock.now()
    for part in chunks(sorted(over)):
        if Standing.objects.known().filter(pk__in=part).update(recorded_to=now) != len(part):
            raise Conflict(
                _("Somebody else entered the same at this moment: look at it and send yours again.")
            )
    rows = ((entry, response.id, now, FOREVER, *facts) for entry, facts in changed.items())
    bulk.insert(Standing, COLUMNS, rows)
    return len(changed) + len(gone)
