"""Bulletins as they are sent and shown (M24)."""

import datetime
import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import StringConstraints

from fangxian.command.api.schemas.common import NO_NUL, Code, Moment, Named, example


class BulletinIn(Schema):
    """A draft; without a source it begins with the built-in text. Sending it again under its id changes nothing."""

    id: uuid.UUID
    issuer: Code
    line: Code
    source: Annotated[str, StringConstraints(max_length=100_000, pattern=NO_NUL)] = ""
    document_mark: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    until: Moment = ""

    model_config = example(
        id="01900000-0000-7000-8000-000000000004", issuer="example-committee", line="organs",
        source="标题：返程人员登记情况\n\n各部门申报{arrivals.declared line=organs}人。", document_mark="示例发",
        until="2020-02-10",
    )  # fmt: skip


class BulletinOut(Schema):
    """A bulletin: a draft, or issued with number, as-of and frozen figures."""

    id: uuid.UUID
    state: str
    issuer: Named
    line: str
    number: int | None
    document_number: str
    until: datetime.datetime | None
    as_of: datetime.datetime | None
    issued_at: datetime.datetime | None
    source: str
    text: str | None = None
    figures: list[dict[str, Any]] = []

    model_config = example(
        id="01900000-0000-7000-8000-000000000004", state="issued",
        issuer={"code": "example-committee", "name": "示例工委"},
        line="organs", number=1, document_number="示例发〔2020〕1号", until="2020-02-10T15:59:59Z",
        as_of="2020-02-11T00:30:00Z", issued_at="2020-02-11T00:30:00Z", source="标题：返程人员登记情况",
        figures=[{"reference": "arrivals.declared line=organs", "value": 271}],
    )  # fmt: skip


class BulletinPage(Schema):
    """A page of bulletins, the latest first."""

    items: list[BulletinOut]
    next: str | None


class Verification(Schema):
    """Each figure of an issued bulletin as issued and as recomputed from what was known then."""

    same: bool
    figures: list[dict[str, Any]]

    model_config = example(
        same=True,
        figures=[{"reference": "arrivals.declared line=organs", "issued": 271, "recomputed": 271, "same": True}],
    )  # fmt: skip
