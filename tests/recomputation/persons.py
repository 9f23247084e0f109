"""Returning persons from first principles: all reports of both sides, opened and reconciled as one list (M5)."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.lines.arrivals.models import ArrivalReport, Decision
from fangxian.lines.arrivals.rules import cluster, compare
from fangxian.lines.arrivals.rules.standing import Standing, reconcile
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal
from fangxian.lines.arrivals.sealing import open_person
from fangxian.trees.responses.models import Response
from tests.recomputation.window import CHINA, DAY, Where, Window, where

UNIT, COMMUNITY = "unit", "community"


@dataclass(frozen=True)
class Told:
    """A report of an arrival and where it stands."""

    where: Where
    side: str
    arrived: datetime
    reported: datetime
    due: datetime
    other_due: datetime | None
    answered: datetime | None
    standing: Standing
    key_area: bool
    symptoms: bool
    disclaimed: bool


Test = Callable[[Told, Window], bool]


def _undecided(told: Told) -> bool:
    """Tell whether a human has yet to say if the person is one whom the other side reported."""
    return told.answered is None and bool(told.standing.possible_with)


def _open(told: Told, window: Window) -> bool:
    return window.reached(told.reported) and not window.reached(told.answered) and not _undecided(told)


def _young(told: Told, window: Window) -> bool:
    return told.arrived > window.end - 14 * DAY


PERSONS: dict[str, Test] = {
    "declared": lambda t, w: t.side == UNIT and w.holds(t.reported),
    "registered": lambda t, w: t.side == COMMUNITY and w.holds(t.reported),
    "dual_reported": lambda t, w: t.side == UNIT and w.holds(t.answered),
    "persons": lambda t, w: w.holds(t.reported),
    "declared_from_key_area": lambda t, w: t.side == UNIT and w.holds(t.reported) and t.key_area,
    "unit_only": lambda t, w: t.side == UNIT and _open(t, w),
    "community_only": lambda t, w: t.side == COMMUNITY and t.other_due is not None and _open(t, w),
    "conflicting": lambda t, w: (
        t.side == UNIT and w.reached(t.answered) and t.standing.state == "conflicting"
    ),
    "possible": lambda t, w: t.side == UNIT and w.reached(t.reported) and _undecided(t),
    "late": lambda t, w: w.holds(t.reported) and t.reported > t.due and t.standing.state != "duplicate",
    "missing": lambda t, w: t.other_due is not None and t.other_due < w.now and _open(t, w),
    "concealed": lambda t, w: t.side == COMMUNITY and w.holds(t.reported) and t.standing.found_after_due,
    "duplicate": lambda t, w: w.reached(t.reported) and t.standing.state == "duplicate",
    "under_observation": lambda t, w: (
        t.side == UNIT and w.reached(t.reported) and w.reached(t.arrived) and _young(t, w)
    ),
    "observation_ended": lambda t, w: (
        t.side == UNIT and w.reached(t.reported) and w.start - 14 * DAY < t.arrived <= w.end - 14 * DAY
    ),
    "with_symptoms": lambda t, w: t.side == UNIT and w.reached(t.reported) and t.symptoms and _young(t, w),
}


def figures(told: list[Told], window: Window) -> dict[str, int]:
    """Return every plain figure of returning persons for a window, by its code."""
    found = {
        f"arrivals.{code}": len({one.standing.subject for one in told if test(one, window)})
        for code, test in PERSONS.items()
    }
    declared = [one for one in told if PERSONS["declared"](one, window)]
    return found | {"arrivals.bodies_with_arrivals": len({one.where.body for one in declared})}


def standings(response: Response) -> dict[uuid.UUID, Standing]:
    """Reconcile all current reports of a response from nothing."""
    rows = ArrivalReport.objects.at().filter(response=response)
    pairs = Decision.objects.at().filter(response=response).exclude(verdict="not_ours")
    decisions = [cluster.Decision(d.first, d.second, d.verdict == "same") for d in pairs if d.second]
    return reconcile([as_report(row, response) for row in rows], decisions)


def read(response: Response) -> list[Told]:
    """Read what both sides say now, and where each report stands."""
    found = standings(response)
    answers = Decision.objects.at().filter(response=response, verdict="not_ours")
    disclaimed = set(answers.values_list("first", flat=True))
    rows = {row.entry_id: row for row in ArrivalReport.objects.at().filter(response=response)}
    return [
        Told(
            where(row),
            row.side,
            row.happened_at,
            row.reported_at,
            _due(row, response, row.side),
            _other_due(row, response),
            _answered(row, found, rows),
            found[key],
            any(name in row.origin for name in response.key_places),
            row.has_symptoms,
            key in disclaimed,
        )
        for key, row in rows.items()
    ]


def _answered(
    row: ArrivalReport, found: dict[uuid.UUID, Standing], rows: dict[uuid.UUID, ArrivalReport]
) -> datetime | None:
    """Return since when both sides' reports exist; a repeated one counts from when it came itself."""
    standing = found[row.entry_id]
    original = rows[standing.duplicate_of] if standing.duplicate_of else row
    counterpart = found[original.entry_id].counterpart
    if counterpart is None:
        return None
    return max(row.reported_at, original.reported_at, rows[counterpart].reported_at)


def as_report(row: ArrivalReport, response: Response) -> compare.Report:
    """Return a report as the pure reconciliation takes it, its identifiers sealed anew."""
    person = open_person(row, response)
    identifiers = Identifiers.of(
        name=person.identity.name,
        id_number=person.identity.id_number,
        phone=person.contact.phone,
        address=person.contact.address,
        community=row.path[:12],
        arrived_on=row.happened_at.astimezone(CHINA).date(),
    )
    sealed = seal(identifiers, lambda text: hashlib.blake2b(text.encode(), digest_size=16).digest())
    return compare.Report(
        id=row.entry_id,
        side=compare.Side(row.side),
        recorded_at=row.reported_at,
        fields=sealed.fields,
        keys=sealed.keys,
        line=(row.line_id or "") if row.side == UNIT else "",
        body=row.body_id,
        place=row.path[:12],
        arrived_on=identifiers.arrived_on,
        id_valid=identifiers.id_valid,
        expects_counterpart=row.side == UNIT or row.body_id is not None,
        counterpart_due_at=_other_due(row, response),
    )


def _due(row: ArrivalReport, response: Response, side: str) -> datetime:
    arrived = row.happened_at.astimezone(CHINA)
    if not row.time_stated:
        arrived = arrived.replace(hour=23, minute=59, second=59, microsecond=0)
    hours = response.declaration_hours if side == UNIT else response.registration_hours
    return arrived + timedelta(hours=hours)


def _other_due(row: ArrivalReport, response: Response) -> datetime | None:
    if row.side == UNIT:
        return _due(row, response, COMMUNITY)
    return _due(row, response, UNIT) if row.body_id else None
