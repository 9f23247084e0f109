"""Which body a relay means: by name, short name, a name without its ending, or an abbreviation that fits one only."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from fangxian.core.scope import EVERYTHING, Scope
from fangxian.lines.reports.relay.rules.naming import Names
from fangxian.trees.bodies.resolver import BodyName, Resolution, Resolver
from fangxian.trees.places.names import simplified
from fangxian.trees.places.resolver import State

ENDINGS = ("局", "委", "办", "院", "馆", "会", "社", "行", "校", "中心", "社区", "街道", "机关", "公司")
SHORTEST = 3
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
        return Names(self.resolver.spellings)

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
        for found in (self.resolver.resolve(text), self._with_ending(text), self._abbreviated(text)):
            narrowed = self._narrowed(found.candidates) if found.body is None else found
            if narrowed.state is not State.UNKNOWN:
                return narrowed
        return UNKNOWN

    def _narrowed(self, candidates: tuple[BodyName, ...]) -> Resolution:
        """Choose the only one among several that owes a report."""
        own = tuple(body for body in candidates if body.id in self.owing) or candidates
        if len(own) == 1:
            return Resolution(State.FOUND, own[0])
        return Resolution(State.AMBIGUOUS if own else State.UNKNOWN, candidates=own)

    def _with_ending(self, text: str) -> Resolution:
        found = {
            body.id: body for ending in ENDINGS if (body := self.resolver.resolve(f"{text}{ending}").body)
        }
        return Resolution(State.AMBIGUOUS, candidates=tuple(found.values()))

    def _abbreviated(self, text: str) -> Resolution:
        """Find bodies whose name holds a text's characters in their order and ends alike (卫健委)."""
        plain = simplified(text)
        if len(plain) < SHORTEST:
            return UNKNOWN
        fitting = [body for body in self.resolver.bodies if _abbreviates(plain, body)]
        return Resolution(State.AMBIGUOUS, candidates=tuple(fitting))


def _abbreviates(short: str, body: BodyName) -> bool:
    name = simplified(body.name)
    ends_alike = short[-1] == name[-1] or (short[-1] in "委办" and name.endswith(("委员会", "办公室")))
    letters = iter(name)
    return ends_alike and len(short) < len(name) and all(letter in letters for letter in short)
