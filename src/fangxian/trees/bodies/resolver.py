"""Finding the body that a cell of a sheet means (M5): by code, name or short name, however it is written."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from fangxian.core.scope import EVERYTHING, Scope
from fangxian.trees.bodies import queries
from fangxian.trees.places.models import Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.paths import ancestors
from fangxian.trees.places.resolver import State

COMPANY = ("股份有限公司", "有限责任公司", "有限公司", "总公司", "分公司", "公司", "集团")
LEVELS = ("省", "市", "区", "县")


class BodyName(NamedTuple):
    """A body as the resolver knows it, with the names of its place and of those above it."""

    id: uuid.UUID
    code: str
    name: str
    short_name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """The outcome: the one body found, or those between which somebody has to choose."""

    state: State
    body: BodyName | None = None
    candidates: tuple[BodyName, ...] = ()


class Resolver:
    """Resolves texts to bodies among those that it is given; ``load`` reads them.

    What is written exactly goes before what fits only without the place's name or the company's form.
    """

    def __init__(self, bodies: Iterable[BodyName]) -> None:
        self._exact: dict[str, dict[uuid.UUID, BodyName]] = defaultdict(dict)
        self._loose: dict[str, dict[uuid.UUID, BodyName]] = defaultdict(dict)
        for body in bodies:
            for text in filter(None, (body.code, body.name, body.short_name)):
                self._exact[simplified(text)][body.id] = body
            for text in filter(None, (body.name, body.short_name)):
                for spelling in _spellings(simplified(text), body.places):
                    self._loose[spelling][body.id] = body

    @classmethod
    def load(cls, scope: Scope = EVERYTHING) -> "Resolver":
        """Read the open bodies of a scope and the names of their places; two queries."""
        bodies = list(queries.in_scope(scope).filter(closed_on=None))
        paths = {path for body in bodies for path in (*ancestors(body.place.path), body.place.path)}
        names = dict(Place.objects.filter(path__in=paths).values_list("path", "name"))
        return cls(
            BodyName(body.id, body.code, body.name, body.short_name, _places(body.place.path, names))
            for body in bodies
        )

    @property
    def spellings(self) -> frozenset[str]:
        """Every way in which one of the bodies may be written, in simplified characters without punctuation."""
        return frozenset(self._exact) | frozenset(self._loose)

    @property
    def bodies(self) -> list[BodyName]:
        """All bodies that the resolver knows."""
        return list({body.id: body for found in self._exact.values() for body in found.values()}.values())

    def resolve(self, text: str) -> Resolution:
        """Return the body that a cell names."""
        plain = simplified(text)
        found = self._exact.get(plain) or self._loose.get(plain) or self._loose.get(_without_form(plain), {})
        if len(found) == 1:
            return Resolution(State.FOUND, next(iter(found.values())))
        state = State.AMBIGUOUS if found else State.UNKNOWN
        return Resolution(state, candidates=tuple(found.values()))


def _places(path: str, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names[upper] for upper in (*ancestors(path), path) if upper in names)


@lru_cache(maxsize=8192)
def _spellings(name: str, places: tuple[str, ...]) -> frozenset[str]:
    """Return a name with its place written out, shortened, by its level alone (市教育局), or left out."""
    known = [simplified(place) for place in places]
    own, bare = _parted(name, known)
    above = known[: known.index(own) + 1] if own else []
    chains = {"".join(above[start:]) for start in range(len(above))}
    spellings = {name, bare, *(head + bare for head in {*chains, *_heads(own)})}
    return frozenset(spellings | {_without_form(spelling) for spelling in spellings})


def _parted(name: str, places: list[str]) -> tuple[str, str]:
    """Return the place with which a name begins (else the lowest), and the rest of the name."""
    for place in reversed(places):
        for head in _heads(place):
            if name.startswith(head) and len(name) - len(head) > 2:
                return place, name.removeprefix(head)
    return places[-1] if places else "", name


def _heads(place: str) -> tuple[str, ...]:
    """Return the ways in which a name begins with a place: 白山市, 白山, 市."""
    if not place.endswith(LEVELS):
        return (place,) if place else ()
    return (place, place[:-1], place[-1]) if len(place) > 2 else (place, place[-1])


def _without_form(name: str) -> str:
    form = next((form for form in COMPANY if name.endswith(form) and len(name) - len(form) > 1), "")
    return name.removesuffix(form)
