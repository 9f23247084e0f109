"""Every change of the territory (M2): atomic, audited, and dated where codes or paths change.

Facts keep the path of their day. A change of paths is entered on the day from which it holds, or later: one
that lies ahead is refused, so that what a place bears today is always what its row says.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.dated import change_from, save_in_history, today, valid_after
from fangxian.core.errors import Conflict, Invalid
from fangxian.core.fields import under
from fangxian.trees.places import queries
from fangxian.trees.places.models import Kind, Place, PlaceCode
from fangxian.trees.places.paths import allocate, natural_path, segment_width

MANAGE = "places.manage"


@transaction.atomic
def create_place(
    actor: Actor,
    *,
    name: str,
    kind: Kind,
    code: str = "",
    parent: Place | None = None,
    valid_from: datetime.date | None = None,
    households: int | None = None,
    residents: int | None = None,
    permission: str = MANAGE,
) -> Place:
    """Create a place below a parent, or by its code below the nearest place that the code names.

    Without a code (compound, building, household, a zone without an official one) the next free one is
    taken. A parent that the code does not name becomes the reporting parent. ``permission`` is what is asked of
    the actor there instead. Raises ``Invalid`` or ``Conflict``.
    """
    path = natural_path(code, kind) if code else ""
    natural = queries.natural_parent(path, kind) if path else None
    parent = parent or natural
    if not path and parent is None:
        raise Invalid({"code": _("Give a code or a place above.")})
    actor.must(permission, place=parent.path if parent else path)
    valid_from = valid_from or today()
    _must_be_free(path, valid_from)
    override = parent if parent != natural and path else None
    path, code = _placed(parent, kind, path, valid_from)
    place = Place(
        name=_named(name), kind=kind, code=code, path=path, households=households, residents=residents
    )
    save_in_history(place)
    PlaceCode.objects.create(
        place=place, code=code, path=path, reporting_parent=override, valid_from=valid_from
    )
    record(actor, Trail.MANAGE, "place.create", subject=place.id, code=code, path=path)
    return place


@transaction.atomic
def rename(actor: Actor, place: Place, name: str) -> None:
    """Give a place another name; its history keeps the former one."""
    actor.must(MANAGE, place=_parent_path(place))
    remember([place])
    place.name = _named(name)
    save_in_history(place)
    record(actor, Trail.MANAGE, "place.rename", subject=place.id)


@transaction.atomic
def set_counts(
    actor: Actor,
    place: Place,
    *,
    households: int | None,
    residents: int | None,
    permission: str = MANAGE,
) -> None:
    """State how many households and residents a place has (None: not known); the place itself may."""
    actor.must(permission, place=place.path)
    remember([place])
    place.households, place.residents = households, residents
    save_in_history(place)
    record(actor, Trail.MANAGE, "place.counts", subject=place.id, households=households, residents=residents)


@transaction.atomic
def recode(actor: Actor, place: Place, code: str, valid_from: datetime.date) -> None:
    """Give a place another division code from a day on; the codes and paths below it follow.

    Raises ``Invalid`` for a day ahead or before the present code began, ``Conflict`` if the code is borne.
    """
    actor.must(MANAGE, place=_parent_path(place))
    code = natural_path(code, Kind(place.kind))
    current = _current(place, valid_from)
    _must_be_free(code, valid_from)
    parent = current.reporting_parent or queries.natural_parent(code, Kind(place.kind))
    if parent and parent.path != _parent_path(place):
        actor.must(MANAGE, place=parent.path)
    path, _code = _placed(parent, Kind(place.kind), code, valid_from, keep=place.path)
    _move(place, path, code, current.reporting_parent, valid_from)
    record(
        actor, Trail.MANAGE, "place.recode", subject=place.id, code=code, valid_from=valid_from.isoformat()
    )


@transaction.atomic
def set_reporting_parent(actor: Actor, place: Place, parent: Place | None, valid_from: datetime.date) -> None:
    """Let a place report to another one from a day on; None: to the one that its code names.

    A county may report straight to its province, a new district take over streets of another county. Raises
    ``Invalid`` for a day ahead or before the present code began, or a parent not above the place's level.
    """
    actor.must(MANAGE, place=_parent_path(place))
    _current(place, valid_from)
    upper = parent or queries.natural_parent(place.code, Kind(place.kind))
    if upper:
        actor.must(MANAGE, place=upper.path)
        if upper.path.startswith(place.path):
            raise Invalid({"parent": _("A place cannot report to itself or to one below it.")})
    path, _code = _placed(upper, Kind(place.kind), place.code, valid_from, keep=place.path)
    _move(place, path, place.code, parent, valid_from)
    record(
        actor,
        Trail.MANAGE,
        "place.reporting_parent",
        subject=place.id,
        parent=str(parent.id) if parent else None,
        valid_from=valid_from.isoformat(),
    )


def _must_be_free(code: str, day: datetime.date) -> None:
    if code and PlaceCode.objects.filter(valid_after(day), code=code).exists():
        raise Conflict(_("Another place bears this code."))


def _placed(
    parent: Place | None, kind: Kind, code: str, day: datetime.date, keep: str = ""
) -> tuple[str, str]:
    """Return a free path from a day on, and the code; ``keep`` is the path that the place itself leaves.

    A path that was somebody's in the past is taken again only where the division code says so.
    """
    upper = parent.path if parent else ""
    own = code[-segment_width(kind) :] if code else ""
    ever = PlaceCode.objects.filter(under("path", upper))
    borne = ever.filter(valid_after(day))
    if keep:
        borne = borne.exclude(under("path", keep))
    wished = upper + own if parent else code
    if parent is None:
        if borne.filter(under("path", wished)).exists():
            raise Conflict(_("Another place stands on this path."))
        return wished, code
    former = ever.exclude(under("path", wished)) if own else ever
    taken = {*former.values_list("path", flat=True), *borne.values_list("path", flat=True)}
    path = allocate(upper, kind, own, taken)
    return path, code or parent.code + path[len(upper) :]


def _move(place: Place, path: str, code: str, parent: Place | None, day: datetime.date) -> None:
    """Move a place and everything below it to another path and code from a day on."""
    old_path, old_code = place.path, place.code
    below = PlaceCode.objects.filter(valid_after(day), under("path", old_path))

    def change(row: PlaceCode) -> None:
        row.path = path + row.path[len(old_path) :]
        row.code = code + row.code[len(old_code) :] if row.code.startswith(old_code) else row.code
        if row.place_id == place.id:
            row.reporting_parent = parent

    changed = [row for row in change_from(below, day, change) if row.valid_to is None]
    places = Place.objects.in_bulk([row.place_id for row in changed])
    for row in changed:
        places[row.place_id].path, places[row.place_id].code = row.path, row.code
    Place.objects.bulk_update(places.values(), ["path", "code"], 500)
    place.path, place.code = path, code


def _current(place: Place, day: datetime.date) -> PlaceCode:
    """Return a place's present code row, which a change from ``day`` on will close."""
    if day > today():
        raise Invalid({"valid_from": _("The day lies ahead: enter the change when it holds.")})
    row = PlaceCode.objects.select_related("reporting_parent").get(place=place, valid_to=None)
    if day <= row.valid_from:
        raise Invalid({"valid_from": _("The present code holds since then: choose a later day.")})
    return row


def _parent_path(place: Place) -> str:
    upper = queries.trail(place)
    return str(upper[-1].path if upper else place.path)


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid({"name": _("A name is needed.")})
    return name.strip()


def remember(places: list[Place]) -> None:
    """Begin the history of places with the rows as they are, since imports in bulk leave none."""
    keys = {place.pk for place in places}
    keys -= set(Place.history.filter(id__in=keys).values_list("id", flat=True))
    for place in Place.objects.filter(pk__in=keys).prefetch_related("codes"):
        first = min(code.valid_from for code in place.codes.all())
        midnight = timezone.make_aware(datetime.datetime.combine(first, datetime.time()))
        Place.history.bulk_history_create([place], default_date=midnight)
