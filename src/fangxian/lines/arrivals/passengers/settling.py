"""Keeps each row's outcome, and who is missing from a list, up to date: after lists, answers, and reports.

``reconciling`` calls ``follow`` after every write to reports, inside its transaction.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from fangxian.lines.arrivals.models import MatchKey
from fangxian.lines.arrivals.passengers import matching
from fangxian.lines.arrivals.passengers.missing import settle_missing, trips_named, trips_of
from fangxian.lines.arrivals.passengers.models import (
    Outcome,
    PassengerKey,
    PassengerList,
    PassengerRow,
    RowAnswer,
    RowStanding,
)
from fangxian.lines.arrivals.passengers.rules import Answered, Registered, settle
from fangxian.lines.arrivals.passengers.standings import Facts, write
from fangxian.lines.arrivals.reaching import chunks
from fangxian.trees.responses.models import Response


def settle_lists(response: Response, lists: Collection[uuid.UUID]) -> None:
    """Bring every row of lists, and who is missing from them, up to date after the lists changed."""
    rows = list(PassengerRow.objects.at().filter(list__in=lists))
    former = set(
        RowStanding.objects.known().filter(list__in=lists, on_list=True).values_list("entry", flat=True)
    )
    write(response, _outcomes(rows, matching.duplicates(rows)), former | {row.entry_id for row in rows})
    settle_missing(response, trips_of(response, lists))


def settle_rows(response: Response, entries: Collection[uuid.UUID]) -> None:
    """Bring some rows up to date, after answers or reports about them."""
    rows = [
        row for part in chunks(sorted(entries)) for row in PassengerRow.objects.at().filter(entry__in=part)
    ]
    former = _known(entries)
    repeated = {entry: original for entry, original, _registration in former if original}
    write(response, _outcomes(rows, repeated), set(entries))
    held = {one[-1] for one in (*former, *_known(entries)) if one[-1]}
    settle_missing(response, trips_of(response, {row.list for row in rows}), held)


def are_there_lists(response: Response) -> bool:
    """Tell whether any list of passengers has come."""
    return PassengerList.objects.at().filter(response=response).exists()


def follow(response: Response, reports: Collection[uuid.UUID]) -> None:
    """Bring up to date what reports that were just entered, corrected, voided or joined concern."""
    if not are_there_lists(response):
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
    settle_missing(response, trips_named(response, reports), reports)


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
