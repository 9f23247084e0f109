"""Which of a day's figures are withheld: those of measures with a smallest cell, and what would give them away."""

from collections.abc import Collection, Mapping, Sequence

from fangxian.mechanisms.figures.measures import AnyMeasure, Kind, Measure, Rate, parts
from fangxian.trees.places.models import Place
from fangxian.uplink.rules.withholding import Withheld, bound, withheld

Numbers = dict[str, int]
"""Plain measure's code → integer, of one place and day."""
Closed = Mapping[str, Collection[str]]
"""Plain measure's code → paths of places below which nothing is told."""
STOCKS = (Kind.STOCK, Kind.DISTINCT_STOCK)


def withheld_of(
    measures: Sequence[AnyMeasure], own: Sequence[tuple[Place, Numbers]], closed: Closed
) -> dict[str, Withheld]:
    """Return what is withheld of each plain measure that has a smallest cell, by its code."""
    plain = parts(measures)
    found = {}
    for measure, small in guarded(measures):
        same = [each.code for each in plain if _counts_the_same(each, measure)]
        values = {place.path: held.get(measure.code, 0) for place, held in own}
        most = {
            place.path: bound(values[place.path], [held.get(code, 0) for code in same]) for place, held in own
        }
        found[measure.code] = withheld(values, small, most, closed.get(measure.code, ()))
    return found


def guarded(measures: Sequence[AnyMeasure]) -> list[tuple[Measure, int]]:
    """Return the plain measures with a smallest cell: their own, or that of a rate whose numerator they are."""
    found: dict[str, tuple[Measure, int]] = {}
    for measure in measures:
        plain = measure.numerator if isinstance(measure, Rate) else measure
        known = found[plain.code][1] if plain.code in found else 0
        if small := max(measure.small_cell, plain.small_cell, known):
            found[plain.code] = (plain, small)
    return list(found.values())


def lasting(closed: Closed, measures: Sequence[AnyMeasure]) -> Closed:
    """Return the part of a day's closed places that holds on the next day: a stock counts mostly the same persons."""
    kept = {measure.code for measure in parts(measures) if measure.kind in STOCKS}
    return {code: paths for code, paths in closed.items() if code in kept}


def together(*told: Closed) -> dict[str, set[str]]:
    """Return the places that are closed in any of some days or versions."""
    codes = {code for closed in told for code in closed}
    return {code: {path for closed in told for path in closed.get(code, ())} for code in codes}


def _counts_the_same(other: Measure, measure: Measure) -> bool:
    """Tell whether two measures count the same kind of thing, so that the one may contain the other."""
    same = other.source is measure.source and other.distinct == measure.distinct
    return same and not other.column and other.code != measure.code
