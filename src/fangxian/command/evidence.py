"""The facts behind a figure that somebody may open: whoever may count something may not always read it (M24)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.lines.arrivals import queries as arrivals
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers import access as passengers
from fangxian.lines.arrivals.passengers.models import RowStanding
from fangxian.lines.reports.expectations import Owed
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import PlaceCode

PAGE = 50
Key = tuple[datetime.datetime, uuid.UUID]


@dataclass(frozen=True)
class Fact:
    """A fact: its entry (None for silence), what kind it is, and the operation that shows it."""

    key: uuid.UUID
    entry: uuid.UUID | None
    kind: str
    state: str
    at: datetime.datetime
    place: str
    body: str
    line: str
    operation: str = ""


@dataclass(frozen=True)
class Facts:
    """A page of facts and one more, the latest first; ``hidden`` counts those outside the reader's area."""

    rows: list[Fact]
    hidden: int


@dataclass(frozen=True)
class Names:
    """Codes of the places and bodies that facts name."""

    places: dict[str, str]
    bodies: dict[uuid.UUID, str]

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "Names":
        """Look up what rows name, by two queries."""
        paths, bodies = {row.path for row in rows}, {found for row in rows if (found := _body_of(row))}
        return cls(
            dict(PlaceCode.objects.filter(path__in=paths).values_list("path", "place__code")),
            dict(Body.objects.filter(pk__in=bodies).values_list("pk", "code")),
        )


def facts(actor: Actor, question: Question, measure: AnyMeasure, after: Key | None = None) -> Facts:
    """Return the facts behind a measure's value which the actor may open, one page after a key."""
    found = answers.facts(question, measure)
    if isinstance(found, list):
        return _owed(actor, found, after)
    seen = _visible(actor, question, found)
    rows = seen
    at = AT.get(found.model, "happened_at")
    if after:
        rows = rows.filter(Q(**{f"{at}__lt": after[0]}) | Q(**{at: after[0], "entry__lt": after[1]}))
    page = list(rows.order_by(f"-{at}", "-entry")[: PAGE + 1])
    names = Names.of(page)
    return Facts([_entry(row, getattr(row, at), names) for row in page], found.count() - seen.count())


def _visible(actor: Actor, question: Question, found: QuerySet[Any]) -> QuerySet[Any]:
    if found.model is RowStanding:
        rows = passengers.visible(actor, question.response, question.as_of)
        return found.filter(pk__in=rows.values("pk"))
    if found.model is Standing:
        shown = arrivals.visible(actor, question.response, question.as_of)
        return found.filter(pk__in=shown.values("pk"))
    return found.filter(actor.scope(f"{found.model._meta.app_label}.view").q())


def _owed(actor: Actor, found: list[Owed], after: Key | None) -> Facts:
    scope = actor.scope("reports.view")
    seen = [row for row in found if scope.holds(place=row.path, line=row.line, body=row.body_path)]
    ordered = sorted(seen, key=_owed_key, reverse=True)
    page = [row for row in ordered if after is None or _owed_key(row) < after][: PAGE + 1]
    names = Names.of(page)
    return Facts([_silence(row, names) for row in page], len(found) - len(seen))


def _owed_key(row: Owed) -> Key:
    return row.due_at, row.report or uuid.uuid5(row.body, row.line)


def _silence(row: Owed, names: Names) -> Fact:
    state = ("late" if row.late else "filed") if row.filed else "missing" if row.missing else "due"
    shown = row.report if row.filed else None
    return Fact(
        _owed_key(row)[1], shown, "report" if shown else "silence", state, row.due_at,
        names.places.get(row.path, ""), names.bodies.get(row.body, ""), row.line, "api:report" if shown else "",
    )  # fmt: skip


def _entry(row: Any, at: datetime.datetime, names: Names) -> Fact:
    kind, operation = KINDS[row._meta.app_label]
    place, body = names.places.get(row.path, ""), names.bodies.get(row.body_id, "")
    return Fact(row.entry_id, row.entry_id, kind, row.state, at, place, body, row.line_id or "", operation)


def _body_of(row: Any) -> uuid.UUID | None:
    found: uuid.UUID | None = row.body if isinstance(row, Owed) else row.body_id
    return found


AT: dict[type[Any], str] = {Standing: "reported_at", RowStanding: "received_at"}
"""The instant by which facts are put in order, where it is not when they happened."""
KINDS = {
    "passengers": ("passenger", ""),
    "arrivals": ("arrival", "api:arrival"),
    "reports": ("report", "api:report"),
    "cases": ("case", ""),
    "contacts": ("contact", ""),
}
