"""What a package says of a day: this node's own figures down to the agreed level, and those that came from below.

Own figures come from the same declarations as every page (decision 3), place by place, since distinct persons do not
add up. Where nodes stand below, a place of which nothing was entered here is left out: silence is not zero. Small
numbers are withheld, and what they could be worked out from.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fangxian.core.fields import under
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.measures import AnyMeasure, Mean, Measure, Rate, parts
from fangxian.mechanisms.figures.questions import By, Question, ask, end_of, start_of
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.responses.models import Response
from fangxian.uplink.guarding import Closed, Numbers, withheld_of
from fangxian.uplink.models import Figure, Node, Received
from fangxian.uplink.rules.packages import Cell, Mark, Origin, Series
from fangxian.uplink.rules.totals import Told


@dataclass(frozen=True)
class Part:
    """What is asked for: a response's figures of a place down to a level, on a day, as known at an instant."""

    response: Response
    place: Place
    depth: Kind
    day: datetime.date
    as_of: datetime.datetime
    measures: Sequence[AnyMeasure]
    closed: Closed = field(default_factory=dict)
    """What packages of this day, and of the day before for stocks, told no more about."""

    def question(self, place: Place, by: By = By.WHOLE) -> Question:
        """Return the question about a place of it."""
        start, end = start_of(self.day), end_of(self.day)
        return ask(self.response, start=start, end=end, as_of=self.as_of, place=place, by=by)


def agreed(codes: Sequence[str]) -> list[AnyMeasure]:
    """Return the measures of a list that are known here; an empty list means all of them.

    What is counted over places alone is nobody's entry: the node above counts its own places.
    """
    known = [one for one in registry.all_measures() if not any(_is_of_places(part) for part in parts([one]))]
    return [measure for measure in known if not codes or measure.code in set(codes)]


@dataclass(frozen=True)
class Collected:
    """A day's origins, of which the first is this node, its figures, and the places below which nothing is told."""

    origins: list[Origin]
    series: list[Series]
    closed: dict[str, list[str]]


def collect(part: Part, sequence: int) -> Collected:
    """Return what is told of a day; this node stands under the package's number."""
    passed = list(_passed_on(part))
    origins = [Origin(part.place.code, sequence, "", part.as_of), *_origins(passed)]
    numbered = {path: index + 1 for index, path in enumerate(sorted({each.origin for each in passed}))}
    codes = _codes({each.path for each in passed})
    own = own_numbers(part)
    hidden = withheld_of(part.measures, own, part.closed)
    by_measure: dict[str, list[Cell]] = defaultdict(list)
    for row in passed:
        by_measure[row.measure].append(_cell(codes.get(row.path, row.path), numbered[row.origin], row.told))
    series = []
    for measure in part.measures:
        codes_of = [each.code for each in parts([measure]) if each.code in hidden]
        places = {path for code in codes_of for path in hidden[code].places}
        cells = [
            _cell(place.code, 0, Told("", hidden=True) if place.path in places else told_of(measure, held))
            for place, held in own
            if place.path in places or _first(measure) in held
        ]
        if cells := cells + by_measure[measure.code]:
            series.append(Series(measure.code, _decimals(measure), cells))
    closed = {code: sorted(found.closed) for code, found in hidden.items() if found.closed}
    return Collected(origins, series, closed)


def _is_of_places(measure: Measure) -> bool:
    return bool(getattr(measure.source, "of_places", False))


def own_numbers(part: Part) -> list[tuple[Place, Numbers]]:
    """Return the integers of each place from the top down to the agreed level, as entered at this node.

    Where nodes stand below, of a kind of which nothing was entered at a place there is no integer.
    """
    complete = not Node.objects.filter(
        under("place__path", part.place.path), response=part.response, revoked_at=None
    ).exists()
    question, plain = part.question(part.place), parts(part.measures)
    nothing = dict.fromkeys((each.code for each in plain), 0) if complete else {}
    own = []
    if complete or entered(question, part.measures):
        own = [(part.place, nothing | answers.values(question, plain).get("", {}))]
    return own + list(_below(part, part.place, nothing))


def entered(question: Question, measures: Sequence[AnyMeasure]) -> bool:
    """Tell whether anything was ever entered here of the place asked for."""
    sources = {id(part.source): part.source for part in parts(measures)}
    return any(source.knows(question) for source in sources.values())


def _below(part: Part, place: Place, nothing: Numbers) -> Iterator[tuple[Place, Numbers]]:
    """Yield the places below one with their integers, as far down as agreed: one question a place with children."""
    if WIDTHS[Kind(place.kind)] >= WIDTHS[part.depth]:
        return
    question = part.question(place, By.PLACE)
    children = [each for each in question.children if WIDTHS[Kind(each.kind)] <= WIDTHS[part.depth]]
    groups = answers.values(question, parts(part.measures)) if children else {}
    for child in children:
        if nothing or child.path in groups:
            yield child, nothing | groups.get(child.path, {})
            yield from _below(part, child, nothing)


def told_of(measure: AnyMeasure, held: Numbers) -> Told:
    """Return a measure's figure from a place's integers; none where nobody states a number."""
    if isinstance(measure, Rate):
        above, below = held.get(measure.numerator.code, 0), held.get(measure.denominator.code, 0)
        return Told("", None, above, below)
    number, decimals = held.get(measure.code, 0), measure.decimals
    if isinstance(measure, Mean):
        return Told("", None, number, held.get(measure.count.code, 0), decimals)
    if measure.untold(held):
        return Told("", decimals=decimals)
    more = bool(measure.more and held.get(measure.exceeding.code))
    return Told("", number, decimals=decimals, more=more)


def _cell(code: str, origin: int, told: Told) -> Cell:
    """Return a figure as a package tells it; what is withheld is neither value nor zero."""
    mark = Mark.WITHHELD if told.hidden else Mark.MORE if told.more else Mark.PLAIN
    return (code, origin, told.value, told.numerator, told.denominator, int(mark))


def _first(measure: AnyMeasure) -> str:
    return parts([measure])[0].code


def _decimals(measure: AnyMeasure) -> int:
    return 0 if isinstance(measure, Rate) else measure.decimals


def _passed_on(part: Part) -> Iterator[Figure]:
    """Yield what came from below of the day, as known at the instant, down to the agreed level."""
    rows = Figure.objects.known(part.as_of).filter(
        under("origin", part.place.path), response=part.response, day=part.day,
        measure__in=[measure.code for measure in part.measures],
    )  # fmt: skip
    width = WIDTHS[part.depth]
    return (row for row in rows.order_by("path", "origin", "measure") if len(row.path) <= width)


def _origins(passed: Sequence[Figure]) -> list[Origin]:
    """Return who counted what is passed on, each with the package by which its figures of the day last came."""
    codes = _codes({row.origin for row in passed})
    last: dict[str, int] = {}
    for row in passed:
        last[row.origin] = max(row.package_id, last.get(row.origin, 0))
    packages = Received.objects.defer("body", "receipt").in_bulk(last.values())
    held = {path: packages[key] for path, key in sorted(last.items())}
    return [
        Origin(codes.get(path, path), package.sequence, package.digest, package.as_of)
        for path, package in held.items()
    ]


def _codes(paths: set[str]) -> dict[str, str]:
    return dict(Place.objects.filter(path__in=paths).values_list("path", "code"))
