"""Messages and their deliveries as they are shown (M8)."""

import datetime
import uuid

from ninja import Schema

from fangxian.command.api.schemas.common import example

ID = "01900000-0000-7000-8000-000000000009"


class MessageOut(Schema):
    """One of one's own messages; ``url`` is the page that it leads to."""

    id: uuid.UUID
    at: datetime.datetime
    kind: str
    title: str
    text: str
    url: str
    urgent: bool
    day: datetime.date | None
    due_at: datetime.datetime | None
    read_at: datetime.datetime | None

    model_config = example(
        id=ID, at="2020-02-08T09:30:00+08:00", kind="reminder", title="返程人员日报告（2月8日）10:00 截止",
        text="示例局：还没有报。", url="/reports/mine/?day=2020-02-08", urgent=False, day="2020-02-08",
        due_at="2020-02-08T10:00:00+08:00", read_at=None,
    )  # fmt: skip


class MessagePage(Schema):
    """A page of messages, the latest first."""

    items: list[MessageOut]
    next: str | None


class DeliveryOut(Schema):
    """What became of a message on its way to an account or a channel; ``error`` is a class, never an address."""

    id: uuid.UUID
    at: datetime.datetime
    title: str
    to: str
    channel: str
    state: str
    error: str
    attempts: int
    next_at: datetime.datetime | None
    sent_at: datetime.datetime | None
    read_at: datetime.datetime | None

    model_config = example(
        id=ID, at="2020-02-08T09:30:00+08:00", title="返程人员日报告（2月8日）10:00 截止", to="示例局联络员",
        channel="dingtalk", state="sent", error="", attempts=1, next_at=None,
        sent_at="2020-02-08T09:30:01+08:00", read_at=None,
    )  # fmt: skip


class DeliveryPage(Schema):
    """A page of deliveries, the latest first."""

    items: list[DeliveryOut]
    next: str | None


class Again(Schema):
    """How many messages go once more."""

    count: int

    model_config = example(count=1)
