"""Which sums together make the answer to a question, node by node, within the scope: added up, or taken off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from fangxian.core.scope import Scope
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tallies.levels import (
    BODY_LEVELS,
    CROSSED_BODIES,
    CROSSED_PLACES,
    EVERY_BODY,
    EVERY_PLACE,
    FINE_BODIES,
    FINE_PLACES,
    PLACE_LEVELS,
    body_node,
    crossed_node,
    exact_level,
    place_node,
)


class Part(NamedTuple):
    """What lies under a place's path and stands under a body's in a line (None: wherever it stands).

    ``at`` the place or at the body exactly, without what is below it.
    """

    place: str
    line: str | None = None
    body: str = ""
    at_place: bool = False
    at_body: bool = False


@dataclass
class Nodes:
    """Sums of one kind, of places or of bodies in a line: which groups each counts in, and with which sign.

    ``always`` are those that are shown only where there is any fact, in the window or not, each with its path and
    whether it is that exactly; ``prefixes`` and ``within`` narrow the facts that can belong to them; ``levels`` are
    those of the sums.
    """

    sign: int = 1
    line: str = ""
    of_bodies: bool = False
    crossed: str = ""
    """The node of the other tree in which all of them lie, and its path in ``within``."""
    within: str = ""
    deep: bool = False
    """Whether sums are too coarse for any of them: what lies in them is read from the facts."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    always: dict[str, tuple[str, bool]] = field(default_factory=dict)
    levels: set[int] = field(default_factory=set)
    prefixes: tuple[str, ...] = ()

    @property
    def kind(self) -> tuple[object, ...]:
        """What tells kinds apart."""
        return self.sign, self.line, self.of_bodies, self.crossed

    @property
    def in_places(self) -> bool:
        """Whether their facts are best found by place."""
        return not self.of_bodies or bool(self.within)

    @property
    def has_slots(self) -> bool:
        """Whether all of them are kept by ten minutes too."""
        return not self.crossed and max(self.levels) <= (FINE_BODIES if self.of_bodies else FINE_PLACES)

    def add(self, prefix: str, group: str, *, exact: bool = False, always: bool = False) -> bool:
        """Let what lies under a prefix (or at it) count in a group; False where no level tells it apart."""
        every, known = (EVERY_BODY, BODY_LEVELS) if self.of_bodies else (EVERY_PLACE, PLACE_LEVELS)
        level = exact_level(every, prefix) if exact else len(prefix)
        if level is None:
            return False
        if self.crossed:
            known = CROSSED_BODIES if self.of_bodies else CROSSED_PLACES
        self.deep = self.deep or level not in known
        name = self.name(level, prefix)
        self.groups.setdefault(name, []).append(group)
        self.levels.add(level)
        if always:
            self.always[name] = prefix, exact
        return True

    def take(self, other: "Nodes", group: str) -> None:
        """Let other nodes of the same kind count in a group of their own."""
        for name in other.groups:
            self.groups.setdefault(name, []).append(group)
        self.levels |= other.levels
        self.deep = self.deep or other.deep
        self.prefixes = topmost((*self.prefixes, *other.prefixes))

    def name(self, level: int, prefix: str) -> str:
        """Return a node's name."""
        if self.of_bodies:
            name = body_node(self.line, level, prefix)
            return crossed_node(self.crossed, name) if self.crossed else name
        name = place_node(level, prefix)
        return crossed_node(name, self.crossed) if self.crossed else name


def nodes_of(question: Question) -> list[Nodes] | None:
    """Return the sums that answer a question, kind by kind, or None where no kind can."""
    if question.body or (question.position is None and question.by in (By.BODY, By.LINE)):
        return None
    line = question.position.line_id if question.position else question.line or None
    if question.line and question.line != line:
        return None
    if question.here and (line is not None or question.by is By.PLACE or "" in question.place_paths):
        return None
    by_body = question.by is By.BODY or (line is not None and question.by is not By.PLACE)
    found: dict[object, Nodes] = {}
    for part, group in _wanted(question, line):
        shown = _is_shown(question, part)
        for sign, own in _within(part, question.scope):
            nodes = _kind(sign, own, by_body=by_body)
            nodes = found.setdefault(nodes.kind, nodes)
            prefix, exact = (own.body, own.at_body) if nodes.of_bodies else (own.place, own.at_place)
            always = bool(group) and (exact or not shown)
            if not nodes.add(prefix, group, exact=exact, always=always):
                return None
            nodes.prefixes = topmost((*nodes.prefixes, _top(question, nodes, prefix)))
    return list(found.values()) or None


