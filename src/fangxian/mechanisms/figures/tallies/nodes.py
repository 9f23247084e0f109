"""Which sums together make the answer to a question, node by node; and whether any do, within the scope."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fangxian.core.scope import EVERYTHING, Scope
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tallies.levels import (
    BODY_LEVELS,
    CROSSED_BODIES,
    CROSSED_PLACES,
    PLACE_LEVELS,
    body_node,
    crossed_node,
    exact_level,
    place_node,
)


@dataclass
class Nodes:
    """The sums of an answer: which groups each counts in; ``always`` those that are shown only where there is
    any fact, in the window or not.

    ``line`` and ``prefixes`` narrow the facts that can belong to them; ``levels`` are those of the sums.
    """

    groups: dict[str, list[str]] = field(default_factory=dict)
    always: set[str] = field(default_factory=set)
    levels: set[int] = field(default_factory=set)
    line: str = ""
    prefixes: tuple[str, ...] = ()
    of_bodies: bool = False
    crossed: str = ""
    """The node of the other tree in which all of them lie, and its path in ``within``."""
    within: str = ""

    def add(self, prefix: str, group: str, *, exact: bool = False, always: bool = False) -> bool:
        """Let what lies under a prefix (or at it) count in a group; False where no sum holds it."""
        known = BODY_LEVELS if self.of_bodies else PLACE_LEVELS
        if self.crossed:
            known = CROSSED_BODIES if self.of_bodies else CROSSED_PLACES
        level = exact_level(BODY_LEVELS if self.of_bodies else PLACE_LEVELS, prefix) if exact else len(prefix)
        if level is None or level not in known:
            return False
        name = self.name(level, prefix)
        self.groups.setdefault(name, []).append(group)
        self.levels.add(level)
        if always:
            self.always.add(name)
        return True

    def take(self, others: "Nodes", group: str) -> None:
        """Let other nodes of the same tree count in a group of their own."""
        for name in others.groups:
            self.groups.setdefault(name, []).append(group)
        self.levels |= others.levels

    def name(self, level: int, prefix: str) -> str:
        """Return a node's name."""
        if self.of_bodies:
            name = body_node(self.line, level, prefix)
            return crossed_node(self.crossed, name) if self.crossed else name
        name = place_node(level, prefix)
        return crossed_node(name, self.crossed) if self.crossed else name


def nodes_of(question: Question) -> Nodes | None:
    """Return the sums that answer a question, or None when it is to be answered from the facts."""
    if question.body or (question.position is None and question.by in (By.BODY, By.LINE)):
        return None
    if question.position is None and not question.line:
        return _by_place(question)
    return None if question.here else _by_body(question)


def _by_place(question: Question) -> Nodes | None:
    nodes = Nodes(prefixes=question.place_paths)
    tops = _topmost(question.place_paths or ("",))
    if question.here:
        wanted = [(path, "", True) for path in question.place_paths if question.by is not By.PLACE]
    elif question.by is By.PLACE:
        wanted = _children(question.child_paths, question.child_widths, tops)
    else:
        wanted = [(path, "", False) for path in tops]
    return _filled(nodes, wanted, question.scope)


def _by_body(question: Question) -> Nodes | None:
    line = question.position.line_id if question.position else question.line
    if question.line and question.line != line:
        return None
    if question.place and question.by is By.PLACE:
        return _crossed_by_place(question, line)
    if question.by is By.PLACE:
        return None
    nodes = Nodes(line=line, prefixes=question.body_paths, of_bodies=True)
    tops = _topmost(question.body_paths or ("",))
    wanted: Wanted = [(path, "", False) for path in tops]
    if question.by is By.BODY:
        wanted = _children(question.branches, question.branch_widths, tops)
    scope = question.scope
    if area := _area(question):
        nodes.crossed, nodes.within, scope = place_node(len(area), area), area, EVERYTHING
    elif question.place:
        return None
    found = _filled(nodes, wanted, scope)
    if found and area and not question.scope.is_everything:
        found.always = {name for name, groups in found.groups.items() if any(groups)}
    return found


def _area(question: Question) -> str:
    """Return the one city or county in which everything asked lies, by the question or by its scope; else ""."""
    scope = question.scope
    paths = question.place_paths if question.place else ()
    if not question.place and not scope.is_everything and not scope.bodies:
        paths = tuple(scope.places)
    held = scope.is_everything or all(scope.holds_place(path) for path in paths)
    return paths[0] if len(paths) == 1 and held and len(paths[0]) in CROSSED_PLACES else ""


def _crossed_by_place(question: Question, line: str) -> Nodes | None:
    """Return the places right below a city of which a body's own are counted."""
    stands = _topmost(question.body_paths or ("",))
    area = _area(question)
    if len(stands) != 1 or not area or len(stands[0]) not in CROSSED_BODIES:
        return None
    (stand,) = stands
    nodes = Nodes(line=line, prefixes=question.place_paths)
    nodes.crossed, nodes.within = body_node(line, len(stand), stand), stand
    return _filled(nodes, _children(question.child_paths, question.child_widths, (area,)), EVERYTHING)


Wanted = list[tuple[str, str, bool]]
"""Prefix, group, and whether only what lies at it exactly."""


def _children(paths: dict[str, str], widths: list[int], tops: tuple[str, ...]) -> Wanted:
    """Return what the groups of a breakdown are made of: subtrees right below, and what lies above their widths."""
    found: Wanted = []
    for path, group in paths.items():
        inside = any(path.startswith(top) for top in tops)
        if inside and (len(path) in widths or len(path) < widths[0]):
            found.append((path, group, len(path) not in widths))
    return found


def _filled(nodes: Nodes, wanted: Wanted, scope: Scope) -> Nodes | None:
    for prefix, group, exact in wanted:
        for part in _within(nodes, prefix, scope):
            if exact and part and part != prefix:
                continue
            if part is None or not nodes.add(
                part, group, exact=exact, always=bool(group) and (exact or part != prefix)
            ):
                return None
    return nodes if nodes.groups else None


def _within(nodes: Nodes, prefix: str, scope: Scope) -> Iterable[str | None]:
    """Yield the parts of a subtree that a scope holds; None where both trees would have to be asked."""
    if scope == EVERYTHING or scope.is_everything:
        return [prefix]
    own = {path for line, path in scope.bodies if line == nodes.line} if nodes.of_bodies else scope.places
    if any(prefix.startswith(held) for held in own):
        return [prefix]
    if scope.places if nodes.of_bodies else scope.bodies:
        return [None]
    return _topmost(held for held in own if held.startswith(prefix))


def _topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the prefixes that no other one holds."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return tuple(found)
