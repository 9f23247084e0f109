"""Keeps each row's outcome, and who is missing from a list, up to date: after lists, answers, and reports.

Only what changed gets a new standing, so the cost follows the change. ``reconciling`` calls ``follow`` after every
write to reports, inside its transaction.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.errors import Conflict
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Side, Standing
from fangxian.lines.arrivals.passengers import matching
from fangxian.lines.arrivals.passengers.models import (
    Outcome,
    PassengerKey,
    PassengerList,
    PassengerRow,
    RowAnswer,
    RowStanding,
)
from fangxian.lines.arrivals.passengers.rules import Answered, Registered, settle, trip_key
from fangxian.lines.arrivals.reaching import chunks
from fangxian.trees.responses.models import Response

FACTS = (
    "path", "line_id", "body_id", "body_path", "list", "position", "on_list", "outcome", "assigned",
    "duplicate_of", "registration", "possible_with", "received_at", "due_at", "settled_at",
)  # fmt: skip
COLUMNS = ("entry_id", "response_id", "recorded_from", "recorded_to", *FACTS)
Facts = tuple[Any, ...]
Trip = tuple[str, datetime.date]


def settle_lists(response: Response, lists: Collection[uuid.UUID]) -> None:
    """Bring every row of lists, and who is missing from them, up to date after the lists changed."""
    rows = list(PassengerRow.objects.at().filter(list__in=lists))
    former = set(
        RowStanding.objects.known().filter(list__in=lists, on_list=True).values_list("entry", flat=True)
    )
    _write(response, _outcomes(rows, matching.duplicates(rows)), former | {row.entry_id for row in rows})
    _settle_missing(response, _trips_of(response, lists))


def settle_rows(response: Response, entries: Collection[uuid.UUID]) -> None:
    """Bring some rows up to date, after answers or reports about them."""
    rows = [
        row for part in chunks(sorted(entries)) for row in PassengerRow.objects.at().filter(entry__in=part)
    ]
    former = _known(entries)
    repeated = {entry: original for entry, original, _registration in former if original}
    _write(response, _outcomes(rows, repeated), set(entries))
    held = {one[-1] for one in (*former, *_known(entries)) if one[-1]}
    _settle_missing(response, _trips_of(response, {row.list for row in rows}), held)


def follow(response: Response, reports: Collection[uuid.UUID]) -> None:
    """Bring up to date what reports that were just entered, corrected, voided or joined concern."""
    if not PassengerList.objects.at().filter(response=response).exists():
        return
    touched: set[uuid.UUID] = set()
    for part in chunks(sorted(reports)):
        values = MatchKey.objects.filter(entry__in=part).values("value")
        touched |= set(PassengerKey.objects.filter(value__in=values).values_list("entry", flat=True))
        linked = Q(registration__in=part) | Q(possible_with__in=part)
        named = RowStanding.objects.known().filter(linked, on_list=True)
        touched |= set(named.values_list("entry", flat=True))
        answered = RowAnswer.objects.at().filter(registration__in=part)
        touched |= set(answered.values_list("row", flat=True))
    if touched:
        settle_rows(response, touched)
    _settle_missing(response, _trips_named(response, reports), reports)


def _outcomes(
    rows: Sequence[PassengerRow], repeated: Mapping[uuid.UUID, uuid.UUID]
) -> dict[uuid.UUID, Facts]:
    """Return the facts of each row's standing, in the order of ``FACTS``."""
    found = matching.matches(rows)
    answers = _answers([row.entry_id for row in rows])
    named = {one.registration for one in answers.values() if one.registration}
    standing = matching.registrations(named)
    facts = {}
    for row in rows:
        answer, match = answers.get(row.entry_id), found[row.entry_id]
        registered = _linked(answer, standing) or match.registered
        original = repeated.get(row.entry_id)
        settled = settle(row.received_at, answer=answer, duplicate_of=original, registered=registered)
        possible = match.possible if settled.outcome == Outcome.OPEN else None
        facts[row.entry_id] = (
            row.path, row.line_id, row.body_id, row.body_path, row.list, row.position, True, settled.outcome,
            row.assigned, original, settled.registration, possible, row.received_at, row.due_at, settled.at,
        )  # fmt: skip
    return facts


def _known(entries: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None]]:
    """Return the present standings of rows: entry, the row that it repeats, the registration found."""
    columns = ("entry", "duplicate_of", "registration")
    return [
        one
        for part in chunks(sorted(entries))
        for one in RowStanding.objects.known().filter(entry__in=part).values_list(*columns)
    ]


def _answers(rows: Sequence[uuid.UUID]) -> dict[uuid.UUID, Answered]:
    columns = ("row", "outcome", "happened_at", "registration")
    return {
        row: Answered(outcome, at, registration)
        for part in chunks(sorted(rows))
        for row, outcome, at, registration in RowAnswer.objects.at()
        .filter(row__in=part)
        .values_list(*columns)
    }


def _linked(answer: Answered | None, standing: Mapping[uuid.UUID, Registered]) -> Registered | None:
    """Return the registration that somebody named for a row, while it stands."""
    return standing.get(answer.registration) if answer and answer.registration else None


def _trips_of(response: Response, lists: Collection[uuid.UUID]) -> list[PassengerList]:
    """Return every list of the trips of some lists, also of those taken back: the earliest first."""
    trips = set(PassengerList.objects.known().filter(entry__in=lists).values_list("trip_key", "travelled_on"))
    return _lists_of(response, trips)


def _trips_named(response: Response, reports: Collection[uuid.UUID]) -> list[PassengerList]:
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


def _settle_missing(
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
    _write(response, wanted, missing | wanted.keys())


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


def _write(response: Response, wanted: Mapping[uuid.UUID, Facts], considered: Collection[uuid.UUID]) -> None:
    """Close the standings that hold no more, and open those that hold now; raises ``Conflict``."""
    former = {
        entry: (key, tuple(facts))
        for part in chunks(sorted(considered))
        for key, entry, *facts in RowStanding.objects.known()
        .filter(entry__in=part)
        .values_list("pk", "entry", *FACTS)
    }
    changed = {entry: facts for entry, facts in wanted.items() if former.get(entry, (0, ()))[1] != facts}
    over = [former[entry][0] for entry in former if entry not in wanted or entry in changed]
    now = clock.now()
    for part in chunks(sorted(over)):
        if RowStanding.objects.known().filter(pk__in=part).update(recorded_to=now) != len(part):
            raise Conflict(
                _("Somebody else entered the same at this moment: look at it and send yours again.")
            )
    rows = ((entry, response.id, now, FOREVER, *facts) for entry, facts in changed.items())
    bulk.insert(RowStanding, COLUMNS, rows)
