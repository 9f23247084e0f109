"""Places, bodies, the response, and who calls."""

import datetime
import uuid

from ninja import Schema

from fangxian.command.api.schemas.common import Named


class PlaceOut(Schema):
    """A place as it is today."""

    code: str
    name: str
    kind: str
    path: str
    households: int | None
    residents: int | None


class BodyOut(Schema):
    """A body and the lines in which it stands today."""

    code: str
    name: str
    short_name: str
    kind: str
    place: Named
    lines: list[str]


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


class GrantOut(Schema):
    """A role on a place, or on a body in a line."""

    role: str
    place: str | None
    body: str | None
    line: str | None


class Me(Schema):
    """Who calls, and what he may do."""

    name: str
    title: str
    channel: str
    roles: list[GrantOut]
    permissions: list[str]
