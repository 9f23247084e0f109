"""Places whose responsible secretary or first responsible nobody stated: facts that are absent rows (M1)."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import under
from fangxian.lines.structure.models import CHAIN, Charge, Function
from fangxian.mechanisms.figures.evidence import Fact, Reading
from fangxian.mechanisms.figures.measures import Groups, Kind, Measure
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind as Level
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.models import Response

LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY)
VIEW = "structure.view"
CHAINS = {"": LEVELS, "3": (Level.COUNTY, Level.STREET, Level.COMMUNITY), "grids": (*LEVELS, Level.GRID)}
"""The levels of a chain: five from province to community, three from county to community, or grids, too."""
COUNTED = (*LEVELS, Level.GRID, Level.COMPOUND)
"""The kinds of places that figures count."""
WITHOUT = Q(secretary=False) | Q(first=False)
IN_CHAIN = Q(kind__in=LEVELS)


def places(
    response: Response,
    condition: Q,
    at: datetime.datetime,
    as_of: datetime.datetime | None = None,
    levels: Sequence[str] = LEVELS,
) -> QuerySet[Place]:
    """Return places of some levels, each with ``secretary`` and ``first``: whether somebody has that charge.

    ``at`` is the instant at which the charge holds, ``as_of`` the hour as it was known; None means now.
    """
    held = {function.value: Exists(_charged(response, function, at, as_of)) for function in CHAIN}
    return Place.objects.filter(condition, kind__in=levels).annotate(**held)


def _charged(
    response: Response, function: Function, at: datetime.datetime, as_of: datetime.datetime | None
) -> QuerySet[Charge]:
    """Return who has a charge of the outer place, under any path that it ever had."""
    paths = PlaceCode.objects.filter(place=OuterRef(OuterRef("pk"))).values("path")
    rows = Charge.objects.at(as_of).filter(response=response, function=function, path__in=paths)
    return in_force(rows, at)


def in_force(rows: QuerySet[Any], at: datetime.datetime) -> QuerySet[Any]:
    """Narrow to rows that hold at an instant."""
    return rows.filter(happened_at__lte=at).exclude(ended_at__lte=at)


def from_above(actor: Actor) -> Q:
    """Return the condition that a row stands at a place above the actor's: who commands there is told to all below."""
    own = actor.places(VIEW)
    return Q(path__in={above for path in own for above in (*ancestors(path), path)})


@dataclass(frozen=True)
class Gap:
    """A place that lacks a charge, as a fact: it happened when the response began, and nobody entered it."""

    place: Place
    since: datetime.datetime


class Lacking:
    """Places without a charge, with what a page of facts asks of them."""

    def __init__(self, rows: QuerySet[Place], since: datetime.datetime) -> None:
        self.rows, self.since = rows, since

    def __len__(self) -> int:
        return self.rows.count()

    def latest(self, after: tuple[datetime.datetime, uuid.UUID] | None, size: int) -> list[Gap]:
        """Return some of them after a key, in the order of their ids."""
        rows = self.rows.filter(pk__lt=after[1]) if after else self.rows
        return [Gap(place, self.since) for place in rows.order_by("-pk")[:size]]

    def within(self, condition: Q) -> "Lacking":
        """Narrow to places."""
        return Lacking(self.rows.filter(condition), self.since)


