"""Daily reports as they are sent and shown (M8)."""

import datetime
import uuid
from typing import Any

from ninja import Schema

from fangxian.command.api.schemas.common import Code, Count, Day, Named, Short, example


class ReportContent(Schema):
    """A day's numbers as a body states them; ``reasons`` explains each that differs from the ledgers."""

    numbers: dict[Code, Count]
    reasons: dict[Code, Short] = {}
    draft: bool = False
    comment: Short = ""


class ReportIn(ReportContent):
    """A body's report of a day, under an id that its sender made. A zero is stated; a blank is not zero."""

    id: uuid.UUID
    body: Code
    line: Code
    day: Day

    model_config = example(
        id="01900000-0000-7000-8000-000000000003", body="example-bureau", line="organs", day="2020-02-08",
        numbers={
            "new_arrivals": 0, "new_from_key_area": 0, "total_arrivals": 0, "total_dual_reported": 0,
            "not_at_community": 0, "under_observation": 0, "observation_ended": 0, "with_symptoms": 0,
        },
    )  # fmt: skip


class ReportReplacement(ReportContent):
    """What replaces a report, and why (a draft may be submitted without a reason)."""

    reason: Short = ""


class ReviewIn(Schema):
    """Accept a report, or return it with a comment."""

    accept: bool
    comment: Short = ""

    model_config = example(accept=False, comment="新增人数与台账不符，请核实")


class ReportOut(Schema):
    """A report with what the ledgers said where its numbers differ."""

    id: uuid.UUID
    version: int
    body: Named
    line: str
    day: datetime.date
    state: str
    is_zero: bool
    due_at: datetime.datetime
    filed_at: datetime.datetime | None
    late: bool
    numbers: dict[str, int | None]
    differences: dict[str, Any]
    comment: str


class ReportPage(Schema):
    """A page of reports, the latest day first."""

    items: list[ReportOut]
    next: str | None


class SilentOut(Schema):
    """A report that is owed and was not filed; silence is not zero."""

    body: Named
    line: str
    day: datetime.date
    due_at: datetime.datetime
    late: bool
    responsible: list[str]
