"""A superior's form as it was understood, and what fills it."""

import uuid
from typing import Any, Literal

from ninja import Field, Schema

from fangxian.command.api.schemas.common import Moment, Short, example


class BlankOut(Schema):
    """Something that a form asks for, its first cell, and what is proposed: nothing is filled below 70."""

    key: str
    sheet: str
    cell: str
    label: str
    kind: str
    what: str
    window: str
    line: str
    confidence: int
    fills: bool

    model_config = example(
        key="0|返程人员/新增", sheet="日报", cell="C6", label="返程人员 / 新增", kind="rows",
        what="measure:arrivals.declared", window="day", line="", confidence=96, fills=True,
    )  # fmt: skip


class CellOut(Schema):
    """A filled cell with the address of its entries; ``flag`` says why one stays empty.

    ``measure`` is a measure's code, ``constant:NAME`` or ``ledger:NAME.FIELD`` for what else is known, or null.
    """

    sheet: str
    cell: str
    label: str
    measure: str | None
    window: str
    line: str
    value: Any = None
    confidence: int
    flag: str
    url: str

    model_config = example(
        sheet="日报", cell="C6", label="返程人员 / 新增", measure="arrivals.declared", window="day", line="organs",
        value=3, confidence=96, flag="", url="/arrivals/entries/?measure=arrivals.declared",
    )  # fmt: skip


class FillingOut(Schema):
    """A form: its blanks with what fills them, what changed since a former version, and once filled its cells."""

    id: uuid.UUID
    title: str
    fingerprint: str
    filled: bool
    changes: dict[str, Any]
    blanks: list[BlankOut]
    cells: list[CellOut]

    model_config = example(
        id="01900000-0000-7000-8000-000000000006", title="返程人员统计表", fingerprint="a3f0c2d4e5b60718", filled=False,
        changes={}, blanks=[], cells=[],
    )  # fmt: skip


class ChoiceIn(Schema):
    """What shall fill a blank: ``measure:CODE``, ``ledger:LEDGER.FIELD``, ``constant:NAME``, or "" for nothing."""

    key: str = Field(max_length=400)
    what: Short
    window: Literal["", "day", "yesterday", "total", "now"] = ""
    line: Short = ""

    model_config = example(key="0|返程人员/新增", what="measure:arrivals.declared", window="day", line="")


class FillIn(Schema):
    """Until when (a day means the form's own cut-off), and why persons are shown in full; else they are masked.

    With ``hide_small`` numbers too small to be published are written as <3.
    """

    to: Moment = ""
    purpose: Short = ""
    hide_small: bool = False

    model_config = example(to="2020-02-10", purpose="")
