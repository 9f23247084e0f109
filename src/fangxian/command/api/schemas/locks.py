"""Locked periods as they are sent and shown (M8)."""

import datetime
import uuid

from ninja import Schema

from fangxian.command.api.schemas.common import Code, Day, Short, example


class LockIn(Schema):
    """Days locked for a form ("": all), below a body of a line or in a place."""

    first_day: Day
    last_day: Day
    reason: Short
    form: Code = ""
    body: Code = ""
    line: Code = ""
    place: Code = ""

    model_config = example(
        first_day="2020-02-01", last_day="2020-02-07", reason="已上报市里", body="committee", line="organs"
    )


class UnlockIn(Schema):
    """Why a period is opened again."""

    reason: Short

    model_config = example(reason="补报两家")


class LockOut(Schema):
    """A lock: what it covers, by whom and why; ``opened_at`` when it was opened again."""

    id: uuid.UUID
    first_day: datetime.date
    last_day: datetime.date
    form: str
    part: str
    reason: str
    locked_at: datetime.datetime
    locked_by: str
    opened_at: datetime.datetime | None
    opened_why: str

    model_config = example(
        id="01900000-0000-7000-8000-000000000009", first_day="2020-02-01", last_day="2020-02-07", form="",
        part="直属机关工委 · 机关线", reason="已上报市里", locked_at="2020-02-08T09:00:00+08:00",
        locked_by="工委值班员", opened_at=None, opened_why="",
    )  # fmt: skip
