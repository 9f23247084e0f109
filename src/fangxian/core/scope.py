"""The part of both trees that a user may see for one permission; default deny.

A scope is a set of subtrees: prefixes of place paths (块) and, per line, prefixes of body paths (条). A row with
a place path and a body path belongs to the scope when either lies inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from fangxian.core.compiled import Given
from fangxian.core.fields import subtree, under

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Scope:
    """Subtrees of places, and of bodies by line; the place prefix "" is the whole country."""

    places: frozenset[str] = frozenset()
    bodies: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.places or self.bodies)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.places | other.places, self.bodies | other.bodies)

    @property
    def is_everything(self) -> bool:
        """Whether this is the system's own scope, which holds every place and every body."""
        return "" in self.places

    def holds_place(self, path: str) -> bool:
        """Tell whether a place path lies in the scope."""
        return any(path.startswith(prefix) for prefix in self.places)

    def holds_body(self, line: str, path: str) -> bool:
        """Tell whether a body path in a line lies in the scope."""
        return path.startswith(self.of_line(line))

    def of_line(self, line: str) -> tuple[str, ...]:
        """Return how the paths of a line's bodies in the scope begin, as ``str.startswith`` takes it."""
        return ("",) if self.is_everything else tuple(prefix for own, prefix in self.bodies if own == line)

    def holds(self, *, place: str = "", line: str = "", body: str = "") -> bool:
        """Tell whether a row with these paths lies in the scope by either tree."""
        return (bool(place) and self.holds_place(place)) or (bool(body) and self.holds_body(line, body))

    @property
    def shape(self) -> tuple[int, int]:
        """How many subtrees of either tree it has, by which a statement is compiled for every scope like it."""
        return len(self.places), len(self.bodies)

    @classmethod
    def given(cls, places: int, bodies: int) -> "Scope":
        """Return the scope of a shape whose subtrees are given when the statement is asked (``values``)."""
        own: Any = frozenset(Given(f"place{number}") for number in range(places))
        lines: Any = frozenset((Given(f"line{number}"), Given(f"body{number}")) for number in range(bodies))
        return cls(own, lines)

    def values(self) -> dict[str, str]:
        """Return what is given for its subtrees."""
        found: dict[str, str] = {}
        for number, place in enumerate(self.places):
            found |= subtree(f"place{number}", place)
        for number, (line, body) in enumerate(self.bodies):
            found |= {f"line{number}": line, **subtree(f"body{number}", body)}
        return found

    def place_q(self, field: str = "path") -> Q:
        """Return the condition that a row's place path lies in the scope."""
        return _any(under(field, prefix) if prefix else ~NOTHING for prefix in self.places)

    def body_q(self, line: str = "line", field: str = "body_path") -> Q:
        """Return the condition that a row's body path lies in the scope."""
        if self.is_everything:
            return ~NOTHING
        return _any(Q(**{line: own}) & under(field, prefix) for own, prefix in self.bodies)

    def q(self, *, place: str = "path", line: str = "line", body: str = "body_path") -> Q:
        """Return the condition that a row lies in the scope by either tree."""
        return _any(part for part in (self.place_q(place), self.body_q(line, body)) if part != NOTHING)


EVERYTHING = Scope(places=frozenset({""}))
NOWHERE = Scope()


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q()) or NOTHING
