"""Channels, quiet hours and reminder rules as they are set and shown; addresses and secrets go in, never out (M8)."""

import datetime
import uuid
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from fangxian.command.api.schemas.common import NO_NUL, Code, Day, Instant, Measure, Named, Short, example

ID = "01900000-0000-7000-8000-000000000009"
Kind = Literal["mail", "dingtalk", "wecom", "feishu", "webhook"]
To = Literal["ower", "superior", "committee", "group"]
Address = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=NO_NUL)]
Secret = Annotated[str, StringConstraints(max_length=128, pattern=NO_NUL)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:00)?$")]
"""An hour of the day in local time, such as 21:30."""


class ChannelIn(Schema):
    """A channel of one's own; with ``body`` or ``place`` a unit's or a group's. ``secret`` signs (DingTalk, Feishu)."""

    kind: Kind
    address: Address
    secret: Secret = ""
    title: Short = ""
    body: Code = ""
    place: Code = ""

    model_config = example(
        kind="feishu", address="https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef0123",
        title="防控工作群", place="220602",
    )  # fmt: skip


class CodeIn(Schema):
    """The six digits that arrived by a channel."""

    code: Short

    model_config = example(code="012345")


class ChannelOut(Schema):
    """A channel without its address: ``hint`` is all that is shown of it. Only a checked one carries messages."""

    id: uuid.UUID
    kind: str
    title: str
    hint: str
    body: Named | None
    place: Named | None
    verified_at: datetime.datetime | None
    sent_at: datetime.datetime | None
    failures: int
    rests_until: datetime.datetime | None

    model_config = example(
        id=ID, kind="feishu", title="防控工作群", hint="***0123", body=None, place={"code": "220602", "name": "示例区"},
        verified_at="2020-02-08T09:00:00+08:00", sent_at=None, failures=0, rests_until=None,
    )  # fmt: skip


class QuietHours(Schema):
    """From ``quiet_from`` to ``quiet_to`` only what is urgent rings; both or neither. Minutes between two messages."""

    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    digest_minutes: Annotated[int, Field(ge=0, le=240)] = 10

    model_config = example(quiet_from="22:00", quiet_to="07:00", digest_minutes=10)


class SourceOut(Schema):
    """What may be reminded of; ``by_place``: places owe it, not bodies in a line."""

    code: str
    title: str
    by_place: bool

    model_config = example(code="reports.daily-returnees", title="返程人员日报告", by_place=False)


class RuleIn(Schema):
    """Say something so many ``minutes`` after the cut-off (negative: before it), or at an ``hour`` of the day."""

    source: Measure
    place: Code
    to: To
    minutes: Annotated[int, Field(ge=-1440, le=1440)] | None = None
    hour: Hour | None = None
    line: Code = ""
    level: Annotated[int, Field(ge=1, le=5)] = 1
    group: uuid.UUID | None = None
    kinds: list[Kind] | None = None
    note: Short = ""
    urgent: bool = False
    valid_from: Day | None = None
    valid_to: Day | None = None

    model_config = example(
        source="reports.daily-returnees", place="220602", to="superior", minutes=30, level=1
    )


class NextOut(Schema):
    """What a rule would say next, as far as is known now: when, about how many, to how many accounts."""

    at: datetime.datetime | None
    owing: int
    accounts: int
    untold: int

    model_config = example(at="2020-02-08T10:30:00+08:00", owing=3, accounts=1, untold=0)


class RuleOut(Schema):
    """A reminder rule; it says nothing from ``valid_to`` on."""

    id: uuid.UUID
    source: str
    place: Named
    line: str
    to: str
    minutes: int | None
    hour: datetime.time | None
    level: int
    group: uuid.UUID | None
    kinds: list[str]
    note: str
    urgent: bool
    valid_from: datetime.date
    valid_to: datetime.date | None
    created_at: Instant
    next: NextOut

    model_config = example(
        id=ID, source="reports.daily-returnees", place={"code": "220602", "name": "示例区"}, line="", to="superior",
        minutes=30, hour=None, level=1, group=None, kinds=["mail"], note="", urgent=False, valid_from="2020-02-08",
        valid_to=None, created_at="2020-02-08T08:00:00+08:00",
        next={"at": "2020-02-08T10:30:00+08:00", "owing": 3, "accounts": 1, "untold": 0},
    )  # fmt: skip
