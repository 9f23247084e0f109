"""Which body a relay means: by name, short name, a name without its ending, or an abbreviation that fits one only."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from fangxian.core.scope import EVERYTHING, Scope
from fangxian.lines.reports.relay.rules import shortening
from fangxian.lines.reports.relay.rules.naming import Names
from fangxian.trees.bodies.resolver import BodyName, Resolution, Resolver
from fangxian.trees.places.names import simplified
from fangxian.trees.places.resolver import State

ENDINGS = ("局", "委", "办", "院", "馆", "会", "社", "行", "校", "中心", "社区", "街道", "机关", "公司")
UNKNOWN = Resolution(State.UNKNOWN)


@dataclass
class Bodies:
    """The bodies that a relay may speak of; ``owing`` are those expected to report, who go before the others."""

    resolver: Resolver
    owing: Collection[uuid.UUID] = ()
    _found: dict[str, Resolution] = field(default_factory=dict)

    @classmethod
    def load(cls, scope: Scope = EVERYTHING, owing: Collection[uuid.UUID] = ()) -> "Bodies":
        """Read the bodies of a scope; two queries."""
        return cls(Resolver.load(scope), owing)

    @property
    def names(self) -> Names:
        """The spellings by which the bodies are found in a line."""
        return Names(self.resolver.spellings, lambda text: self.resolve(text).state is not State.UNKNOWN)

    def resolve(self, text: str) -> Resolution:
        """Return the body that a text means, or those between which somebody has to choose."""
        if text not in self._found:
            self._found[text] = self._resolve(text) if text else UNKNOWN
        return self._found[text]

    def same(self, text: str) -> object:
        """Return what is equal for two texts that mean one unit."""
        body = self.resolve(text).body
        return body.id if body else simplified(text)

    def _resolve(self, text: str) -> Resolution:
        for found in (self.resolver.resolve(text), self._with_ending(text)):
            narrowed = self._narrowed(found.candidates) if found.body is None else found
            if narrowed.state is not State.UNKNOWN:
                return narrowed
        return self._shortened(simplified(text))

    def _narrowed(self, candidates: tuple[BodyName, ...]) -> Resolution:
        """Choose the only one among several that owes a report."""
        own = tuple(body for body in candidates if body.id in self.owing) or candidates
        if len(own) == 1:
            return Resolution(State.FOUND, own[0])
        return Resolution(State.AMBIGUOUS if own else State.UNKNOWN, candidates=own)

    def _with_ending(self, text: str) -> Resolution:
        if not self._without_place(simplified(text)):
            return UNKNOWN
        found = {
            body.id: body for ending in ENDINGS if (body := self.resolver.resolve(f"{text}{ending}").body)
        }
        return Resolution(State.AMBIGUOUS, candidates=tuple(found.values()))

    def _shortened(self, plain: str) -> Resolution:
        """Find bodies by the first way of shortening names that fits any; more than one are left to be chosen from."""
        own = self._without_place(plain)
        if not shortening.may_be_short(own):
            return UNKNOWN
        for fits in shortening.WAYS:
            found = tuple(body for body, names in self._spelled if any(fits(own, name) for name in names))
            if found:
                return self._narrowed(found)
        return UNKNOWN

    def _without_place(self, plain: str) -> str:
        """Return a name without the place before it; "" for a name of a place alone."""
        place = next((place for place in self._places if plain.startswith(place)), "")
        return plain.removeprefix(place)

    @cached_property
    def _places(self) -> list[str]:
        """The names of all places, with and without their level, the longest first."""
        found = {simplified(place) for body in self.resolver.bodies for place in body.places}
        bare = {place[:-1] for place in found if len(place) > 2}
        return sorted(filter(None, found | bare), key=len, reverse=True)

    @cached_property
    def _spelled(self) -> list[tuple[BodyName, tuple[str, ...]]]:
        """The bodies with their long and short names, the place before each left out."""
        return [
            (
                body,
                tuple(
                    {self._without_place(simplified(name)) for name in (body.name, body.short_name) if name}
                ),
            )
            for body in self.resolver.bodies
        ]
