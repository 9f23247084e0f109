"""A line that follows the territory: one body for every place, set-based (M2, M3)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction

from fangxian.core import bulk, clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.dated import today
from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.trees.bodies.actions import MANAGE, SEGMENT
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.places.bulk import without_collection
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.places.paths import ancestors, plain

BATCH = 50_000
FINER = [kind for kind, width in WIDTHS.items() if width > WIDTHS[Kind.COMMUNITY]]
KINDS: dict[str, Body.Kind] = {Kind.STREET: Body.Kind.STREET, Kind.COMMUNITY: Body.Kind.COMMUNITY}
BODY = ("id", "code", "name", "short_name", "kind", "place_id", "credit_code", "closed_on")
HISTORY = (*BODY, "history_date", "history_type", "history_change_reason", "history_user_id")
POSITION = ("body_id", "line_id", "parent_id", "path", "valid_from", "valid_to")


class Standing(NamedTuple):
    """Where a place's body stands in the line; ``path`` is that of its position."""

    body: uuid.UUID
    path: str


@transaction.atomic
def follow_territory(
    actor: Actor, line: Line, *, place: Place | None = None, valid_from: datetime.date | None = None
) -> int:
    """Give every place, or those in one, down to the community, a body in a line that follows the territory.

    A body's code is ``<line>-<division code>``, and it stands below the body of the place above; places that have
    theirs already are passed over. Bodies begin their history, as those made one by one do. Returns how many were
    made; raises ``Missing`` for a place outside the actor's scope.
    """
    root = place.path if place else ""
    actor.must(MANAGE, place=root)
    territory = _Territory(line, valid_from or today())
    rows = territory.new(_places(root))
    made = 0
    with without_collection():
        while batch := list(islice(rows, BATCH)):
            _write(batch)
            made += len(batch)
    record(actor, Trail.MANAGE, "body.follow_territory", line=line.code, path=root, count=made)
    return made


@transaction.atomic
def stand_below(
    actor: Actor,
    line: Line,
    parent: Body,
    named: Iterable[tuple[str, str, Place]],
    *,
    kind: Body.Kind = Body.Kind.ENTERPRISE,
    valid_from: datetime.date | None = None,
) -> int:
    """Create many bodies (code, name, place) that stand below one in a line; returns how many.

    Raises ``Missing`` outside the actor's scope, ``IntegrityError`` for a code that is taken.
    """
    above = parent.positions.get(line=line, valid_to=None)
    free = _Territory(line, valid_from or today())
    made = []
    for code, name, place in named:
        actor.must(MANAGE, place=place.path)
        body = new_id()
        path = above.path + next(free.free[above.path])
        made.append(
            (
                (body, code, name, "", kind.value, place.pk, "", None),
                (body, line.code, parent.pk, path, free.since, None),
            )
        )
    _write(made)
    record(actor, Trail.MANAGE, "body.stand_below", subject=parent.id, line=line.code, count=len(made))
    return len(made)


class _Territory:
    """The bodies of a line by the paths of their places, growing as places are passed from the top down."""

    def __init__(self, line: Line, since: datetime.date) -> None:
        self.line, self.since = line, since
        held = Position.objects.filter(line=line, valid_to=None).values_list(
            "body__place__path", "body", "path"
        )
        self.standing = {place: Standing(body, path) for place, body, path in held.iterator()}
        ever: dict[str, set[str]] = defaultdict(set)
        for path in Position.objects.filter(line=line).values_list("path", flat=True).iterator():
            ever[path[:-SEGMENT]].add(path[-SEGMENT:])
        self.free = _Segments(ever)

    def new(self, places: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        """Yield the row of a body and of its position for each place that has none."""
        for key, kind, code, name, path in places:
            if path in self.standing:
                continue
            parent = self._above(path)
            upper = parent.path if parent else ""
            own = Standing(new_id(), upper + next(self.free[upper]))
            self.standing[path] = own
            body = (own.body, f"{self.line.code}-{code}", name, "", _kind(kind), key, "", None)
            yield (
                body,
                (own.body, self.line.code, parent.body if parent else None, own.path, self.since, None),
            )

    def _above(self, path: str) -> Standing | None:
        """Return where the nearest place above stands, the whole country last; None for a root of the line."""
        above = ("", *ancestors(path)) if path else ()
        return next((self.standing[each] for each in reversed(above) if each in self.standing), None)


class _Segments(dict[str, Iterator[str]]):
    """The free segments below each path of a line, those that were never used."""

    def __init__(self, ever: dict[str, set[str]]) -> None:
        super().__init__()
        self.ever = ever

    def __missing__(self, upper: str) -> Iterator[str]:
        used = self.ever.get(upper, set())
        self[upper] = (segment for segment in plain(SEGMENT, used) if segment not in used)
        return self[upper]


def _places(root: str) -> Iterator[tuple[Any, ...]]:
    """Yield the places from the top down: a path sorts behind those above it."""
    rows = Place.objects.filter(under("path", root)).exclude(kind__in=FINER).order_by("path")
    return iter(bulk.read(rows, "id", "kind", "code", "name", "path"))


def _kind(kind: str) -> str:
    return str(KINDS.get(kind, Body.Kind.DEPARTMENT))


def _write(batch: list[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> None:
    now = clock.now()
    bulk.insert(Body, BODY, (body for body, _position in batch))
    begun = ((*body, now, "+", None, None) for body, _position in batch)
    bulk.insert(Body.history.model, HISTORY, begun)
    bulk.insert(Position, POSITION, (position for _body, position in batch))
