"""Placing many places at once: one plan over light rows, then set-based writes (M2)."""

import datetime
import gc
import os.path
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from fangxian.core import bulk, clock
from fangxian.core.actor import Actor
from fangxian.core.dated import today
from fangxian.core.errors import Invalid
from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.core.tables import Problem, Row
from fangxian.trees.places.actions import MANAGE, remember
from fangxian.trees.places.models import WIDTHS, Kind, Place, PlaceCode
from fangxian.trees.places.paths import LEVELS, allocate, ancestors, segment_width

LOOKUP = 400
FEW = 20_000
STATED = ("name", "households", "residents")
PLACE_COLUMNS = ("id", "name", "kind", "code", "path", "households", "residents")
CODE_COLUMNS = ("place_id", "code", "path", "reporting_parent_id", "valid_from")


@dataclass(slots=True)
class Wish:
    """A place as a row describes it; ``code`` has the width of its level, None is a count not stated."""

    code: str
    kind: Kind
    name: str
    parent_code: str = ""
    households: int | None = None
    residents: int | None = None
    valid_from: datetime.date = field(default_factory=today)
    row: Row | None = None


@dataclass(slots=True)
class Node:
    """A place that exists or will."""

    id: uuid.UUID
    name: str
    kind: str
    code: str
    path: str
    households: int | None
    residents: int | None


class Plan:
    """What an import creates, changes and leaves, worked out before anything is written.

    Raises ``Missing`` or ``Forbidden`` if the actor may not manage the place above one of the rows.
    """

    def __init__(self, actor: Actor, wishes: list[Wish]) -> None:
        self.new: list[tuple[Node, uuid.UUID | None, datetime.date]] = []
        self.changed: dict[uuid.UUID, dict[str, Any]] = {}
        self.unchanged = 0
        self.problems: list[Problem] = []
        self._actor = actor
        self._allowed: set[str] = set()
        self._known = _known(wishes)
        self._withdrawn = dict(PlaceCode.objects.exclude(valid_to=None).values_list("code", "valid_to"))
        self._nodes = dict(self._known)
        self._taken = {node.path for node in self._known.values()}
        self._below: dict[str, set[str]] = defaultdict(set)
        self._read: set[str] = set()
        for wish in sorted(wishes, key=lambda wish: (WIDTHS[wish.kind], wish.code)):
            self._consider(wish)

    def write(self) -> None:
        """Write the plan, inside the caller's transaction."""
        changed = [_changed(place, self.changed[place.pk]) for place in _by_id(list(self.changed))]
        remember(changed)
        bulk_update_with_history(changed, Place, STATED, batch_size=LOOKUP, default_date=clock.now())
        bulk.insert(Place, PLACE_COLUMNS, (_place_values(node) for node, _up, _day in self.new))
        bulk.insert(PlaceCode, CODE_COLUMNS, (_code_values(*row) for row in self.new))

    def _consider(self, wish: Wish) -> None:
        known = self._known.get(wish.code)
        try:
            if known is None:
                self._create(wish)
            else:
                self._update(known, wish)
        except Invalid as error:
            number = wish.row.number if wish.row else 0
            self.problems += [Problem(number, name, str(text)) for name, text in error.errors.items()]

    def _create(self, wish: Wish) -> None:
        natural = self._natural_parent(wish)
        parent = self._nodes.get(wish.parent_code) if wish.parent_code else natural
        if wish.parent_code and parent is None:
            raise Invalid({"parent_code": _("There is no place with this code.")})
        if (ended := self._withdrawn.get(wish.code)) and ended > wish.valid_from:
            raise Invalid({"code": _("Another place bears this code.")})
        upper = parent.path if parent else ""
        self._allow(upper or wish.code)
        path = self._path(upper, wish)
        self._taken.add(path)
        self._below[upper].add(path)
        node = Node(new_id(), wish.name, wish.kind, wish.code, path, wish.households, wish.residents)
        self._nodes[wish.code] = node
        self.new.append((node, parent.id if parent and parent is not natural else None, wish.valid_from))

    def _update(self, node: Node, wish: Wish) -> None:
        if node.kind != wish.kind:
            raise Invalid({"kind": _("The place with this code stands on another level.")})
        parent = self._nodes.get(wish.parent_code)
        if wish.parent_code and not (parent and node.path.startswith(parent.path)):
            raise Invalid({"parent_code": _("The place stands elsewhere; move it on its own page.")})
        stated = {name: getattr(wish, name) for name in STATED}
        news = {name: value for name, value in stated.items() if value not in (None, getattr(node, name))}
        if news:
            self._allow((ancestors(node.path) or [node.path])[-1])
            self.changed[node.id] = news
        else:
            self.unchanged += 1

    def _path(self, upper: str, wish: Wish) -> str:
        own = wish.code[-segment_width(wish.kind) :]
        if upper + own == wish.code or not upper:
            if wish.code in self._taken:
                raise Invalid({"code": _("Another place stands on this path.")})
            return wish.code
        if upper not in self._read:
            self._read.add(upper)
            ever = PlaceCode.objects.filter(under("path", upper))
            self._below[upper].update(ever.values_list("path", flat=True))
        return allocate(upper, wish.kind, own, self._below[upper])

    def _natural_parent(self, wish: Wish) -> Node | None:
        for level in reversed(LEVELS[: LEVELS.index(wish.kind)]):
            if node := self._nodes.get(wish.code[: WIDTHS[level]]):
                return node
        return None

    def _allow(self, path: str) -> None:
        if path not in self._allowed:
            self._actor.must(MANAGE, place=path)
            self._allowed.add(path)


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold the garbage collector back while a million rows that nothing refers to in circles are made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _known(wishes: list[Wish]) -> dict[str, Node]:
    """Return the places that exist of those that rows name, of those above them, and on their paths."""
    codes = {wish.code for wish in wishes} | {wish.parent_code for wish in wishes if wish.parent_code}
    codes |= {upper for code in codes for upper in ancestors(code)}
    if len(codes) > FEW:
        shared = os.path.commonprefix([min(codes), max(codes)])  # noqa: RUF071 - of texts, not of file paths
        conditions = [under("code", shared) | under("path", shared)]
    else:
        conditions = [Q(code__in=chunk) | Q(path__in=chunk) for chunk in _chunks(sorted(codes))]
    rows = (Place.objects.filter(condition).values_list(*PLACE_COLUMNS) for condition in conditions)
    return {node.code: node for chunk in rows for node in (Node(*row) for row in chunk.iterator())}


def _by_id(keys: list[uuid.UUID]) -> list[Place]:
    return [place for chunk in _chunks(keys) for place in Place.objects.filter(pk__in=chunk)]


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    return (items[start : start + LOOKUP] for start in range(0, len(items), LOOKUP))


def _changed(place: Place, news: dict[str, Any]) -> Place:
    for name, value in news.items():
        setattr(place, name, value)
    return place


def _place_values(node: Node) -> tuple[Any, ...]:
    return node.id, node.name, node.kind, node.code, node.path, node.households, node.residents


def _code_values(node: Node, parent: uuid.UUID | None, day: datetime.date) -> tuple[Any, ...]:
    return node.id, node.code, node.path, parent, day
