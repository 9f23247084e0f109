"""Kinds of text, instants and counts, and what every operation may answer."""

import datetime
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, ConfigDict, StringConstraints

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]
Cursor = Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_-]*$")]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^$|^20\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?([ +-]\d\d:\d\d|Z)?)?$"),
]
"""A day (its end, or its beginning in ``from``) or an instant; without an offset, local time."""
Day = Annotated[datetime.date, Field(ge=datetime.date(2000, 1, 1), le=datetime.date(2099, 12, 31))]
Instant = Annotated[AwareDatetime, Field(ge=datetime.datetime(2000, 1, 2, tzinfo=datetime.UTC),
                                         le=datetime.datetime(2099, 12, 30, tzinfo=datetime.UTC))]  # fmt: skip
Measure = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_.-]*$")]
Number = Annotated[int, Field(ge=-(10**15), le=10**15)]
"""An integer of a field's smallest unit: 1234 with two decimals is 12.34."""
Count = Annotated[int, Field(ge=0, le=10**12)]
By = Literal["", "place", "body", "line", "day"]
Side = Literal["unit", "community"]


def example(**values: Any) -> ConfigDict:
    """Return the configuration of a schema with one example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Problem(Schema):
    """A refusal (RFC 9457); ``errors`` maps each field to a sentence, ``entry`` is what stands there already."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None
    entry: uuid.UUID | None = None

    model_config = example(
        type="urn:problem-type:fangxian:conflict", title="Conflict", status=409,
        detail="Another entry was already made under this id: send it under a new one.",
    )  # fmt: skip


class Receipt(Schema):
    """The entry is kept under this id; ``new`` is false when the same content had been sent before."""

    id: uuid.UUID
    new: bool

    model_config = example(id="01900000-0000-7000-8000-000000000001", new=True)


class Named(Schema):
    """A place, body or line by code and name."""

    code: str
    name: str

    model_config = example(code="220602001001", name="示例社区")


class Reason(Schema):
    """Why an entry is taken back."""

    reason: Short

    model_config = example(reason="登记错了人")
