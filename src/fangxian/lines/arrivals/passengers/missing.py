"""Who is missing from a list: registered by a community with its trip, and named by no list of that trip (M5)."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerList, RowStanding
from fangxian.lines.arrivals.passengers.rules import trip_key
from fangxian.lines.arrivals.passengers.standings import Facts, write
from fangxian.lines.arrivals.reaching import chunks
from fangxian.trees.responses.models import Response

Trip = tuple[str, datetime.date]


def trips_of(response: Response, lists: Collection[uuid.UUID]) -> list[PassengerList]:
    """Return every list of the trips of some lists, also of those taken back: the earliest first."""
    trips = set(PassengerList.objects.known().filter(entry__in=lists).values_list("trip_key", "travelled_on"))
    return _lists_of(response, trips)


def trips_named(response: Response, reports: Collection[uuid.UUID]) -> list[PassengerList]:
    """Return every list of the trips that registrations name now, or named when they were found missing."""
    trips: set[Trip] = set()
    for part in chunks(sorted(reports)):
        rows = ArrivalReport.objects.at().filter(entry__in=part, side=Side.COMMUNITY).exclude(trip="")
        trips |= {(trip_key(trip), day) for trip, day in rows.values_list("trip", "arrived_on")}
        former = RowStanding.objects.known().filter(entry__in=part, on_list=False).values("list")
        named = PassengerList.objects.known().filter(entry__in=former)
        trips |= set(named.values_list("trip_key", "travelled_on"))
    return _lists_of(response, trips)


def _lists_of(response: Response, trips: Iterable[Trip]) -> list[PassengerList]:
    wanted = set(trips)
    if not wanted:
        return []
    days = {day for _trip, day in wanted}
    rows = PassengerList.objects.known().filter(response=response, travelled_on__in=days)
    ordered = rows.order_by("happened_at", "entry")
    return [row for row in ordered if (row.trip_key, row.travelled_on) in wanted]


def settle_missing(
    response: Response, lists: Sequence[PassengerList], changed: Collection[uuid.UUID] | None = None
) -> None:
    """Find whom communities registered with the trip of a list and no list of that trip names.

    ``changed`` narrows to some registrations besides those missing so far; None looks at everybody of the day.
    """
    if not lists:
        return
    by_trip: dict[Trip, PassengerList] = {}
    for one in lists:
        if not one.voided:
            by_trip.setdefault((one.trip_key, one.travelled_on), one)
    ids = [one.entry_id for one in lists]
    missing = set(
        RowStanding.objects.known().filter(list__in=ids, on_list=False).values_list("entry", flat=True)
    )
    candidates = None if changed is None else missing | set(changed)
    registered = _registered(response, by_trip, candidates)
    listed = _listed(lists, {row["subject"] for row in registered.values()})
    wanted = {
        entry: _missing(row, by_trip[row["trip"]], entry)
        for entry, row in registered.items()
        if (row["trip"], row["subject"]) not in listed
    }
    write(response, wanted, missing | wanted.keys())


def _registered(
    response: Response, trips: Mapping[Trip, PassengerList], entries: set[uuid.UUID] | None
) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the communities' registrations that name one of the trips, without those entered twice."""
    if not trips:
        return {}
    rows = ArrivalReport.objects.at().filter(response=response, side=Side.COMMUNITY)
    rows = rows.filter(arrived_on__in={day for _trip, day in trips}).exclude(trip="")
    parts = [None] if entries is None else list(chunks(sorted(entries)))
    named: dict[uuid.UUID, dict[str, Any]] = {}
    for part in parts:
        own = rows if part is None else rows.filter(entry__in=part)
        for entry, trip, day in own.values_list("entry", "trip", "arrived_on"):
            if (trip_key(trip), day) in trips:
                named[entry] = {"trip": (trip_key(trip), day)}
    found = {}
    for part in chunks(sorted(named)):
        standings = Standing.objects.known().filter(entry__in=part).exclude(state=Standing.State.DUPLICATE)
        for row in standings.values("entry_id", "subject", "path", "reported_at"):
            found[row["entry_id"]] = row | named[row["entry_id"]]
    return found


def _listed(lists: Sequence[PassengerList], subjects: Collection[uuid.UUID]) -> set[tuple[Trip, uuid.UUID]]:
    """Return those persons of whom a row found a registration, each with the trip of the row's list."""
    trips = {one.entry_id: (one.trip_key, one.travelled_on) for one in lists}
    found = set()
    for part in chunks(sorted(subjects)):
        own = Standing.objects.known().filter(subject__in=part, side=Side.COMMUNITY)
        persons = dict(own.values_list("entry", "subject"))
        rows = RowStanding.objects.known().filter(list__in=trips, on_list=True, registration__in=persons)
        named = rows.values_list("list", "registration")
        found |= {(trips[of], persons[registration]) for of, registration in named if registration}
    return found


def _missing(row: Mapping[str, Any], of: PassengerList, entry: uuid.UUID) -> Facts:
    at = max(of.happened_at, row["reported_at"])
    return (
        row["path"], of.line_id, of.body_id, of.body_path, of.entry_id, 0, False, Outcome.NEWLY_REGISTERED.value,
        True, None, entry, None, at, at, at,
    )  # fmt: skip
