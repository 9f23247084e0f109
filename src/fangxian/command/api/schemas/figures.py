"""Figures, measures and the facts behind them (M24)."""

import datetime
import uuid

from ninja import Field, Schema

from fangxian.command.api.schemas.common import example


class Part(Schema):
    """A figure at one place, body, line or day of a breakdown."""

    code: str
    label: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    qualifier: str

    model_config = example(
        code="example-bureau", label="示例局", value=100, numerator=4, denominator=4, qualifier="",
    )  # fmt: skip


class FigureOut(Schema):
    """A figure for the part and window asked for, in the reader's area; a rate without a denominator is null."""

    measure: str
    title: str
    kind: str
    unit: str
    place: str
    body: str
    line: str
    start: str = Field(serialization_alias="from")
    to: str
    as_of: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    qualifier: str
    breakdown: list[Part]
    entries: str

    model_config = example(
        measure="arrivals.dual_report_rate", title="双报率", kind="rate", unit="%", place="", body="", line="organs",
        start="2020-01-25T00:00:00+08:00", to="2020-02-10T23:59:59+08:00", as_of="2020-02-11T08:30:00+08:00",
        value=98.5, numerator=197, denominator=200, qualifier="", breakdown=[],
        entries="/api/v1/figures/entries?measure=arrivals.dual_report_rate&line=organs",
    )  # fmt: skip


class MeasureOut(Schema):
    """A measure of the dictionary."""

    measure: str
    title: str
    sentence: str
    kind: str
    unit: str
    numerator: str | None = None
    denominator: str | None = None

    model_config = example(
        measure="arrivals.dual_report_rate", title="双报率", sentence="双方都已报告的人数，除以单位申报的人数。",
        kind="rate", unit="%", numerator="arrivals.dual_reported", denominator="arrivals.declared",
    )  # fmt: skip


class FactOut(Schema):
    """A fact behind a figure: which entry, where, when, and its state."""

    entry: uuid.UUID | None
    kind: str
    state: str
    at: datetime.datetime
    place: str
    body: str
    line: str
    url: str | None

    model_config = example(
        entry="01900000-0000-7000-8000-000000000001", kind="arrival", state="matched", at="2020-02-03T06:20:00Z",
        place="220602001001", body="example-bureau", line="organs",
        url="/api/v1/arrivals/01900000-0000-7000-8000-000000000001",
    )  # fmt: skip


class FactPage(Schema):
    """The facts behind a figure that the reader may open; ``hidden`` counts the others."""

    value: int | float | None
    hidden: int
    items: list[FactOut]
    next: str | None
