"""Outcomes of passenger lists from first principles: every row against every report, opened, without stored state."""

import hashlib
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers.models import PassengerList, PassengerRow, RowAnswer
from fangxian.lines.arrivals.passengers.sealing import open_row
from fangxian.lines.arrivals.rules import compare
from fangxian.lines.arrivals.rules.cluster import cluster
from fangxian.lines.arrivals.rules.standing import Standing
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal
from fangxian.trees.responses.models import Response
from tests.recomputation import persons
from tests.recomputation.window import Where, Window, where

WRONG = ("not_resident", "not_found", "duplicate", "wrongly_listed")
OTHERS = ("registered_already", "newly_registered", "left_again", *WRONG)
Reports = dict[uuid.UUID, compare.Report]


@dataclass(frozen=True)
class Row:
    """A row with its outcome, or (``on_list`` False) somebody whom the lists of his trip lack."""

    where: Where
    on_list: bool
    assigned: bool
    outcome: str
    received: datetime
    due: datetime
    settled: datetime | None


def figures(rows: list[Row], window: Window) -> dict[str, int]:
    """Return every plain figure of passenger lists for a window, by its code."""
    listed = [row for row in rows if row.on_list]
    still = [row for row in listed if window.reached(row.received) and not window.reached(row.settled)]
    settled = [row for row in listed if window.reached(row.received) and window.reached(row.settled)]
    counts = {
        "listed": sum(window.holds(row.received) for row in listed),
        "open": len(still),
        "overdue": sum(row.due < window.now for row in still),
        "unassigned": sum(not row.assigned for row in still),
        "wrong": sum(row.outcome in WRONG for row in settled),
        "missed": sum(not row.on_list and window.holds(row.settled) for row in rows),
    }
    counts |= {code: sum(row.outcome == code for row in settled) for code in OTHERS}
    return {f"passengers.{code}": count for code, count in counts.items()}


def read(response: Response) -> list[Row]:
    """Read what is known now of every list, beside all that was registered."""
    found = persons.standings(response)
    registered_rows = ArrivalReport.objects.at().filter(response=response)
    reports = {row.entry_id: persons.as_report(row, response) for row in registered_rows}
    own = list(PassengerRow.objects.at().filter(response=response))
    told = {row.entry_id: _as_report(row, response) for row in own}
    linked: dict[uuid.UUID, uuid.UUID | None] = {}
    listed = []
    for row in own:
        registered = _registered(told[row.entry_id], found, reports)
        outcome, settled, linked[row.entry_id] = _outcome(row, own, told, registered, found, reports)
        listed.append(Row(where(row), True, row.assigned, outcome, row.received_at, row.due_at, settled))
    return [*listed, *_missed(response, own, linked, found)]


def _outcome(
    row: PassengerRow, own: list[PassengerRow], told: Reports, registered: compare.Report | None,
    found: dict[uuid.UUID, Standing], reports: Reports,
) -> tuple[str, datetime | None, uuid.UUID | None]:  # fmt: skip
    answer = RowAnswer.objects.at().filter(row=row.entry_id).first()
    said = answer.outcome if answer else ""
    if answer and said in ("left_again", "duplicate", "wrongly_listed"):
        return said, answer.happened_at, None
    if said != "open" and _repeats(row, own, told):
        return "duplicate", row.received_at, None
    named = reports.get(answer.registration) if answer and answer.registration else None
    registered = (_first_registration(named, found, reports) if named else None) or registered
    if registered:
        at = max(row.received_at, registered.recorded_at)
        already = registered.recorded_at <= row.received_at
        return "registered_already" if already else "newly_registered", at, registered.id
    if answer and said in ("not_found", "not_resident"):
        return said, answer.happened_at, None
    return "open", None, None


def _repeats(row: PassengerRow, own: list[PassengerRow], told: Reports) -> bool:
    listed = [told[other.entry_id] for other in own if other.list == row.list]
    person = next(p for p in cluster(listed, ()) if row.entry_id in {r.id for r in p.reports})
    return person.subject != row.entry_id


def _registered(
    row: compare.Report, found: dict[uuid.UUID, Standing], reports: Reports
) -> compare.Report | None:
    same = [one for one in reports.values() if compare.compare(row, one).outcome is compare.Outcome.SAME]
    first = [found_one for one in same if (found_one := _first_registration(one, found, reports))]
    return min(first, key=lambda one: (one.recorded_at, one.id), default=None)


def _first_registration(
    of: compare.Report, found: dict[uuid.UUID, Standing], reports: Reports
) -> compare.Report | None:
    subject = found[of.id].subject
    own = [
        one
        for one in reports.values()
        if one.side is compare.Side.COMMUNITY
        and found[one.id].subject == subject
        and found[one.id].state != "duplicate"
    ]
    return min(own, key=lambda one: (one.recorded_at, one.id), default=None)


def _missed(
    response: Response, own: list[PassengerRow], linked: dict[uuid.UUID, uuid.UUID | None],
    found: dict[uuid.UUID, Standing],
) -> Iterator[Row]:  # fmt: skip
    lists = list(PassengerList.objects.at().filter(response=response).order_by("happened_at", "entry"))
    for row in ArrivalReport.objects.at().filter(response=response, side="community"):
        trip = re.sub(r"\s|次", "", row.trip).upper()
        named = [one for one in lists if trip and one.trip_key == trip and one.travelled_on == row.arrived_on]
        if not named or found[row.entry_id].state == "duplicate":
            continue
        ids = {one.entry_id for one in named}
        held = {linked[passenger.entry_id] for passenger in own if passenger.list in ids} - {None}
        if found[row.entry_id].subject in {found[entry].subject for entry in held if entry}:
            continue
        at = max(named[0].happened_at, row.reported_at)
        lies = Where(row.path, named[0].line_id or "", named[0].body_id, named[0].body_path)
        yield Row(lies, False, True, "missed", at, at, at)


def _as_report(row: PassengerRow, response: Response) -> compare.Report:
    person = open_row(row, response)
    known = Identifiers.of(
        name=person.identity.name,
        id_number=person.identity.id_number,
        phone=person.contact.phone,
        address=person.contact.address,
        community=row.path[:12] if row.assigned else "",
        arrived_on=row.travelled_on,
    )
    sealed = seal(known, lambda text: hashlib.blake2b(text.encode(), digest_size=16).digest())
    return compare.Report(
        id=row.entry_id,
        side=compare.Side.UNIT,
        recorded_at=row.received_at + row.position * timedelta(microseconds=1),
        fields=sealed.fields,
        keys=sealed.keys,
        place=row.path[:12] if row.assigned else "",
        arrived_on=row.travelled_on,
        id_valid=known.id_valid,
    )
