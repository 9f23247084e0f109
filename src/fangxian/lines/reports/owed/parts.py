"""Which counted nodes hold what is asked; None where no set of them does, and the facts are read (M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fangxian.core.scope import Scope
from fangxian.lines.reports.owed.nodes import Node, meet, roots
from fangxian.mechanisms.figures.questions import By, Question

EVERYWHERE = ("",)


@dataclass(frozen=True)
class Part:
    """Some bodies (with all below them) of a line ("": all), in some places, by prefix; "" is everything."""

    line: str = ""
    bodies: tuple[str, ...] = EVERYWHERE
    paths: tuple[str, ...] = EVERYWHERE

    def holds(self, line: str, body: str, path: str) -> bool:
        """Tell whether a place of both trees lies in it."""
        inside = body.startswith(self.bodies) and path.startswith(self.paths)
        return inside and self.line in ("", line)


@dataclass(frozen=True)
class Wanted:
    """The nodes whose counts answer a question, each with its group, and the bodies that are counted one by one."""

    part: Part
    nodes: Mapping[Node, str]
    bodies: frozenset[str]


def wanted(question: Question) -> Wanted | None:
    """Return the nodes that answer a question; None where it asks for what is no set of counted nodes."""
    part = _part(question)
    if part is None:
        return None
    nodes, bodies = _nodes(question, part)
    if not all(node.is_counted for node in nodes):
        return None
    return Wanted(part, nodes, frozenset(bodies - {""}))


def _part(question: Question) -> Part | None:
    position = question.position
    if question.body or question.here or (question.by is By.BODY and position is None):
        return None
    if position and question.line not in ("", position.line_id):
        return None
    part = Part(
        position.line_id if position else question.line,
        roots(question.body_paths) if position else EVERYWHERE,
        roots(question.place_paths) or EVERYWHERE,
    )
    return _inside(question.scope, part)


def _inside(scope: Scope, part: Part) -> Part | None:
    """Narrow a part to a scope; None where the rest is a union of both trees, or nothing."""
    own = tuple(prefix for line, prefix in scope.bodies if line == part.line)
    if all(path.startswith(tuple(scope.places)) for path in part.paths):
        return part
    if own and all(body.startswith(own) for body in part.bodies):
        return part
    if not scope.bodies:
        paths = meet(part.paths, list(scope.places))
        return Part(part.line, part.bodies, paths) if paths else None
    lines = {line for line, _prefix in scope.bodies}
    if scope.places or len(lines) > 1 or part.line not in ("", *lines):
        return None
    bodies = meet(part.bodies, [prefix for _line, prefix in scope.bodies])
    return Part(min(lines), bodies, part.paths) if bodies else None


def _nodes(question: Question, part: Part) -> tuple[dict[Node, str], set[str]]:
    if question.by is By.PLACE:
        held = _held(question.child_paths, question.child_widths, part.paths)
        return {Node(body, path, exact): key for body in part.bodies for path, exact, key in held}, set(
            part.bodies
        )
    if question.by is By.BODY:
        held = _held(question.branches, question.branch_widths, part.bodies)
        nodes = {Node(body, path): key for body, exact, key in held if not exact for path in part.paths}
        return nodes, {body for body, _exact, _key in held} | set(part.bodies)
    return {Node(body, path): "" for body in part.bodies for path in part.paths}, set(part.bodies)


def _held(
    children: Mapping[str, str], widths: Sequence[int], prefixes: Sequence[str]
) -> list[tuple[str, bool, str]]:
    """Return prefix, whether only that very path, and group of the children in a part.

    Paths are grouped by the first width at which they are a child's; one of another width is met only exactly.
    """
    whole = {path for path in children if len(path) in widths}
    found = []
    for path, key in children.items():
        above = any(path.startswith(other) for other in whole if len(other) < len(path))
        if above or (path not in whole and len(path) > max(widths)):
            continue
        inside = path.startswith(tuple(prefixes))
        if inside:
            found.append((path, path not in whole, key))
        elif path in whole:
            found += [(prefix, False, key) for prefix in prefixes if prefix.startswith(path)]
    return found
