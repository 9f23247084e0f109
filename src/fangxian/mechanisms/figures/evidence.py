"""The facts behind a figure that somebody may open: whoever may count something may not always read it (M24).

Each room says once how its facts are read; its own page and the API ask here, so that both open the same.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor

PAGE = 50
Key = tuple[datetime.datetime, uuid.UUID]
Opened = Callable[[Actor, Question, Any], Any]


@dataclass(frozen=True)
class Fact:
    """A fact: its entry (None for silence), what kind it is, how it stood, when, and where in both trees."""

    key: uuid.UUID
    entry: uuid.UUID | None
    kind: str
    state: str
    at: datetime.datetime
    path: str
    body: uuid.UUID | None
    line: str


@dataclass(frozen=True)
class Reading:
    """How a room's facts are read.

    ``opened`` narrows the facts of a question, rows of a table or something like them (with a length, and
    ``latest(after, size)``), to those that an actor may open; ``at`` is the column of the instant by which rows are put
    in order; ``fact`` makes facts of what lies in no table; ``page`` is the view that lists them, by default the room's
    own ``entries``.
    """

    kind: str
    opened: Opened
    at: str = "happened_at"
    fact: Callable[[Any], Fact] | None = None
    page: str = ""


@dataclass(frozen=True)
class Facts:
    """A page of facts and one more, the latest first; ``hidden`` counts those that the reader may not open."""

    rows: list[Fact]
    hidden: int


_readings: dict[str, Reading] = {}


def register(room: str, reading: Reading) -> None:
    """Say how the facts behind the measures ``room.…`` are read."""
    _readings[room] = reading


def page_of(code: str) -> str:
    """Return the view that lists the facts behind a measure, by its code."""
    room = code.partition(".")[0]
    page = _readings[room].page if room in _readings else ""
    return page or f"{room}:entries"


def opened(actor: Actor, question: Question, measure: AnyMeasure) -> Any:
    """Return the facts behind a measure's value that the actor may open; behind a rate, its numerator's."""
    return _reading(measure).opened(actor, question, answers.facts(question, measure))


def facts(actor: Actor, question: Question, measure: AnyMeasure, after: Key | None = None) -> Facts:
    """Return one page of what the actor may open, after a key, and how many facts remain hidden to him."""
    reading, found = _reading(measure), answers.facts(question, measure)
    seen = reading.opened(actor, question, found)
    if isinstance(found, QuerySet):
        page = _page(seen, reading.at, after)
        return Facts([_fact(row, reading) for row in page], found.count() - seen.count())
    rows = [_fact(row, reading) for row in seen.latest(after, PAGE + 1)]
    return Facts(rows, len(found) - len(seen))


def _reading(measure: AnyMeasure) -> Reading:
    return _readings[measure.code.partition(".")[0]]


def _page(rows: QuerySet[Any], at: str, after: Key | None) -> list[Any]:
    if after:
        rows = rows.filter(Q(**{f"{at}__lt": after[0]}) | Q(**{at: after[0], "entry__lt": after[1]}))
    return list(rows.order_by(f"-{at}", "-entry")[: PAGE + 1])


def _fact(row: Any, reading: Reading) -> Fact:
    if reading.fact and not isinstance(row, Model):
        return reading.fact(row)
    at = getattr(row, reading.at)
    return Fact(
        row.entry_id, row.entry_id, reading.kind, row.state, at, row.path, row.body_id, row.line_id or ""
    )
