"""Daily reports as they are sent and shown (M8)."""

import datetime
import uuid
from typing import Any

from ninja import Schema

from fangxian.command.api.schemas.common import Code, Day, Named, Number, Short, Text, example
from fangxian.lines.reports.form import RETURNEES


class ReportContent(Schema):
    """A day's report as a body states it; ``reasons`` explains each number that differs from the ledgers or falls.

    ``numbers`` are integers of each field's smallest unit; ``answers`` ISO dates, texts, codes and lists of codes.
    """

    numbers: dict[Code, Number]
    answers: dict[Code, Text | list[Code]] = {}
    reasons: dict[Code, Short] = {}
    draft: bool = False
    comment: Short = ""


class ReportIn(ReportContent):
    """A body's report of a day, under an id that its sender made. A zero is stated; a blank is not zero."""

    id: uuid.UUID
    body: Code
    line: Code
    day: Day
    form: Code = RETURNEES.code

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

    model_config = example(
        numbers={"new_arrivals": 1}, reasons={"new_arrivals": "昨晚到达，台账尚未登记"}, reason="补报一人",
    )  # fmt: skip


class ReviewIn(Schema):
    """Accept a report, or return it with a comment."""

    accept: bool
    comment: Short = ""

    model_config = example(accept=False, comment="新增人数与台账不符，请核实")


class ReportOut(Schema):
    """A report with what the ledgers said where its numbers differ."""

    id: uuid.UUID
    version: int
    form: str
    form_version: int
    body: Named
    line: str
    day: datetime.date
    state: str
    is_zero: bool
    due_at: datetime.datetime
    filed_at: datetime.datetime | None
    late: bool
    numbers: dict[str, int | None]
    answers: dict[str, Any]
    differences: dict[str, Any]
    comment: str

    model_config = example(
        id="01900000-0000-7000-8000-000000000003", version=1, form="daily-returnees", form_version=1,
        body={"code": "example-bureau", "name": "示例局"}, line="organs", day="2020-02-08", state="submitted",
        is_zero=True, due_at="2020-02-08T02:00:00Z", filed_at="2020-02-08T01:12:00Z", late=False,
        numbers={"new_arrivals": 0}, answers={}, differences={}, comment="",
    )  # fmt: skip


class ReportPage(Schema):
    """A page of reports, the latest day first."""

    items: list[ReportOut]
    next: str | None


class SilentOut(Schema):
    """A report that is owed and was not filed; silence is not zero."""

    form: str
    body: Named
    line: str
    day: datetime.date
    due_at: datetime.datetime
    late: bool
    responsible: list[str]

    model_config = example(
        form="daily-returnees", body={"code": "example-bureau", "name": "示例局"}, line="organs", day="2020-02-08",
        due_at="2020-02-08T02:00:00Z", late=True, responsible=["某联络员"],
    )  # fmt: skip


class SilentPage(Schema):
    """A page of who is silent, in the order of lines and of the bodies in them."""

    items: list[SilentOut]
    next: str | None


class FieldOut(Schema):
    """A field of a form; a number is an integer of ``10 ** -decimals`` of its unit."""

    code: str
    title: str
    type: str
    kind: str
    unit: str
    decimals: int
    required: bool
    help: str
    constraint: str
    calculation: str
    choices: list[Named]
    fills_in: str
    """The measure that fills it in."""
    measure: str
    """The measure that adds up what bodies state."""

    model_config = example(
        code="masks", title="口罩", type="integer", kind="current", unit="只", decimals=0, required=True, help="",
        constraint=". >= 0", calculation="", choices=[], fills_in="", measure="reports.supplies.masks",
    )  # fmt: skip


class FormOut(Schema):
    """A form as it holds on a day: what it asks, how often and by when."""

    code: str
    title: str
    version: int
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    frequency: str
    due_on: str
    cut_off: datetime.time | None
    grace: int | None
    reviews: int
    help: str
    fields: list[FieldOut]

    model_config = example(
        code="supplies", title="防疫物资日报", version=1, valid_from="2020-02-08", valid_to=None,
        frequency="daily", due_on="", cut_off="18:00:00", grace=30, reviews=1, help="", fields=[],
    )  # fmt: skip
