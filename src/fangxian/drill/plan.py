"""What is sent when, and by whom: the whole drill, step by step, from its parameters and its cast alone."""

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from fangxian.drill.parameters import Parameters

DAY = datetime.timedelta(days=1)


class What(StrEnum):
    """Kinds of steps, each a request; ``AGAIN`` repeats an earlier one word for word."""

    SHEET = "sheet"
    ARRIVAL = "arrival"
    ARRIVAL_AGAIN = "arrival_again"
    ARRIVAL_CORRECTED = "arrival_corrected"
    REPORT = "report"
    REPORT_AGAIN = "report_again"
    REPORT_CORRECTED = "report_corrected"


@dataclass(frozen=True, slots=True)
class Step:
    """Something sent at an instant: ``told`` is what a JSON request says, or a workbook's rows.

    ``persons`` are the invented people that it tells of for the first time: side, number, deadline. ``due_at`` is the
    deadline of a report, ``was`` the numbers that a correction replaces.
    """

    at: datetime.datetime
    what: What
    sender: str
    told: dict[str, Any]
    persons: tuple[tuple[str, int, datetime.datetime], ...] = ()
    due_at: datetime.datetime | None = None
    was: dict[str, int] | None = None


@dataclass(frozen=True)
class Unit:
    """A body that takes part."""

    code: str
    line: str
    name: str


@dataclass(frozen=True)
class Community:
    """A community by its division code; ``name`` is how a unit writes it in a sheet."""

    code: str
    name: str


@dataclass(frozen=True)
class Cast:
    """Who takes part, in an order that is always the same."""

    units: tuple[Unit, ...]
    communities: tuple[Community, ...] = field(default=())
    mark: int = 0
    """What tells the identifiers of one drill from those of another with the same seed."""


def instant(day: datetime.date, hour: int = 0, minute: int = 0) -> datetime.datetime:
    """Return a local hour of a day."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), timezone.get_default_timezone())


def days_of(parameters: Parameters) -> list[datetime.date]:
    """Return the days that are played."""
    return [parameters.first_day + DAY * number for number in range(parameters.days)]


def end_of(parameters: Parameters) -> datetime.datetime:
    """Return the last instant of the last day."""
    return instant(parameters.first_day + DAY * parameters.days) - datetime.timedelta(seconds=1)


def dice(*words: object) -> Random:
    """Return the chances of one thing: the same for the same words, whatever was thrown before."""
    return Random(":".join(map(str, words)))  # noqa: S311 - the same seed is to play the same drill


def some_id(random: Random, cast: Cast) -> UUID:
    """Return an identifier as a device would make it, the same for the same chances and drill."""
    return UUID(int=random.getrandbits(128) ^ cast.mark, version=4)


def in_order(*streams: Iterator[Step]) -> Iterator[Step]:
    """Merge streams of steps, each in the order of time."""
    return heapq.merge(*streams, key=attrgetter("at"))
