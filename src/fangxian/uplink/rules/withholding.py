"""Which figures are withheld so that small numbers cannot be worked out from those that are told.

A number from one to below a measure's smallest cell may be a person. It is withheld, and so are its neighbours, since
it would be the difference between the place above and them; and nothing is told below a place that is withheld. What
adds up to a told number is thus told whole or not at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Numbers = Mapping[str, int]
"""Place's path → integer."""
NONE: Numbers = {}
ANY = 2**63


@dataclass(frozen=True)
class Withheld:
    """The places whose number is not told, and the told ones below which nothing is."""

    places: frozenset[str]
    closed: frozenset[str]


def withheld(values: Numbers, small: int, most: Numbers = NONE, closed: Collection[str] = ()) -> Withheld:
    """Return what is withheld of a measure of one day.

    ``most`` bounds a place's number as far as others that are told do; below the places of ``closed`` nothing was told
    before, and is not now: the difference would tell what was small then.
    """
    above = parents(values)
    below: dict[str, list[str]] = defaultdict(list)
    for path, parent in above.items():
        below[parent].append(path)
    bounds = _bounds(values, most, below)
    alone = {path for path, number in values.items() if 0 < number < small}
    alone |= {path for path, parent in above.items() if not parent and not values[path] and bounds[path] == 1}
    shut = {path for path in closed if below.get(path)}
    for path in sorted(values, reverse=True):
        family = below.get(path, [])
        if not alone.isdisjoint(family):
            shut.add(path)
            if not _hides(family, values, bounds, alone, small):
                alone.add(path)
    hidden: set[str] = set()
    for path in sorted(values):
        if path in alone or above[path] in shut or above[path] in hidden:
            hidden.add(path)
    return Withheld(frozenset(hidden), frozenset(shut - hidden))


def parents(paths: Iterable[str]) -> dict[str, str]:
    """Return the nearest place above each of some paths, of those that are among them; "" for the topmost."""
    above: dict[str, str] = {}
    line: list[str] = []
    for path in sorted(paths):
        while line and not path.startswith(line[-1]):
            line.pop()
        above[path] = line[-1] if line else ""
        line.append(path)
    return above


def bound(number: int, others: Iterable[int]) -> int:
    """Return the smallest of other counts of the same persons that is not below a number: it may contain it."""
    return min((other for other in others if other >= max(number, 1)), default=ANY)


def _bounds(values: Numbers, most: Numbers, below: Mapping[str, list[str]]) -> dict[str, int]:
    """Return how large each number can be: no larger than told, nor than those below it together."""
    found: dict[str, int] = {}
    for path in sorted(values, reverse=True):
        parts = [found[each] for each in below.get(path, [])]
        own = max(values[path], most.get(path, ANY))
        found[path] = min(own, sum(parts)) if parts and sum(parts) >= values[path] else own
    return found


def _hides(family: list[str], values: Numbers, bounds: Numbers, alone: Collection[str], small: int) -> bool:
    """Tell whether each number that must not be known could as well be another with the same sum.

    One more here and one less at a neighbour, or the other way round: within the bounds, and so that something small
    is left, for otherwise the neighbours would have been told.
    """
    kept = [path for path in family if path in alone]

    def fits(path: str, other: str, by: int) -> bool:
        mine, theirs = values[path] + by, values[other] - by
        if not (0 <= mine <= bounds[path] and 0 <= theirs <= bounds[other]):
            return False
        return 0 < mine < small or 0 < theirs < small or any(each not in (path, other) for each in kept)

    return all(
        any(fits(path, other, by) for other in family if other != path for by in (-1, 1)) for path in kept
    )
