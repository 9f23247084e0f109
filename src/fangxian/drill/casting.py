"""Who takes part in a drill: invented units or those of a line, and the communities of the place (M2, M3)."""

import datetime
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Missing, Text
from fangxian.core.fields import under
from fangxian.drill.models import Drill
from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Cast, Community, Unit
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.forms.catalogue import form_of, versions_of
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.bulk import stand_below
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.places.paths import ancestors
from fangxian.trees.places.resolver import Resolver
from fangxian.trees.responses.models import Response

MARK = "演练"
BATCH = 5_000


def place_of(code: str) -> Place:
    """Return the place of a division code; raises ``Invalid`` naming the parameter."""
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise Invalid({"place": _("No place has this code.")})
    return place


def check_names(parameters: Parameters) -> None:
    """Raise ``Invalid`` for a place, form or line that is not there, or a form that is not owed from the first day."""
    errors: dict[str, Text] = {}
    try:
        begins = versions_of(parameters.form)[0].valid_from
        if begins > parameters.first_day:
            told = {"day": begins.isoformat()}
            errors["form"] = _("The form is owed from %(day)s at the earliest.") % told
    except Missing as missing:
        errors["form"] = str(missing.message)
    if parameters.line and not Line.objects.filter(pk=parameters.line).exists():
        errors["line"] = _("There is no such line.")
    place = place_of(parameters.place)
    if not _communities(place).exists():
        errors["place"] = _("No community lies in this place: choose one with communities.")
    if errors:
        raise Invalid(errors)


def cast_of(parameters: Parameters, place: Place, line: str, mark: int = 0) -> Cast:
    """Return the units of a line in a place, and its communities, always in the same order."""
    held = Position.objects.filter(under("body__place__path", place.path), line=line, valid_to=None)
    rows = (
        held.exclude(parent=None).order_by("path").values_list("body__code", "body__name")[: parameters.units]
    )
    units = tuple(Unit(code, line, name) for code, name in rows)
    if not units:
        raise Invalid({"line": _("No unit of this line stands in this place.")})
    return Cast(units, tuple(_told(place)), mark)


def invented(parameters: Parameters, place: Place) -> Cast:
    """Return the cast as it would be with invented units, without making them: for a rehearsal on paper."""
    units = tuple(
        Unit(f"drill-{number:04d}", "drill", _name(number)) for number in range(1, parameters.units + 1)
    )
    return Cast(units, tuple(_told(place)))


def make_units(drill: Drill, parameters: Parameters, day: datetime.date) -> Line:
    """Make the drill's own line with a committee and its units, which are nobody's."""
    mark = drill.id.hex[-8:]
    line = bodies.create_line(
        SYSTEM, code=f"drill-{mark}", name=f"{MARK}条线 {mark}", nature=Line.Nature.ADMINISTRATIVE
    )
    head = bodies.create_body(
        SYSTEM, code=f"drill-{mark}", name=f"{MARK}指挥部", kind=Body.Kind.COMMITTEE, place=drill.place
    )
    bodies.place_in_line(SYSTEM, head, line, valid_from=day)
    places = list(_communities(drill.place).order_by("path")[: parameters.units])
    named = (
        (f"drill-{mark}-{number:04d}", _name(number), places[(number - 1) % len(places)])
        for number in range(1, parameters.units + 1)
    )
    stand_below(SYSTEM, line, head, named, valid_from=day)
    return line


def oblige(response: Response, cast: Cast, parameters: Parameters) -> None:
    """Let every unit owe the form on the days of the drill, and no longer."""
    first, form = parameters.first_day, form_of(parameters.form)
    end = first + datetime.timedelta(days=parameters.days)
    units = iter(cast.units)
    while batch := list(islice(units, BATCH)):
        found = Body.objects.select_related("place").in_bulk([unit.code for unit in batch], field_name="code")
        reports.oblige(SYSTEM, response, [(found[unit.code], unit.line, first, end) for unit in batch], form)


def _name(number: int) -> str:
    return f"{MARK}单位{number:04d}"


def _communities(place: Place) -> "QuerySet[Place]":
    return Place.objects.filter(under("path", place.path), kind=Kind.COMMUNITY)


def _told(place: Place) -> Iterator[Community]:
    """Yield the communities, each by a name that a sheet's reader takes for no other, else by its code."""
    names, streets = (
        Resolver.load(place.path),
        dict(Place.objects.filter(under("path", place.path), kind=Kind.STREET).values_list("path", "name")),
    )
    streets |= dict(Place.objects.filter(path__in=ancestors(place.path)).values_list("path", "name"))
    for code, path, name in _communities(place).order_by("path").values_list("code", "path", "name"):
        full = streets.get(path[: WIDTHS[Kind.STREET]], "") + name
        found = names.resolve(full)
        yield Community(code, full if found.place and found.place.code == code else code)
