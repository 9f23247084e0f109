"""What each community has filled of "one zone, five teams", and which households nobody looks after (M2)."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Substr

from fangxian.core.fields import under
from fangxian.lines.grid.models import Link
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.responses.models import Response

VIEW = "structure.view"
TEMPLATE = (
    "zones.count", "teams.screening.count", "teams.control.count", "teams.publicity.count", "teams.commando.count",
    "teams.volunteer.count", "buildingheads.count",
)  # fmt: skip
"""What a community fills; the last is for those with buildings, and nobody lacks it."""
NEEDED = TEMPLATE[:-1]
COMMUNITY = WIDTHS[Kind.COMMUNITY]
Hour = datetime.datetime | None


@dataclass(frozen=True)
class Filled:
    """A community with how many it has of each part of the template."""

    place: Place
    counts: dict[str, int]

    @property
    def missing(self) -> list[str]:
        """The parts that it has none of."""
        return [code for code in NEEDED if not self.counts.get(code)]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Every part in the order of the template."""
        return [(code, self.counts.get(code, 0)) for code in TEMPLATE]


def communities(actor: Actor, place: Place) -> QuerySet[Place]:
    """Return the communities at and below a place that the actor sees."""
    inside = under("path", place.path) & actor.scope(VIEW).place_q()
    return Place.objects.filter(inside, kind=Kind.COMMUNITY).order_by("path")


def template(actor: Actor, response: Response, place: Place, as_of: Hour = None) -> list[Filled]:
    """Return every community at and below a place with what it has: a query for each part, whatever their number.

    Teams belong to another line: they are asked for by their figures.
    """
    question = ask(response, place=place, as_of=as_of, scope=actor.scope(VIEW))
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for code in TEMPLATE:
        measure = registry.measure(code)
        rows = answers.facts(question, measure).order_by()
        stated = measure.column if isinstance(measure, Measure) else ""
        # one of which nobody told the number is there all the same
        added = Sum(Coalesce(stated, 1, output_field=IntegerField())) if stated else Count("pk")
        for path, count in rows.values_list(Substr("path", 1, COMMUNITY)).annotate(n=added):
            held[path][code] = count
    return [Filled(one, held.get(one.path, {})) for one in communities(actor, place)]


@dataclass(frozen=True)
class Coverage:
    """Households of a community and those that links look after; None where it is not known how many live there."""

    place: Place
    covered: int
    members: int

    @property
    def households(self) -> int | None:
        """How many households there are."""
        return self.place.households

    @property
    def uncovered(self) -> int | None:
        """How many nobody looks after."""
        return None if self.households is None else max(self.households - self.covered, 0)


def coverage(actor: Actor, response: Response, place: Place, as_of: Hour = None) -> list[Coverage]:
    """Return by community how many households links look after: two queries."""
    question = ask(response, place=place, as_of=as_of, scope=actor.scope(VIEW))
    measure = registry.measure("links.households")
    rows = answers.facts(question, measure).order_by().values_list(Substr("path", 1, COMMUNITY))
    counted = rows.annotate(Sum("households"), Count("name_token", distinct=True))
    covered = {path: (households, members) for path, households, members in counted}
    return [Coverage(one, *covered.get(one.path, (0, 0))) for one in communities(actor, place)]


def uncovered(actor: Actor, response: Response, community: Place, as_of: Hour = None) -> list[Place]:
    """Return the households of the territory in a community that no link is about, nor about their building or grid."""
    question = ask(response, place=community, as_of=as_of, scope=actor.scope(VIEW))
    rows: QuerySet[Link] = answers.facts(question, registry.measure("links.households"))
    linked = sorted(set(rows.values_list("path", flat=True)))
    below = Q(*[under("path", path) for path in linked if len(path) > COMMUNITY], _connector=Q.OR)
    households = Place.objects.filter(under("path", community.path), kind=Kind.HOUSEHOLD)
    return list((households.exclude(below) if below else households).order_by("path")[:500])


def lacking(rows: Sequence[Filled]) -> dict[str, int]:
    """Return by part how many communities have none of it."""
    return {code: sum(not one.counts.get(code) for one in rows) for code in TEMPLATE}