def _wanted(question: Question, line: str | None) -> Iterator[tuple[Part, str]]:
    """Yield what a question asks for: what lies in the places and stands below the bodies, with its group."""
    places = topmost(question.place_paths or ("",))
    stands = topmost(question.body_paths or ("",))
    areas = [(path, "", question.here) for path in places]
    bodies = [(path, "", False) for path in stands]
    if question.by is By.PLACE:
        areas = _children(question.child_paths, question.child_widths, places)
    elif question.by is By.BODY:
        bodies = _children(question.branches, question.branch_widths, stands)
    for (place, group, at_place), (body, other, at_body) in product(areas, bodies):
        yield Part(place, line, body, at_place, at_body), group or other


def _children(paths: dict[str, str], widths: list[int], tops: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Return what the groups of a breakdown are made of: subtrees right below, and what lies above their widths."""
    found = []
    for path, group in paths.items():
        inside = any(path.startswith(top) for top in tops)
        if inside and (len(path) in widths or len(path) < widths[0]):
            found.append((path, group, len(path) not in widths))
    return found


def _is_shown(question: Question, part: Part) -> bool:
    """Tell whether a part's group is shown also without any fact: where the reader sees all of it."""
    if question.by is By.BODY and part.line is not None:
        return question.scope.holds_body(part.line, part.body)
    return question.scope.is_everything or question.scope.holds_place(part.place)


def _within(part: Part, scope: Scope) -> list[tuple[int, Part]]:
    """Return the shares of a part that a scope holds: those of its places and of its bodies, less those of both."""
    whole = part.line is not None and scope.holds_body(part.line, part.body)
    if scope.is_everything or scope.holds_place(part.place) or whole:
        return [(1, part)]
    areas = [path for path in topmost(scope.places) if path.startswith(part.place) and not part.at_place]
    stands = [
        (line, path)
        for line in sorted({line for line, _path in scope.bodies})
        for path in topmost(own for other, own in scope.bodies if other == line)
        if part.line is None or (line == part.line and path.startswith(part.body) and not part.at_body)
    ]
    return [
        *((1, part._replace(place=area)) for area in areas),
        *((1, part._replace(line=line, body=path)) for line, path in stands),
        *((-1, part._replace(place=area, line=line, body=path)) for area in areas for line, path in stands),
    ]


def _kind(sign: int, part: Part, *, by_body: bool) -> Nodes:
    """Return the kind of sums that a part is read from, still without any."""
    if part.line is None:
        return Nodes(sign)
    if not part.place:
        return Nodes(sign, part.line, of_bodies=True)
    if by_body:
        node, deep = place_node(len(part.place), part.place), len(part.place) not in CROSSED_PLACES
        return Nodes(sign, part.line, of_bodies=True, crossed=node, within=part.place, deep=deep)
    node, deep = body_node(part.line, len(part.body), part.body), len(part.body) not in CROSSED_BODIES
    return Nodes(sign, part.line, crossed=node, within=part.body, deep=deep)


def _top(question: Question, nodes: Nodes, prefix: str) -> str:
    """Return the path above a prefix that the question or the scope names: it narrows as well as many below it."""
    if nodes.of_bodies:
        own = question.body_paths or tuple(path for line, path in question.scope.bodies if line == nodes.line)
    else:
        own = question.place_paths or tuple(question.scope.places)
    return next((path for path in topmost(own) if prefix.startswith(path)), prefix)


def topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the prefixes that no other one holds."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return tuple(found)
