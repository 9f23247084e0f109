"""A measure of a day by place: what came from below beside what was entered here; shown side by side, never added."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Length

from fangxian.core.fields import under
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.figures.measures import AnyMeasure, Kind, Rate, parts
from fangxian.mechanisms.figures.questions import By, Question, ask, end_of, start_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response
from fangxian.uplink.collecting import entered, told_of
from fangxian.uplink.guarding import Numbers
from fangxian.uplink.models import Figure, Node
from fangxian.uplink.queries import VIEW
from fangxian.uplink.rules.totals import Rows, Told, Total, closest, total

LOOKED_BACK = datetime.timedelta(days=3)
"""Whoever was passed on within these days and is not of the day asked for is missing."""
ADDITIVE = (Kind.FLOW, Kind.STOCK)


@dataclass(frozen=True)
class Beside:
    """A place: what the closest node told, what others told, and what was entered here (None: nothing ever)."""

    place: Place
    told: Told | None
    others: list[Told]
    own: Told | None
    package: int | None


@dataclass(frozen=True)
class Compared:
    """The answer: the asked place first, then those right below; the total is of the nodes alone."""

    measure: AnyMeasure
    day: datetime.date
    place: Place
    rows: list[Beside]
    total: Total | None
    nodes: int
    names: dict[str, str]
    """Path → name of the territories that tell or should."""


def compare(
    actor: Actor,
    response: Response,
    code: str,
    day: datetime.date,
    place_code: str = "",
    as_of: datetime.datetime | None = None,
) -> Compared:
    """Return a measure of a day by place; what lies outside the actor's part is not counted. Raises ``Missing``."""
    actor.must(VIEW)
    place = place_for(actor, place_code, VIEW) if place_code else response.jurisdiction
    measure = registry.measure(code)
    question = ask(
        response, start=start_of(day), end=end_of(day), as_of=as_of, place=place, scope=actor.scope(VIEW)
    )
    territories = _territories(question, measure, day)
    rows, packages = _rows(question, measure, day, territories)
    own = _own(question, measure)
    shown = [place, *question.children]
    whole = total(place.path, rows, territories, additive=additive(measure))
    return Compared(
        measure, day, place, [_beside(each, rows, packages, own, measure) for each in shown],
        whole, len(territories), dict(Place.objects.filter(path__in=territories).values_list("path", "name")),
    )  # fmt: skip


def additive(measure: AnyMeasure) -> bool:
    """Tell whether figures of places that do not overlap may be added: distinct persons may not."""
    if isinstance(measure, Rate):
        return additive(measure.numerator) and additive(measure.denominator)
    return measure.kind in ADDITIVE and not measure.distinct


def _territories(question: Question, measure: AnyMeasure, day: datetime.date) -> set[str]:
    """Return the territories of the nodes that tell of the place or should: our own, and those passed on lately."""
    place = question.place or question.response.jurisdiction
    scope = question.scope.place_q("path")
    live = Node.objects.filter(
        under("place__path", place.path), question.scope.place_q("place__path"),
        response=question.response, revoked_at=None, paired_at__isnull=False,
    )  # fmt: skip
    figures = Figure.objects.known(question.as_of).filter(
        scope, under("origin", place.path), response=question.response, measure=measure.code,
        day__range=(day - LOOKED_BACK, day),
    )  # fmt: skip
    return {*live.values_list("place__path", flat=True), *figures.values_list("origin", flat=True).distinct()}


def _rows(
    question: Question, measure: AnyMeasure, day: datetime.date, territories: Collection[str]
) -> tuple[Rows, dict[tuple[str, str], int]]:
    """Return what was told by place and origin, down to the places shown and the deepest territory."""
    place = question.place or question.response.jurisdiction
    width = max(map(len, [place.path, *territories, *(each.path for each in question.children)]))
    figures = Figure.objects.known(question.as_of).filter(
        question.scope.place_q("path"), under("path", place.path), response=question.response,
        measure=measure.code, day=day,
    )  # fmt: skip
    rows: dict[str, dict[str, Told]] = defaultdict(dict)
    packages = {}
    for row in figures.alias(width=Length("path")).filter(width__lte=width):
        rows[row.path][row.origin] = row.told
        packages[row.path, row.origin] = row.package_id
    return rows, packages


def _own(question: Question, measure: AnyMeasure) -> dict[str, Numbers]:
    """Return the integers of what was entered here, by path; a place of which nothing was is not among them."""
    place = question.place or question.response.jurisdiction
    plain = parts([measure])
    below = answers.values(question.at(by=By.PLACE), plain)
    below.pop(place.path, None)  # its own share only; the whole is asked for itself
    if entered(question, [measure]):
        below[place.path] = answers.values(question, plain).get("", {})
    return below


def _beside(
    place: Place,
    rows: Rows,
    packages: dict[tuple[str, str], int],
    own: dict[str, Numbers],
    measure: AnyMeasure,
) -> Beside:
    told = rows.get(place.path, {})
    chosen = closest(place.path, told)
    others = [each for each in told.values() if each is not chosen]
    package = packages[place.path, chosen.origin] if chosen else None
    entered_here = told_of(measure, own[place.path]) if place.path in own else None
    return Beside(place, chosen, others, entered_here, package)
