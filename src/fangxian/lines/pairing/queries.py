"""What the pages of pairing show: coverage by place, needs and units for a proposal, what communities owe (M9)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.core.fields import under
from fangxian.lines.pairing.ledgers import COMMUNITY, PAIRINGS
from fangxian.lines.pairing.models import Pairing, PairingAnswer
from fangxian.lines.pairing.rules import Need, Unit
from fangxian.lines.pairing.settling import ANSWER, PAIR, VIEW
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.queries import Line, lines, visible
from fangxian.mechanisms.personnel.models import CHECKPOINTS, Fitness, Person, Post
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.responses.models import Response

ARRIVALS = "arrivals.registered"
STREET = WIDTHS[Kind.STREET]
ABLE = (Fitness.FIT, Fitness.DAYS)
Hour = datetime.datetime | None


def in_force(rows: QuerySet[Any], at: datetime.datetime) -> QuerySet[Any]:
    """Narrow to rows that hold at an instant."""
    return rows.filter(happened_at__lte=at).exclude(ended_at__lte=at)


def places_of_units(
    response: Response, first: datetime.date, last: datetime.date
) -> Iterable[tuple[uuid.UUID, str]]:
    """Return the units that are paired on some of these days and the paths of their places."""
    rows = Pairing.objects.at().filter(
        response=response, happened_at__lt=midnight(last + datetime.timedelta(days=1))
    )
    pairs: Iterable[tuple[uuid.UUID, str]] = rows.exclude(ended_at__lte=midnight(first)).values_list(
        "body", "path"
    )
    return pairs


@dataclass
class Covered:
    """A place with the pairings at it or below; of one above communities, how many of them have a unit."""

    place: Place
    communities: int = 0
    bare: int = 0
    units: set[uuid.UUID] = field(default_factory=set)
    pairs: int = 0
    complete: int = 0
    missing: int = 0
    lines: list[Line] = field(default_factory=list)


def coverage(actor: Actor, response: Response, place: Place, as_of: Hour = None) -> list[Covered]:
    """Return the streets of a place, or the communities of a street, with how they are covered.

    Five queries, and those of the names below a street.
    """
    level = Kind.COMMUNITY if len(place.path) >= STREET else Kind.STREET
    seen = actor.scope(VIEW).place_q()
    inside = under("path", place.path)
    found = {one.path: Covered(one) for one in Place.objects.filter(inside, kind=level).order_by("path")}
    width = WIDTHS[level]
    rows = in_force(visible(actor, response, PAIRINGS, as_of).filter(inside), as_of or clock.now())
    listed = list(rows.order_by("path", "body_path", "entry"))
    held = {row.path[:COMMUNITY] for row in listed if len(row.path) >= COMMUNITY}
    for path in Place.objects.filter(inside & seen, kind=Kind.COMMUNITY).values_list("path", flat=True):
        if path[:width] in found:
            found[path[:width]].communities += 1
            found[path[:width]].bare += path not in held
    for line in lines(PAIRINGS, response, listed, as_of) if level is Kind.COMMUNITY else ():
        if line.row.path[:width] in found:
            found[line.row.path[:width]].lines.append(line)
    for row in listed:
        if one := found.get(row.path[:width]):
            one.units.add(row.body_id)
            one.pairs += 1
            one.complete += not row.missing
            one.missing += row.missing
    return [one for one in found.values() if one.communities or one.pairs]


STATES = {"due": _("no unit"), "neutral": _("gaps in the five ones"), "ok": _("all five ones")}
"""How a community stands on the map."""


@dataclass
class Tile:
    """A community on the map, with the units that stand by it or in it, and how many have all five ones."""

    place: Place
    units: set[uuid.UUID] = field(default_factory=set)
    pairs: int = 0
    complete: int = 0

    @property
    def state(self) -> str:
        """How it stands: without a unit, with gaps, or complete."""
        if not self.pairs:
            return "due"
        return "ok" if self.complete == self.pairs else "neutral"


def tiles(
    actor: Actor, response: Response, place: Place, as_of: Hour = None
) -> list[tuple[Place, list[Tile]]]:
    """Return the communities of a place by their streets: three queries."""
    inside = under("path", place.path) & actor.scope(VIEW).place_q()
    found = {
        one.path: Tile(one) for one in Place.objects.filter(inside, kind=Kind.COMMUNITY).order_by("path")
    }
    rows = in_force(
        visible(actor, response, PAIRINGS, as_of).filter(under("path", place.path)), as_of or clock.now()
    )
    for path, body, missing in rows.exclude(community="").values_list("community", "body", "missing"):
        if tile := found.get(path):
            tile.units.add(body)
            tile.pairs += 1
            tile.complete += not missing
    streets = Place.objects.filter(path__in={path[:STREET] for path in found}, kind=Kind.STREET).order_by(
        "path"
    )
    return [
        (street, [tile for path, tile in found.items() if path.startswith(street.path)]) for street in streets
    ]


def needs(actor: Actor, response: Response, place: Place) -> list[Need]:
    """Return the communities of a place that the actor pairs, with what makes them needy: four queries."""
    inside = under("path", place.path) & actor.scope(PAIR).place_q()
    found = Place.objects.filter(inside, kind=Kind.COMMUNITY).order_by("path")
    rows = in_force(Pairing.objects.at().filter(inside, response=response), clock.now())
    units: dict[str, set[uuid.UUID]] = defaultdict(set)
    for path, body in rows.exclude(community="").values_list("community", "body"):
        units[path].add(body)
    arrivals, posts = _arrivals(actor, response, place), _checkpoints(response, inside)
    return [
        Need(one.path, one.households or 0, arrivals.get(one.path, 0), posts.get(one.path, 0),
             frozenset(units[one.path]))
        for one in found
    ]  # fmt: skip


def _arrivals(actor: Actor, response: Response, place: Place) -> dict[str, int]:
    """Return how many arrivals each community registered, asked as a figure."""
    measure = registry.measure(ARRIVALS)
    question = ask(response, place=place, scope=actor.scope(PAIR))
    facts = answers.facts(question, measure).order_by().values(at=Substr("path", 1, COMMUNITY))
    return dict(facts.annotate(n=measure.aggregate(Q())).values_list("at", "n"))  # type: ignore[union-attr]


def _checkpoints(response: Response, inside: Q) -> dict[str, int]:
    rows = in_force(Post.objects.at().filter(inside, response=response, kind__in=CHECKPOINTS), clock.now())
    return dict(rows.order_by().values_list(Substr("path", 1, COMMUNITY)).annotate(n=Count("pk")))


def units(actor: Actor, response: Response) -> list[Unit]:
    """Return the units with persons in the register whom the actor pairs, by strength: two queries."""
    scope = actor.scope(PAIR).q()
    able = in_force(Person.objects.at().filter(scope, response=response, fitness__in=ABLE), clock.now())
    strong = able.filter(body__isnull=False).order_by().values_list("body", "body__place__path")
    paired = in_force(Pairing.objects.at().filter(response=response), clock.now()).order_by()
    load = dict(paired.values_list("body").annotate(n=Count("pk")))
    return [
        Unit(body, path, count, load.get(body, 0))
        for body, path, count in strong.annotate(n=Count("entry", distinct=True))
    ]


def named(found: Iterable[tuple[uuid.UUID, str]]) -> list[tuple[Body, Place]]:
    """Return bodies and places of pairs of their keys: two queries."""
    listed = list(found)
    bodies = Body.objects.in_bulk([body for body, _path in listed])
    places = {one.path: one for one in Place.objects.filter(path__in=[path for _body, path in listed])}
    return [(bodies[body], places[path]) for body, path in listed if body in bodies and path in places]


def to_answer(response: Response, day: datetime.date, condition: Q) -> QuerySet[Pairing]:
    """Return the pairings of a day about which the community has not answered yet."""
    return of_day(response, day, condition).filter(~Exists(_answered(response, day)))


def of_day(response: Response, day: datetime.date, condition: Q) -> QuerySet[Pairing]:
    """Return the pairings that hold on a day."""
    rows = Pairing.objects.at().filter(condition, response=response, happened_at__lt=_after(day))
    return rows.exclude(ended_at__lte=midnight(day)).order_by("path", "body_path", "entry")


def _answered(response: Response, day: datetime.date) -> QuerySet[PairingAnswer]:
    given = PairingAnswer.objects.at().filter(response=response, pairing=OuterRef("entry"))
    return given.filter(happened_at__gte=midnight(day), happened_at__lt=_after(day))


def answered(response: Response, day: datetime.date, condition: Q) -> dict[uuid.UUID, PairingAnswer]:
    """Return the answers of a day by pairing."""
    rows = PairingAnswer.objects.at().filter(condition, response=response)
    rows = rows.filter(happened_at__gte=midnight(day), happened_at__lt=_after(day))
    return {row.pairing: row for row in rows}


def own(actor: Actor) -> Q:
    """Return the condition of the places for which the actor answers."""
    return actor.scope(ANSWER).place_q()


def _after(day: datetime.date) -> datetime.datetime:
    return midnight(day + datetime.timedelta(days=1))


def today() -> datetime.date:
    """Return the day on which communities answer."""
    return timezone.localdate(clock.now())
