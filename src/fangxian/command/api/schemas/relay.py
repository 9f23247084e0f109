"""A chat relay as it is sent, and what was read in it (M8)."""

import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from fangxian.command.api.schemas.common import Code, Day, example
from fangxian.lines.reports.form import RETURNEES


class RelayIn(Schema):
    """The text of a relay; without a day it is read for the one that its heading names, else for today."""

    text: Annotated[str, Field(max_length=50_000)]
    form: Code = RETURNEES.code
    day: Day | None = None
    line: Code = ""

    model_config = example(text="#接龙 2月8日\n1. 教育局 新增0 在管5 累计7", form=RETURNEES.code)


class RelayRow(Schema):
    """What one unit said; ``line`` is the number of the text's line that holds, ``code`` null for an unknown unit."""

    line: int
    body: str
    code: str | None
    values: dict[str, int | float | str | list[str]]
    understood: bool
    as_yesterday: dict[str, int | float] = {}
    not_understood: list[str]
    written: str
    candidates: list[str]
    lines: list[int]
    text: str
    remark: str

    model_config = example(
        line=2, body="教育局", code="education", understood=True, not_understood=[], values={"new_arrivals": 0},
        written="教育局", candidates=[], lines=[2], text="1. 教育局 新增0", remark="",
    )  # fmt: skip


class RelayOut(Schema):
    """A relay as read; ``others`` are its lines that are no reports."""

    form: str
    day: datetime.date
    rows: list[RelayRow]
    others: list[tuple[int, str]]

    model_config = example(
        form=RETURNEES.code, day="2020-02-08", others=[[1, "#接龙 2月8日"]],
        rows=[{
            "line": 2, "body": "教育局", "code": "education", "understood": True, "not_understood": [],
            "values": {"new_arrivals": 0, "under_observation": 5, "total_arrivals": 7}, "written": "教育局",
            "candidates": [], "lines": [2], "text": "1. 教育局 新增0 在管5 累计7", "remark": "",
        }],
    )  # fmt: skip
