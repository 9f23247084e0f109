"""Calling the API as a service account or as somebody signed in, and examples of what is sent."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.test import Client

from fangxian.conftest import World
from fangxian.core.ids import new_id
from fangxian.lines.reports.form import RETURNEES
from fangxian.trees.bodies.models import Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role
from fangxian.trees.people.roles import ROLES

API = "/api/v1"


class Caller:
    """A system that calls the API with a token."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(headers={"authorization": f"Bearer {secret}"} if secret else {})

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.client.get(API + path, query)

    def send(self, method: str, path: str, content: object = None, query: str = "") -> Any:
        """Write JSON."""
        call = getattr(self.client, method)
        return call(API + path + query, content, content_type="application/json")

    def post(self, path: str, content: object = None) -> Any:
        """Write new content."""
        return self.send("post", path, content)

    def put(self, path: str, content: object) -> Any:
        """Replace content."""
        return self.send("put", path, content)


def liaison(world: World, body: str = "audit-office", *permissions: str) -> Caller:
    """Return a system that acts for a body, narrowed to permissions where some are named."""
    on = {"body": world.bodies[body], "line": Line(world.line_of[body])}
    return _caller(world, Role.UNIT_LIAISON, permissions, **on)


def worker(world: World, place: str = "spring", *permissions: str) -> Caller:
    """Return a system that acts for a community."""
    return _caller(world, Role.COMMUNITY_WORKER, permissions, place=world.places[place])


def committee(world: World, *permissions: str) -> Caller:
    """Return a system that acts for the committee above both sides."""
    return _caller(world, Role.WORK_COMMITTEE, permissions, place=world.places["city"])


def _caller(world: World, role: Role, permissions: Sequence[str], **on: Any) -> Caller:
    account = people.create_account(SYSTEM, name=f"system-{new_id().hex[-8:]}", is_service=True)
    people.grant_role(SYSTEM, account, role, **on)
    return Caller(people.issue_token(SYSTEM, account, "test", list(permissions) or sorted(ROLES[role])))


def arrival(entry_id: uuid.UUID | None = None, **changes: Any) -> dict[str, Any]:
    """Return an invented arrival as a unit sends it."""
    return {
        "id": str(entry_id or new_id()), "side": "unit", "body": "audit-office", "line": "organs",
        "place": "220602001001", "arrived_at": "2020-02-01T06:00:00+08:00", "origin": "湖北省武汉市",
        "person": {"name": "虚构甲", "id_number": "11010519491231002X", "phone": "19900000001"},
    } | changes  # fmt: skip


def registration(entry_id: uuid.UUID | None = None, **changes: Any) -> dict[str, Any]:
    """Return the same person's registration at his community."""
    return arrival(entry_id, side="community", **changes)


def zero(entry_id: uuid.UUID | None = None, **changes: Any) -> dict[str, Any]:
    """Return a body's report that there is nothing to report."""
    return {
        "id": str(entry_id or new_id()), "body": "audit-office", "line": "organs", "day": "2020-02-01",
        "numbers": {field.code: 0 for field in RETURNEES.fields},
    } | changes  # fmt: skip
