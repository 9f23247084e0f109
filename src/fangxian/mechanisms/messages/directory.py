"""Who is to be told: the accounts of a body, of the bodies above it in its line, and of the committee."""

import uuid
from collections.abc import Collection

from fangxian.core.dated import today, valid_on
from fangxian.mechanisms.messages.sources import Owing, Source
from fangxian.trees.people.models import Grant, Role
from fangxian.trees.people.roles import ROLES

LEVEL = 4
"""Characters of a body's path that make a level."""
Node = tuple[str, str]
"""A line and a body's path in it."""


class Directory:
    """The accounts that hold a role on a body today, by the body's place in its line: one query."""

    def __init__(self) -> None:
        self._holders: dict[Node, list[tuple[uuid.UUID, frozenset[str]]]] = {}
        self._bodies: dict[Node, uuid.UUID] = {}
        day = today()
        rows = Grant.objects.filter(
            valid_on(day), account__is_active=True, account__is_service=False, body__isnull=False
        ).values_list(
            "account", "role", "body", "line", "body__positions__line", "body__positions__path",
            "body__positions__valid_from", "body__positions__valid_to",
        )  # fmt: skip
        for account, role, body, line, stands_in, path, begun, ended in rows:
            if path and stands_in == line and begun <= day and (ended is None or day < ended):
                self._holders.setdefault((line, path), []).append((account, ROLES[Role(role)]))
                self._bodies[line, path] = body

    def of_body(self, owing: Owing, source: Source) -> set[uuid.UUID]:
        """Return who files for a body, or where it has nobody, for the nearest body above it."""
        _node, found = self._nearest(owing.line, owing.body_path, {source.files})
        return found

    def above(
        self, owing: Owing, source: Source, level: int
    ) -> tuple[Node, uuid.UUID | None, set[uuid.UUID]]:
        """Return the body so many levels above one, or the nearest above that with accounts, and these."""
        path = owing.body_path[: -LEVEL * level] or owing.body_path[:LEVEL]
        node, found = self._nearest(owing.line, path, {source.oversees, source.files})
        return node, self._bodies.get(node), found

    def of_committee(self, body: uuid.UUID | None, source: Source) -> set[uuid.UUID]:
        """Return who oversees what is owed, on the body that answers for the response."""
        nodes = [node for node, own in self._bodies.items() if own == body]
        return {account for node in nodes for account in self._at(node, {source.oversees})}

    def _nearest(self, line: str, path: str, permissions: Collection[str]) -> tuple[Node, set[uuid.UUID]]:
        node = (line, path)
        while path:
            node = (line, path)
            if found := self._at(node, permissions):
                return node, found
            path = path[:-LEVEL]
        return node, set()

    def _at(self, node: Node, permissions: Collection[str]) -> set[uuid.UUID]:
        return {account for account, held in self._holders.get(node, []) if held & set(permissions)}
