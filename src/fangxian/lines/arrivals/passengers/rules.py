"""Which outcome a row of a passenger list has: exactly one, whatever was entered in whatever order (M5).

| what is known of the row | outcome |
| --- | --- |
| somebody answered that it left again, was wrongly listed or stands twice | that answer |
| an earlier row of the list is about the same person, and nobody said otherwise | duplicate |
| a community registered the person before the list came | registered already |
| a community registered the person afterwards | newly registered |
| somebody answered that he cannot be found or does not live there | that answer |
| nothing | open |

So a registration outranks "cannot be found", and an answer that a person must have given on purpose outranks it.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

OPEN, ALREADY, NEWLY = "open", "registered_already", "newly_registered"
LEFT, NOT_RESIDENT, NOT_FOUND = "left_again", "not_resident", "not_found"
DUPLICATE, WRONGLY = "duplicate", "wrongly_listed"
FIRM = frozenset({LEFT, DUPLICATE, WRONGLY})
WEAK = frozenset({NOT_FOUND, NOT_RESIDENT})
WRONG = frozenset({NOT_RESIDENT, NOT_FOUND, DUPLICATE, WRONGLY})
"""Outcomes that say the list was wrong about somebody."""
_NOISE = re.compile(r"[\s\-_./()·]+")
_TRIP = re.compile(r"(?<![A-Z0-9])([A-Z]{0,2}\d{1,5})(?:次|航班|车次)", re.IGNORECASE)


@dataclass(frozen=True)
class Answered:
    """What somebody said of a row, and when; ``registration`` is the one that he named."""

    outcome: str
    at: dt.datetime
    registration: UUID | None = None


@dataclass(frozen=True)
class Registered:
    """A community's registration of the person, and since when it is there."""

    id: UUID
    at: dt.datetime


@dataclass(frozen=True)
class Settled:
    """A row's outcome, since when (None while open), and the registration that it rests on."""

    outcome: str
    at: dt.datetime | None = None
    registration: UUID | None = None


def settle(
    received_at: dt.datetime,
    *,
    answer: Answered | None = None,
    duplicate_of: UUID | None = None,
    registered: Registered | None = None,
) -> Settled:
    """Return the outcome of a row by the table above."""
    if answer and answer.outcome in FIRM:
        return Settled(answer.outcome, answer.at)
    if duplicate_of and not (answer and answer.outcome == OPEN):
        return Settled(DUPLICATE, received_at)
    if registered:
        outcome = ALREADY if registered.at <= received_at else NEWLY
        return Settled(outcome, max(received_at, registered.at), registered.id)
    if answer and answer.outcome in WEAK:
        return Settled(answer.outcome, answer.at)
    return Settled(OPEN)


def trip_key(text: str) -> str:
    """Return a trip as it is compared: K 7385次 and k7385 are one."""
    bare = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return bare.removesuffix("次").removesuffix("航班")


def trip_in(text: str) -> str:
    """Return the trip that a title names (2月8日K7385次旅客名单), or ""."""
    found = _TRIP.search(unicodedata.normalize("NFKC", text))
    return found[1].upper() if found else ""


def wrong(counts: Iterable[tuple[str, int]]) -> int:
    """Return how many rows say that the list was wrong, of (outcome, count)."""
    return sum(count for outcome, count in counts if outcome in WRONG)
