"""What the names on forms and sheets mean to one actor in one response; each kind of name is read once."""

import uuid
from collections import defaultdict
from functools import cached_property

from fangxian.core.fields import under
from fangxian.mechanisms.ledgers.fields.trees import Standing, several, unknown
from fangxian.mechanisms.ledgers.queries import labels
from fangxian.trees.bodies.models import Position
from fangxian.trees.bodies.resolver import Resolver as BodyResolver
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.resolver import Resolver as PlaceResolver
from fangxian.trees.places.resolver import State
from fangxian.trees.responses.models import Response

MOST_CHOICES = 300


class Meaning:
    """Resolves places of the jurisdiction, bodies that stand in a line, and entries that the actor sees."""

    def __init__(self, actor: Actor, response: Response) -> None:
        self.actor, self.response = actor, response
        self._entries: dict[str, dict[str, set[uuid.UUID]]] = {}
        self._named: dict[tuple[Kind, ...], dict[str, list[Place]]] = {}

    def place(self, text: str, kinds: tuple[Kind, ...]) -> Place:
        """Return the place that a text means by code or name; raises ``Unreadable``."""
        found = self._by_name(kinds).get(simplified(text), [])
        if len(found) == 1:
            return found[0]
        if not kinds or Kind.COMMUNITY in kinds:
            resolved = self._communities.resolve(text)
            if resolved.state is State.FOUND and resolved.place:
                return Place.objects.get(id=resolved.place.id)
            found = found or [Place(name=one.name) for one in resolved.candidates]
        if found:
            raise several([place.name for place in found])
        raise unknown(text)

    def body(self, text: str) -> Standing:
        """Return the body that a text means, in a line where it stands; raises ``Unreadable``."""
        resolved = self._bodies.resolve(text)
        if resolved.state is State.FOUND and resolved.body and resolved.body.id in self._standings:
            return self._standings[resolved.body.id]
        if resolved.candidates:
            raise several([one.name for one in resolved.candidates])
        raise unknown(text)

    def entry(self, ledger: str, text: str) -> uuid.UUID:
        """Return the entry of a ledger that a text means by id or label; raises ``Unreadable``."""
        found = self._labels(ledger).get(simplified(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise several([text] * len(found))
        raise unknown(text)

    def offered_places(self, kinds: tuple[Kind, ...]) -> list[str]:
        """Return the names that a form offers: places where the actor may work."""
        inside = Place.objects.filter(under("path", self.response.jurisdiction.path), kind__in=kinds)
        return list(inside.order_by("path").values_list("name", flat=True)[:MOST_CHOICES])

    def offered_bodies(self) -> list[str]:
        """Return the names of bodies that a form offers."""
        return [one.name for one in self._bodies.bodies if one.id in self._standings][:MOST_CHOICES]

    def offered_entries(self, ledger: str) -> list[str]:
        """Return the labels that a form offers of a ledger."""
        return sorted(set(labels(self.actor, self.response, ledger).values()))[:MOST_CHOICES]

    def _by_name(self, kinds: tuple[Kind, ...]) -> dict[str, list[Place]]:
        if kinds not in self._named:
            rows = Place.objects.filter(under("path", self.response.jurisdiction.path))
            rows = rows.filter(kind__in=kinds or [Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY])
            named: dict[str, list[Place]] = defaultdict(list)
            for place in rows:
                for name in {simplified(place.name), place.code}:
                    named[name].append(place)
            self._named[kinds] = named
        return self._named[kinds]

    @cached_property
    def _communities(self) -> PlaceResolver:
        return PlaceResolver.load(self.response.jurisdiction.path)

    @cached_property
    def _bodies(self) -> BodyResolver:
        return BodyResolver.load()

    @cached_property
    def _standings(self) -> dict[uuid.UUID, Standing]:
        """Each body in the first of its lines, as they are ordered."""
        rows = Position.objects.filter(valid_to=None).order_by("-line").values_list(
            "body", "line", "path", "body__place__path"
        )  # fmt: skip
        return {row[0]: Standing(*row) for row in rows}

    def _labels(self, ledger: str) -> dict[str, set[uuid.UUID]]:
        if ledger not in self._entries:
            named: dict[str, set[uuid.UUID]] = defaultdict(set)
            for entry, label in labels(self.actor, self.response, ledger).items():
                for text in {label, label.partition(" · ")[0], str(entry)}:
                    named[simplified(text)].add(entry)
            self._entries[ledger] = named
        return self._entries[ledger]
