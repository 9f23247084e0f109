"""Finding the community that a cell of a sheet means (M5): names are loaded once, then only looked up.

``新建街道宜宾社区``, ``宜宾社区``, ``宜宾``, ``浑江区新建街道宜宾社区居委会``, traditional characters
and division codes are understood. What fits two communities is ambiguous, never guessed.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fangxian.core.fields import under
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.paths import ancestors

SUFFIXES = {
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "居民委员会": "社区",
    "居委会": "社区",
    "社区": "社区",
    "村民委员会": "村",
    "村委会": "村",
    "村": "村",
}
"""Endings of a community's or village's name, longest first, and which of the two they tell."""
UPPER_SUFFIXES = (
    *("街道办事处", "街道办", "办事处", "街道", "民族乡", "镇", "乡", "街"),
    *("自治县", "自治州", "自治区", "地区", "新区", "省", "市", "区", "县", "旗", "盟"),
)
STREET_ENDINGS = ("街道", "街道办事处", "街道办", "办事处", "街")
COMMUNITY_IN_ADDRESS = re.compile("|".join(SUFFIXES))


class State(StrEnum):
    """How a search for one thing ended."""

    FOUND = "found"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class PlaceName(NamedTuple):
    """A place as the resolver knows it."""

    id: uuid.UUID
    name: str
    code: str
    path: str


@dataclass(frozen=True)
class Resolution:
    """The outcome: the one place found, or those between which somebody has to choose."""

    state: State
    place: PlaceName | None = None
    candidates: tuple[PlaceName, ...] = ()


class Resolver:
    """Resolves texts to the communities among the places that it is given; ``load`` reads them."""

    def __init__(self, places: Iterable[PlaceName]) -> None:
        self._upper: dict[str, tuple[str, ...]] = {}
        self._by_code: dict[str, PlaceName] = {}
        self._by_stem: dict[str, list[tuple[str, PlaceName]]] = defaultdict(list)
        for place in places:
            if len(place.path) < WIDTHS[Kind.COMMUNITY]:
                self._upper[place.path] = _spellings(place.name)
            elif len(place.path) == WIDTHS[Kind.COMMUNITY]:
                self._by_code[place.code] = place
                stem, ending = _split(simplified(place.name))
                self._by_stem[stem].append((ending, place))

    @classmethod
    def load(cls, prefix: str = "") -> "Resolver":
        """Read the places below a path, and those above it, as they are today; two queries at most."""
        levels = [kind for kind in Kind if WIDTHS[kind] <= WIDTHS[Kind.COMMUNITY]]
        rows = Place.objects.filter(under("path", prefix), kind__in=levels)
        above = Place.objects.filter(path__in=ancestors(prefix)) if prefix else Place.objects.none()
        fields = PlaceName._fields
        return cls(PlaceName(*row) for rows in (above, rows) for row in rows.values_list(*fields))

    def resolve(self, *texts: str) -> Resolution:
        """Return the community that cells name together, such as a street's column and a community's."""
        text = simplified("".join(texts))
        if place := self._by_code.get(text):
            return Resolution(State.FOUND, place)
        found = self._named(text) or self._named_in_address(text)
        if len(found) == 1:
            return Resolution(State.FOUND, found[0])
        return Resolution(State.AMBIGUOUS if found else State.UNKNOWN, candidates=tuple(found))

    def _named(self, text: str) -> list[PlaceName]:
        """Return the communities whose name ends a text that begins with names of places above them."""
        stem, ending = _split(text)
        for start in range(len(stem)):
            named = [
                place
                for own, place in self._by_stem.get(stem[start:], ())
                if (not ending or not own or own == ending) and self._explains(place, stem[:start])
            ]
            if named:
                return named
        return []

    def _named_in_address(self, text: str) -> list[PlaceName]:
        """Return what is named before the rest of an address: 宜宾社区3号楼."""
        ends = [match.end() for match in COMMUNITY_IN_ADDRESS.finditer(text) if match.end() < len(text)]
        return next((found for end in reversed(ends) if (found := self._named(text[:end]))), [])

    def _explains(self, place: PlaceName, prefix: str) -> bool:
        """Tell whether a text consists of names of places above one, from the top down, some left out.

        A town may be called as its county is (东光县东光镇), so that every way to read the text is followed.
        """
        left = {prefix}
        for path in ancestors(place.path):
            spellings = self._upper.get(path, ())
            left |= {text[len(name) :] for text in left for name in spellings if text.startswith(name)}
        return "" in left


def _split(name: str) -> tuple[str, str]:
    """Return a community's name without its ending, and whether that said community or village."""
    for ending, told in SUFFIXES.items():
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)], told
    return name, ""


def _spellings(name: str) -> tuple[str, ...]:
    """Return the ways in which a place above is written, longest first."""
    full = simplified(name)
    stem = next((full.removesuffix(end) for end in UPPER_SUFFIXES if full.endswith(end)), full)
    stem = stem if len(stem) > 1 else full
    spellings = {full, stem}
    if full.endswith("街道"):
        spellings |= {stem + ending for ending in STREET_ENDINGS}
    return tuple(sorted(spellings, key=len, reverse=True))
