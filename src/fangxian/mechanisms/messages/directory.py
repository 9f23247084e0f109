"""Who is to be told: the accounts of a body or place that owes, of those above it, and of the committee."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from fangxian.core.dated import today, valid_on
from fangxian.mechanisms.messages.sources import Owing, Source
from fangxian.trees.people.models import Grant, Role
from fangxian.trees.people.roles import ROLES
from fangxian.trees.places.paths import ancestors

LEVEL = 4
"""Characters of a body's path that make a level."""
Node = tuple[str, str]
"""A line and a body's path in it; without a line, a place's path."""


@dataclass(frozen=True)
class Addressee:
    """Whom a message is for: a body in a line, a place, or nobody in particular (a committee, a group)."""

    name: str = ""
    accounts: frozenset[uuid.UUID] = frozenset()
    line: str = ""
    body: uuid.UUID | None = None
    body_path: str = ""
    path: str = ""


class Directory:
    """The accounts that hold a role today on a body, by its place in its line, or on a place: one query."""

    def __init__(self) -> None:
        self._holders: dict[Node, list[tuple[uuid.UUID, frozenset[str]]]] = {}
        self._bodies: dict[Node, uuid.UUID] = {}
        day = today()
        rows = Grant.objects.filter(
            valid_on(day), account__is_active=True, account__is_service=False
        ).values_list(
            "account", "role", "place__path", "body", "line", "body__positions__line", "body__positions__path",
            "body__positions__valid_from", "body__positions__valid_to",
        )  # fmt: skip
        for account, role, place, body, line, stands_in, path, begun, ended in rows:
            if place:
                self._holders.setdefault(("", place), []).append((account, ROLES[Role(role)]))
            elif path and stands_in == line and begun <= day and (ended is None or day < ended):
                self._holders.setdefault((line, path), []).append((account, ROLES[Role(role)]))
                self._bodies[line, path] = body

    def ower(self, owing: Owing, source: Source) -> Addressee:
        """Return who owes, with the accounts that do it there, or where nobody does, at the nearest above."""
        _node, found = self._nearest(_node_of(owing), {source.files})
        return Addressee(owing.ower, frozenset(found), owing.line, owing.body, owing.body_path, owing.path)

    def above(self, owing: Owing, source: Source, level: int) -> Addressee:
        """Return the body or place so many levels above one, or the nearest above that with accounts, and these."""
        node = _node_of(owing)
        for _step in range(level):
            node = _up(node) if _up(node)[1] else node
        (line, path), found = self._nearest(node, {source.oversees, source.files})
        body = self._bodies.get((line, path))
        return Addressee(
            f"{line}:{path}", frozenset(found), line if body else "", body, path="" if line else path
        )

    def committee(self, body: uuid.UUID | None, source: Source) -> Addressee:
        """Return who oversees what is owed, on the body that answers for the response."""
        nodes = [node for node, own in self._bodies.items() if own == body]
        found = {account for node in nodes for account in self._at(node, {source.oversees})}
        return Addressee(accounts=frozenset(found))

    def near(self, path: str, permission: str) -> frozenset[uuid.UUID]:
        """Return the accounts that hold a permission at a place, or where nobody does, at the nearest above."""
        return frozenset(self._nearest(("", path), {permission})[1])

    def _nearest(self, node: Node, permissions: Collection[str]) -> tuple[Node, set[uuid.UUID]]:
        while node[1]:
            if found := self._at(node, permissions):
                return node, found
            node = _up(node)
        return node, set()

    def _at(self, node: Node, permissions: Collection[str]) -> set[uuid.UUID]:
        return {account for account, held in self._holders.get(node, []) if held & set(permissions)}


def _node_of(owing: Owing) -> Node:
    return (owing.line, owing.body_path) if owing.body else ("", owing.path)


def _up(node: Node) -> Node:
    """Return the body or place right above; an empty path above the highest."""
    line, path = node
    return (line, path[:-LEVEL] if line else (ancestors(path) or [""])[-1])
