"""Reads of the territory: places below and above one, on a day; their paths and codes of that day; search."""

import datetime
import uuid
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from fangxian.core import replica
from fangxian.core.dated import valid_on
from fangxian.core.fields import after, under
from fangxian.core.folding import holds
from fangxian.core.scope import EVERYTHING, Scope
from fangxian.trees.places.models import WIDTHS, Kind, Place, PlaceCode
from fangxian.trees.places.paths import LEVELS, ancestors, kind_of

Row = TypeVar("Row", Place, PlaceCode)


def in_scope(scope: Scope) -> QuerySet[Place]:
    """Return the places of a scope, as they are today."""
    return Place.objects.filter(scope.place_q())


def children(place: Place | None, day: datetime.date | None = None) -> list[Place]:
    """Return the places right below one (None: the provinces), in the order of their paths.

    ``day`` reads the tree as it was, with that day's path and code on each place; default: as it is.
    A place that left levels out is a child of the one that it reports to.
    """
    if day is None:
        return _children_now(place.path if place else "")
    path = path_on(place, day) if place else ""
    if path is None:
        return []
    dated = PlaceCode.objects.filter(valid_on(day)).select_related("place")
    return [_as_of(row) for row in _right_below(dated, path, "place__kind")]


def roots(scope: Scope) -> list[Place]:
    """Return the topmost places of a scope: where somebody starts to browse."""
    if "" in scope.places:
        top = Place.objects.order_by(Length("path")).first()
        return list(Place.objects.filter(kind=top.kind)) if top else []
    return list(Place.objects.filter(path__in=scope.places))


def trail(place: Place, day: datetime.date | None = None) -> list[Place]:
    """Return the places above one, from the top down, without the place itself."""
    if day is None:
        return list(Place.objects.filter(path__in=ancestors(place.path)).order_by("path"))
    path = path_on(place, day)
    rows = PlaceCode.objects.filter(valid_on(day), path__in=ancestors(path or "")).select_related("place")
    return [_as_of(row) for row in rows.order_by("path")]


def path_on(place: Place, day: datetime.date) -> str | None:
    """Return a place's path on a day, or None if it had none then."""
    return PlaceCode.objects.filter(valid_on(day), place=place).values_list("path", flat=True).first()


def at_code(code: str, day: datetime.date | None = None) -> Place | None:
    """Return the place that bears a code, on a day or today."""
    if day is None:
        return Place.objects.filter(code=code).first()
    row = PlaceCode.objects.filter(valid_on(day), code=code).select_related("place").first()
    return _as_of(row) if row else None


def at_path(path: str) -> Place | None:
    """Return the place of a path today."""
    return Place.objects.filter(path=path).first()


def natural_parent(code: str, kind: Kind, day: datetime.date | None = None) -> Place | None:
    """Return the nearest place above by the division code, or None if the register has none of them."""
    codes = [code[: WIDTHS[level]] for level in LEVELS[: LEVELS.index(kind)] if WIDTHS[level] < len(code)]
    found = (at_code(upper, day) for upper in reversed(codes))
    return next((place for place in found if place), None)


def search(name: str, scope: Scope = EVERYTHING, limit: int = 20) -> list[Place]:
    """Return places of a scope whose name holds a text, or whose code begins with it, from the top down."""
    text = name.strip()
    if not text:
        return []
    matches = holds("name", text) | Q(code__startswith=text)
    return list(in_scope(scope).filter(matches).order_by(Length("path"), "path")[:limit])


def _right_below(rows: "QuerySet[Row]", path: str, kind: str = "kind") -> "list[Row]":
    """Return rows one level below a path, and those further down whose levels between are padding."""
    if not path:
        return list(rows.filter(**{kind: LEVELS[0]}).order_by("path"))
    if len(path) == WIDTHS[LEVELS[-1]]:
        return []
    level = LEVELS[LEVELS.index(kind_of(path)) + 1]
    direct = rows.filter(under("path", path), **{kind: level})
    between = [Substr(OuterRef("path"), 1, width) for width in WIDTHS.values() if width >= WIDTHS[level]]
    nearer = Exists(rows.filter(path__in=between, path__lt=OuterRef("path")))
    padded = rows.filter(~nearer, path__gte=path + "A", path__lt=path + "[").exclude(**{kind: level})
    return sorted(chain(direct, padded), key=attrgetter("path"))


def _children_now(path: str) -> list[Place]:
    """Return the same for today's tree in one plain statement: every figure asks for it."""
    if not path or len(path) == WIDTHS[LEVELS[-1]]:
        return _right_below(Place.objects.all(), path)
    level = LEVELS[LEVELS.index(kind_of(path)) + 1]
    between = [f"substr(p.path, 1, {width})" for width in WIDTHS.values() if width >= WIDTHS[level]]
    own = f"n.path IN ({', '.join(between)})"
    nearer = f"SELECT 1 FROM places_place n WHERE {own} AND n.path < p.path"  # noqa: S608
    statement = (
        "SELECT p.* FROM places_place p WHERE p.kind = %s AND p.path >= %s AND p.path < %s "  # noqa: S608
        "UNION ALL SELECT p.* FROM places_place p WHERE p.kind <> %s AND p.path >= %s AND p.path < %s "
        "AND NOT EXISTS (" + nearer + ")"
    )
    found = Place.objects.raw(
        statement, [level.value, path, after(path), level.value, f"{path}A", f"{path}["]
    )
    return sorted(found, key=attrgetter("path"))


def former_paths(places: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Return every path that some places ever had, each with its place, in one plain statement."""
    if not places:
        return []
    database = replica.database()
    native = database.features.has_native_uuid_field
    marks = ", ".join(["%s"] * len(places))
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT place_id, path FROM places_placecode WHERE place_id IN ({marks})",  # noqa: S608
            [place if native else place.hex for place in places],
        )
        found = cursor.fetchall()
    return found if native else [(uuid.UUID(place), path) for place, path in found]


def _as_of(row: PlaceCode) -> Place:
    row.place.path, row.place.code = row.path, row.code
    return row.place
