"""What the names on forms and sheets mean to one actor in one response.

A form's few names are looked up one by one; for a sheet (``whole``) each kind of name is read once.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.fields import under
from fangxian.core.folding import equals
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.trees import Standing, several, unknown
from fangxian.mechanisms.ledgers.queries import called, labels
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.resolver import Resolver as BodyResolver
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.paths import ancestors
from fangxian.trees.places.resolver import Resolver as PlaceResolver
from fangxian.trees.places.resolver import State
from fangxian.trees.responses.models import Response

MOST_CHOICES = 300
UPPER = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)
SEPARATOR = " · "


class Meaning:
    """Resolves places of the jurisdiction, bodies that stand in a line, and entries that the actor sees.

    A body that stands in several lines is meant in ``line``, if it stands there.
    """

    def __init__(self, actor: Actor, response: Response, *, whole: bool = False, line: str = "") -> None:
        self.actor, self.response, self.whole, self.line = actor, response, whole, line
        self.hints: tuple[str, ...] = ()
        """Names of the place and body beside a reference on a sheet: they tell apart entries of one name."""
        self._entries: dict[str, dict[str, set[uuid.UUID]]] = {}
        self._named: dict[tuple[tuple[Kind, ...], bool], dict[str, list[Place]]] = {}

    def place(self, text: str, kinds: tuple[Kind, ...], *, above: bool = False) -> Place:
        """Return the place that a text means by code or name; raises ``Unreadable``.

        ``above`` says that places above the jurisdiction are meant, too.
        """
        found = self._places(text, kinds or UPPER, above=above)
        if len(found) == 1:
            return found[0]
        if not found and (not kinds or Kind.COMMUNITY in kinds):
            resolved = self._communities.resolve(text)
            if resolved.state is State.FOUND and resolved.place:
                return Place.objects.get(id=resolved.place.id)
            found = [Place(name=one.name) for one in resolved.candidates]
        if found:
            raise several([place.name for place in found])
        if kinds and any(place.kind not in kinds for place in self._places(text, UPPER)):
            raise Unreadable(
                _("“%(name)s” lies above what is meant here: name the village or community.")
                % {"name": text[:40]}
            )
        raise unknown(text)

    def body(self, text: str) -> Standing:
        """Return the body that a text means, in a line where it stands; raises ``Unreadable``."""
        if not self.whole:
            named = Q(code=text) | Q(name=text) | Q(short_name=text)
            exact = list(Body.objects.filter(named, closed_on=None).values_list("id", flat=True)[:2])
            if len(exact) == 1 and (standing := _standings(exact, self.line).get(exact[0])):
                return standing
        resolved = self._bodies.resolve(text)
        if resolved.state is State.FOUND and resolved.body and resolved.body.id in self._standings:
            return self._standings[resolved.body.id]
        if resolved.candidates:
            raise several([one.name for one in resolved.candidates])
        raise unknown(text)

    def standing(self, body: Body) -> Standing | None:
        """Return where a body stands, None where it stands in no line."""
        return self._standings.get(body.id)

    def body_name(self, text: str) -> str:
        """Return the short name of the body that a text means, as labels have it; raises ``Unreadable``."""
        found = self.body(text)
        if self.whole:
            return self._short_names[found.body]
        return str(Body.objects.get(id=found.body))

    def entry(self, code: str, text: str) -> uuid.UUID:
        """Return the entry of a ledger that a text means by id or label; raises ``Unreadable``."""
        ledger = ledger_of(code)
        if self.whole:
            found = self._labelled(ledger, text)
        else:
            told = called(self, ledger, text.partition(SEPARATOR)[0], read_id(text))
            whole = {entry for entry, label in told.items() if simplified(label) == simplified(text)}
            found = whole or set(told)
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise several([text] * len(found))
        raise unknown(text)

    def note(self, code: str, text: str, entry: uuid.UUID) -> None:
        """Let later rows of a sheet name an entry that an earlier one is about to make."""
        self._labels(ledger_of(code)).setdefault(simplified(text), {entry})

    def offered_places(self, kinds: tuple[Kind, ...], *, above: bool = False) -> list[str]:
        """Return the names that a form offers, at most 300."""
        names = self._inside(kinds, above=above).order_by("path").values_list("name", flat=True)
        return list(dict.fromkeys(names[:MOST_CHOICES]))

    def offered_bodies(self, permission: str) -> list[str]:
        """Return the bodies that a form offers: those of the actor's part, at most 300."""
        scope = self.actor.scope(permission)
        held = Position.objects.filter(
            scope.q(place="body__place__path", line="line", body="path"), valid_to=None, body__closed_on=None
        )
        names = held.order_by("line", "path").values_list("body__name", flat=True)
        return list(dict.fromkeys(names[:MOST_CHOICES]))

    def offered_entries(self, code: str) -> list[str]:
        """Return the labels that a form offers of a ledger: the latest 300 entries'."""
        found = labels(self.actor, self.response, ledger_of(code), most=MOST_CHOICES)
        return sorted(set(found.values()))

    def _inside(self, kinds: tuple[Kind, ...], *, above: bool = False) -> QuerySet[Place]:
        top = self.response.jurisdiction.path
        inside = under("path", top) | Q(path__in=ancestors(top)) if above else under("path", top)
        return Place.objects.filter(inside, kind__in=kinds)

    def _places(self, text: str, kinds: tuple[Kind, ...], *, above: bool = False) -> list[Place]:
        """Return the places of some kinds that bear a code or a name."""
        if not self.whole:
            return list(self._inside(kinds, above=above).filter(Q(code=text) | equals("name", text))[:4])
        if (kinds, above) not in self._named:
            named: dict[str, list[Place]] = defaultdict(list)
            for place in self._inside(kinds, above=above):
                for name in {simplified(place.name), place.code}:
                    named[name].append(place)
            self._named[kinds, above] = named
        return self._named[kinds, above].get(simplified(text), [])

    @cached_property
    def _communities(self) -> PlaceResolver:
        return PlaceResolver.load(self.response.jurisdiction.path)

    @cached_property
    def _bodies(self) -> BodyResolver:
        return BodyResolver.load()

    @cached_property
    def _short_names(self) -> dict[uuid.UUID, str]:
        return {body.id: str(body) for body in Body.objects.filter(closed_on=None)}

    @cached_property
    def _standings(self) -> dict[uuid.UUID, Standing]:
        return _standings(line=self.line)

    def _labelled(self, ledger: Ledger, text: str) -> set[uuid.UUID]:
        """Return the entries that bear a label; of several, those beside which the sheet says the same."""
        named = self._labels(ledger)
        found = named.get(simplified(text), set())
        for hint in self.hints if len(found) > 1 else ():
            found = named.get(simplified(f"{text}{SEPARATOR}{hint}")) or found
        return found

    def _labels(self, ledger: Ledger) -> dict[str, set[uuid.UUID]]:
        if ledger.code not in self._entries:
            named: dict[str, set[uuid.UUID]] = defaultdict(set)
            for entry, label in labels(self.actor, self.response, ledger).items():
                for text in (label, label.partition(SEPARATOR)[0], str(entry)):
                    named[simplified(text)].add(entry)
            self._entries[ledger.code] = named
        return self._entries[ledger.code]


def _standings(bodies: Iterable[uuid.UUID] | None = None, line: str = "") -> dict[uuid.UUID, Standing]:
    """Return bodies, each in a line if it stands there, else in the first of its lines as these are ordered."""
    rows = Position.objects.filter(valid_to=None, **({} if bodies is None else {"body__in": bodies}))
    told = rows.order_by("-line").values_list("body", "line", "path", "body__place__path")
    return {row[0]: Standing(*row) for row in sorted(told, key=lambda row: row[1] == line)}
