"""What adds up and what does not: of each place the node that stands closest counts, and nobody is added twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A figure that a node told: integers of ``10 ** -decimals``; None where there was nothing or it was hidden."""

    origin: str
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    decimals: int = 0
    hidden: bool = False
    more: bool = False
    """Its value was stated as "more than", or one that it was added up from."""


Rows = Mapping[str, Mapping[str, Told]]
"""Place's path → origin's path → figure."""


@dataclass(frozen=True)
class Total:
    """A sum over nodes, "more than" as soon as a part is; ``hidden`` parts were withheld, ``missing`` told nothing."""

    told: Told
    parts: int
    hidden: int
    missing: tuple[str, ...]


def closest(path: str, told: Mapping[str, Told]) -> Told | None:
    """Return the figure of the node that stands closest to a place, of those at or above it."""
    above = [origin for origin in told if path.startswith(origin)]
    return told[max(above, key=len)] if above else None


def shares(path: str, rows: Rows, territories: Collection[str]) -> tuple[list[Told], list[str]]:
    """Return figures that together cover a place once, and the territories of which nothing was told.

    Where nodes stand below the place, theirs count for their territories and the sender's above them for the rest.
    """
    below = {each for each in territories if each.startswith(path) and each != path}
    if not below:
        told = closest(path, rows.get(path, {}))
        silent = [] if told or path not in territories else [path]
        return ([told] if told else []), silent
    found: list[Told] = []
    missing: list[str] = []
    for part in _next(path, {*rows, *below}):
        told_below, silent_below = shares(part, rows, territories)
        found += told_below
        missing += silent_below
    return found, missing


def total(path: str, rows: Rows, territories: Collection[str], *, additive: bool) -> Total | None:
    """Return the sum of a place's shares; one share stands for itself; None where shares do not add up."""
    found, missing = shares(path, rows, territories)
    if len(found) != 1 and not (found and additive):
        return None
    decimals = max(each.decimals for each in found)
    value, numerator, denominator = (
        _sum([_scaled(getattr(each, name), decimals - each.decimals) for each in found])
        for name in ("value", "numerator", "denominator")
    )
    origin = found[0].origin if len(found) == 1 else ""
    whole = Told(origin, value, numerator, denominator, decimals, more=any(each.more for each in found))
    return Total(whole, len(found), sum(each.hidden for each in found), tuple(missing))


def _next(path: str, known: Collection[str]) -> list[str]:
    """Return the places right below one, of those that are known."""
    below = sorted(each for each in known if each.startswith(path) and each != path)
    nearest: list[str] = []
    for each in below:
        if not nearest or not each.startswith(nearest[-1]):
            nearest.append(each)
    return nearest


def _sum(numbers: list[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def _scaled(number: int | None, by: int) -> int | None:
    return None if number is None else number * 10**by