@dataclass(frozen=True, eq=False)
class ChainSource:
    """Counts places, those of the chain against the charges that hold there; bodies and lines have none."""

    of_places = True
    """What it counts is there without any entry."""

    def rows(self, question: Question, at: datetime.datetime) -> QuerySet[Place]:
        """Return the places of the part asked for, with what they have."""
        if question.position or question.line or question.body:
            return places(question.response, Q(pk__in=[]), at)
        paths = question.place_paths or (question.response.jurisdiction.path,)
        part = Q()
        for path in paths:
            part |= Q(path=path) if question.here else under("path", path)
        return places(question.response, part & question.scope.place_q(), at, question.as_of, COUNTED)

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return values by group: one query a day and level of the breakdown."""
        if question.by is not By.PLACE:
            return {
                name: next(_counted(self.rows(question, at.end), measures))[1]
                for name, at in question.slices().items()
            }
        (at,) = question.slices().values()
        groups: Groups = {}
        for turn, width in enumerate(question.widths):
            for told, values in _counted(self.rows(question, at.end), measures, width):
                group = question.node_of(told, first=turn == 0)
                if group is None or (turn and len(told) < width):
                    continue  # what lies at a node itself was counted with the first width
                own = groups.get(group, {})
                groups[group] = {code: value + own.get(code, 0) for code, value in values.items()}
        return groups

    def knows(self, question: Question) -> bool:
        """Tell whether any charge of the part asked for was ever entered: places alone are nobody's statement."""
        held = Charge.objects.at(question.as_of).filter(question.condition(), response=question.response)
        return held.exists()

    def facts(self, question: Question, measure: Measure) -> Lacking:
        """Return the places that a value counts."""
        (at,) = question.at(by=By.WHOLE).slices().values()
        return Lacking(self.rows(question, at.end).filter(measure.where), question.response.started_at)

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """Return one line a place, in the order of paths."""
        yield from self.facts(question, measure).rows.order_by("path").values_list("path", flat=True)


def _counted(
    rows: QuerySet[Place], measures: Sequence[Measure], width: int = 0
) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each group of paths of a width (0: the whole, always one) with the measures' values."""
    counts = {f"m{number}": Count("pk", filter=one.where) for number, one in enumerate(measures)}
    told: Iterable[Any] = (
        rows.order_by().values(group=Substr("path", 1, width)).annotate(**counts)
        if width
        else [rows.aggregate(**counts) | {"group": ""}]
    )
    for row in told:
        yield row["group"], {one.code: row[f"m{number}"] for number, one in enumerate(measures)}


def _opened(actor: Actor, _question: Question, facts: Lacking) -> Lacking:
    return facts.within(actor.scope(VIEW).place_q())


def _fact(gap: Gap) -> Fact:
    return Fact(gap.place.id, None, "charge", "missing", gap.since, gap.place.path, None, "")


SOURCE = ChainSource()
READING = Reading("charge", _opened, fact=_fact, page="structure:gaps")
MEASURES = (
    Measure("charges.places", _("places of the chain"),
            _("Places of our own territory, down to communities, that somebody must answer for."),
            SOURCE, Kind.STOCK, IN_CHAIN, unit=_("places")),
    Measure("charges.gaps", _("places with a gap in the chain"),
            _("Places of our own territory that lack a responsible secretary or a first responsible at the end of the"
              " window."),
            SOURCE, Kind.STOCK, IN_CHAIN & WITHOUT, unit=_("places")),
    Measure("charges.without_secretary", _("places without a responsible secretary"),
            _("Places of our own territory for which nobody is stated as responsible secretary at the end of the"
              " window."),
            SOURCE, Kind.STOCK, IN_CHAIN & Q(secretary=False), unit=_("places")),
    Measure("charges.without_first", _("places without a first responsible"),
            _("Places of our own territory for which nobody is stated as first responsible at the end of the window."),
            SOURCE, Kind.STOCK, IN_CHAIN & Q(first=False), unit=_("places")),
    Measure("territory.communities", _("communities and villages"), _("Communities and villages of the territory."),
            SOURCE, Kind.STOCK, Q(kind=Level.COMMUNITY), unit=_("places")),
    Measure("territory.grids", _("grids"), _("Grids of the territory."),
            SOURCE, Kind.STOCK, Q(kind=Level.GRID), unit=_("places")),
    Measure("territory.compounds", _("compounds"), _("Compounds of the territory."),
            SOURCE, Kind.STOCK, Q(kind=Level.COMPOUND), unit=_("places")),
)  # fmt: skip
