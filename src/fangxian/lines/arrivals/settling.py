"""What reports state and what is known of them, the facts of their standings, and the writing of those that changed."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.errors import Conflict
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import Decision, Side, Standing
from fangxian.lines.arrivals.reaching import FACTS, Reached, chunks
from fangxian.lines.arrivals.rules import cluster, compare, standing
from fangxian.trees.responses.models import Response

COLUMNS = ("entry_id", "response_id", "recorded_from", "recorded_to", *FACTS)
COUNTERPART_DUE_AT, DUE_AT = FACTS.index("counterpart_due_at"), FACTS.index("due_at")
Reports = Mapping[uuid.UUID, compare.Report]
Found = Mapping[uuid.UUID, standing.Standing]


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


def settle(
    response: Response, stated: Iterable[Stated], reached: Reached, decide: Callable[[Reports], Found]
) -> int:
    """Let the rules ``decide`` about reports that nothing outside them concerns; return how many standings changed."""
    return _write(response, reached, facts_of(response, stated, reached, decide))


def facts_of(
    response: Response, stated: Iterable[Stated], reached: Reached, decide: Callable[[Reports], Found]
) -> dict[uuid.UUID, tuple[Any, ...]]:
    """Return the facts of the standings that reports are to have, in the order of ``FACTS``."""
    rows, differences = list(stated), _differences(response)
    reports = {
        row.entry_id: _report(row, reached.keys[row.entry_id], _counterpart_due_at(row, reached, differences))
        for row in rows
    }
    found, disclaimed = decide(reports), _disclaimed(reached)
    return {
        row.entry_id: _facts(row, reports[row.entry_id], found, row.entry_id in disclaimed) for row in rows
    }


def decisions(reached: Reached) -> list[cluster.Decision]:
    """Return what humans have decided about pairs of reports."""
    same = Decision.Verdict.SAME
    return [
        cluster.Decision(first, second, verdict == same)
        for first, second, verdict in reached.decisions.values()
        if second
    ]


def by_all_rules(reached: Reached) -> Callable[[Reports], Found]:
    """Return what lets the rules decide about reports, under what humans have decided."""
    return lambda reports: standing.reconcile(list(reports.values()), decisions(reached))


def _report(
    row: Stated, keys: Collection[tuple[str, bytes]], counterpart_due_at: datetime | None
) -> compare.Report:
    return compare.Report(
        id=row.entry_id,
        side=compare.Side(row.side),
        recorded_at=row.reported_at,
        fields={
            "name": row.name_token,
            "id_number": row.id_token,
            "phone": row.phone_token,
            "building": row.building_token,
            "address": row.address_token,
        },
        keys=frozenset(keys),
        line=row.line_id or "" if row.side == Side.UNIT else "",
        body=row.body_id,
        place=row.path[:12],
        arrived_on=row.arrived_on,
        id_valid=row.id_valid,
        expects_counterpart=expects_counterpart(row),
        counterpart_due_at=counterpart_due_at,
    )


def expects_counterpart(row: Stated) -> bool:
    """Every declaration expects a registration; a registration expects one if a body of a line employs him."""
    return row.side == Side.UNIT or row.body_id is not None


def _counterpart_due_at(
    row: Stated, reached: Reached, differences: Mapping[str, timedelta]
) -> datetime | None:
    """Return by when the other side must report, or None where none is expected.

    A deadline that was set before stays, though the response's hours have changed.
    """
    if not expects_counterpart(row):
        return None
    if former := reached.standings.get(row.entry_id):
        _key, facts = former
        if facts[COUNTERPART_DUE_AT] and facts[DUE_AT] == row.due_at:
            return cast(datetime, facts[COUNTERPART_DUE_AT])
    return row.due_at + differences[row.side]


def _differences(response: Response) -> dict[str, timedelta]:
    """Return, by side, how much later the other side's report is due."""
    later = timedelta(hours=response.registration_hours - response.declaration_hours)
    return {Side.UNIT: later, Side.COMMUNITY: -later}


def _disclaimed(reached: Reached) -> set[uuid.UUID]:
    not_ours = Decision.Verdict.NOT_OURS
    return {first for first, _second, verdict in reached.decisions.values() if verdict == not_ours}


def _facts(row: Stated, report: compare.Report, found: Found, disclaimed: bool) -> tuple[Any, ...]:
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
    rows = ((entry, response.id, now, FOREVER, *changed[entry]) for entry in sorted(changed))
    bulk.insert(Standing, COLUMNS, rows)
    return len(changed) + len(gone)
