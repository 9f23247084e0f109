"""Places, bodies, the response, and who calls."""

import datetime
import uuid

from ninja import Schema

from fangxian.command.api.schemas.common import Named, example


class PlaceOut(Schema):
    """A place as it is today."""

    code: str
    name: str
    kind: str
    path: str
    households: int | None
    residents: int | None

    model_config = example(
        code="220602001001", name="示例社区", kind="community", path="220602001001", households=1200, residents=3100,
    )  # fmt: skip


class BodyOut(Schema):
    """A body and the lines in which it stands today."""

    code: str
    name: str
    short_name: str
    kind: str
    place: Named
    lines: list[str]

    model_config = example(
        code="example-bureau", name="示例局", short_name="示例局", kind="department",
        place={"code": "220602001", "name": "示例街道"}, lines=["organs"],
    )  # fmt: skip


class BodyPage(Schema):
    """A page of bodies by code."""

    items: list[BodyOut]
    next: str | None


class ResponseOut(Schema):
    """The response and its rules."""

    id: uuid.UUID
    name: str
    level: int
    jurisdiction: Named
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    registration_hours: int
    declaration_hours: int
    report_cut_off: datetime.time
    report_grace_minutes: int
    key_places: list[str]

    model_config = example(
        id="01900000-0000-7000-8000-000000000009", name="示例响应", level=1,
        jurisdiction={"code": "220602", "name": "示例区"}, started_at="2020-01-25T00:00:00Z", ended_at=None,
        registration_hours=24, declaration_hours=24, report_cut_off="10:00:00", report_grace_minutes=30,
        key_places=["湖北", "武汉"],
    )  # fmt: skip


class GrantOut(Schema):
    """A role on a place, or on a body in a line."""

    role: str
    place: str | None
    body: str | None
    line: str | None

    model_config = example(role="unit_liaison", place=None, body="example-bureau", line="organs")


class Me(Schema):
    """Who calls, and what he may do."""

    name: str
    title: str
    channel: str
    roles: list[GrantOut]
    permissions: list[str]

    model_config = example(
        name="example-system", title="示例系统", channel="api",
        roles=[{"role": "unit_liaison", "place": None, "body": "example-bureau", "line": "organs"}],
        permissions=["reports.file"],
    )  # fmt: skip
