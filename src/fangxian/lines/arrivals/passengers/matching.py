"""Which registration, if any, is about a passenger: by the keys and rules by which reports find each other (M5)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Side, Standing
from fangxian.lines.arrivals.passengers.models import PassengerKey, PassengerRow
from fangxian.lines.arrivals.passengers.rules import Registered
from fangxian.lines.arrivals.reaching import chunks
from fangxian.lines.arrivals.rules import compare
from fangxian.lines.arrivals.rules.cluster import cluster

TOKENS = {
    "name": "name_token",
    "id_number": "id_token",
    "phone": "phone_token",
    "building": "building_token",
    "address": "address_token",
}
TICK = timedelta(microseconds=1)
Keys = Mapping[uuid.UUID, frozenset[tuple[str, bytes]]]


@dataclass(frozen=True)
class Found:
    """The earliest registration of a passenger; or one that may be his, for somebody to look at."""

    registered: Registered | None = None
    possible: uuid.UUID | None = None


def matches(rows: Sequence[PassengerRow]) -> dict[uuid.UUID, Found]:
    """Return what is registered about each row; the number of queries grows by chunks of rows only."""
    keys = _keys(PassengerKey, [row.entry_id for row in rows])
    reports, sharing = _candidates(keys)
    same: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    possible: dict[uuid.UUID, uuid.UUID] = {}
    for row in rows:
        own = _of_row(row, keys.get(row.entry_id, frozenset()))
        for entry in sorted(sharing[row.entry_id] & reports.keys()):
            outcome = compare.compare(own, reports[entry]).outcome
            if outcome is compare.Outcome.SAME:
                same[row.entry_id].add(entry)
            elif outcome is compare.Outcome.POSSIBLE and reports[entry].side is compare.Side.COMMUNITY:
                possible.setdefault(row.entry_id, entry)
    registered = registrations({entry for found in same.values() for entry in found})
    found = {}
    for row in rows:
        own_registrations = [registered[entry] for entry in same[row.entry_id] if entry in registered]
        earliest = min(own_registrations, key=lambda one: (one.at, one.id), default=None)
        found[row.entry_id] = Found(earliest, None if earliest else possible.get(row.entry_id))
    return found


def registrations(reports: Iterable[uuid.UUID]) -> dict[uuid.UUID, Registered]:
    """Return, for each report that stands, the earliest registration of its person by a community."""
    subjects: dict[uuid.UUID, uuid.UUID] = {}
    for part in chunks(sorted(reports)):
        subjects.update(Standing.objects.known().filter(entry__in=part).values_list("entry", "subject"))
    first: dict[uuid.UUID, Registered] = {}
    for part in chunks(sorted(set(subjects.values()))):
        rows = Standing.objects.known().filter(subject__in=part, side=Side.COMMUNITY)
        ordered = rows.exclude(state=Standing.State.DUPLICATE).order_by("reported_at", "entry")
        for subject, entry, at in ordered.values_list("subject", "entry", "reported_at"):
            first.setdefault(subject, Registered(entry, at))
    return {entry: first[subject] for entry, subject in subjects.items() if subject in first}


def duplicates(rows: Sequence[PassengerRow]) -> dict[uuid.UUID, uuid.UUID]:
    """Return, for each row that repeats an earlier one of its list, the row that it repeats."""
    keys = _keys(PassengerKey, [row.entry_id for row in rows])
    by_list: dict[uuid.UUID, list[compare.Report]] = defaultdict(list)
    for row in rows:
        by_list[row.list].append(_of_row(row, keys.get(row.entry_id, frozenset())))
    return {
        report.id: person.subject
        for reports in by_list.values()
        for person in cluster(reports, ())
        for report in person.reports
        if report.id != person.subject
    }


def _of_row(row: PassengerRow, keys: frozenset[tuple[str, bytes]]) -> compare.Report:
    tokens = {name: getattr(row, column) for name, column in TOKENS.items()}
    return compare.Report(
        id=row.entry_id,
        side=compare.Side.UNIT,
        recorded_at=row.received_at + row.position * TICK,
        fields={name: bytes(token) if token else None for name, token in tokens.items()},
        keys=keys,
        place=row.path[:12] if row.assigned else "",
        arrived_on=row.travelled_on,
        id_valid=row.id_valid,
    )


def _keys(model: type[PassengerKey] | type[MatchKey], entries: Sequence[uuid.UUID]) -> Keys:
    found: dict[uuid.UUID, set[tuple[str, bytes]]] = defaultdict(set)
    for part in chunks(sorted(entries)):
        rows = model._default_manager.filter(entry__in=part).values_list("entry", "kind", "value")
        for entry, kind, value in rows:
            found[entry].add((kind, bytes(value)))
    return {entry: frozenset(own) for entry, own in found.items()}


def _candidates(keys: Keys) -> tuple[dict[uuid.UUID, compare.Report], dict[uuid.UUID, set[uuid.UUID]]]:
    """Return the current reports that share a key with any row, and which of them each row shares one with."""
    holders: dict[bytes, set[uuid.UUID]] = defaultdict(set)
    for row, own in keys.items():
        for _kind, value in own:
            holders[value].add(row)
    sharing: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for values_part in chunks(sorted(holders)):
        for entry, held in MatchKey.objects.filter(value__in=values_part).values_list("entry", "value"):
            for row in holders[bytes(held)]:
                sharing[row].add(entry)
    entries = sorted({entry for found in sharing.values() for entry in found})
    own_keys = _keys(MatchKey, entries)
    columns = ("entry_id", "side", "path", "arrived_on", "id_valid", "reported_at", *TOKENS.values())
    reports = {}
    for part in chunks(entries):
        for values in ArrivalReport.objects.at().filter(entry__in=part).values(*columns):
            reports[values["entry_id"]] = _of_report(values, own_keys.get(values["entry_id"], frozenset()))
    return reports, sharing


def _of_report(values: Mapping[str, object], keys: frozenset[tuple[str, bytes]]) -> compare.Report:
    told: dict[str, object] = dict(values)
    tokens = {name: told[column] for name, column in TOKENS.items()}
    return compare.Report(
        id=told["entry_id"],  # type: ignore[arg-type]
        side=compare.Side(str(told["side"])),
        recorded_at=told["reported_at"],  # type: ignore[arg-type]
        fields={name: bytes(token) if token else None for name, token in tokens.items()},  # type: ignore[call-overload]
        keys=keys,
        place=str(told["path"])[:12],
        arrived_on=told["arrived_on"],  # type: ignore[arg-type]
        id_valid=bool(told["id_valid"]),
    )
