"""Arrivals as they are sent and shown (M5)."""

import datetime
import uuid
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from fangxian.command.api.schemas.common import Code, Instant, Named, Short, Side, example


class PersonIn(Schema):
    """A person as one side states him; neither ID number nor phone is needed."""

    name: Short
    id_number: Short = ""
    id_type: Short = "resident"
    sex: Literal["", "male", "female"] = ""
    birth_date: Annotated[str, StringConstraints(pattern=r"^$|^\d{4}-\d{2}-\d{2}$")] = ""
    phone: Short = ""
    address: Short = ""
    remark: Short = ""
    symptoms: Short = ""
    exposure: Short = ""
    cohabitants: Short = ""

    model_config = example(
        name="某人（虚构）", id_number="11010519491231002X", phone="19900000001", address="1号楼2单元301室",
        sex="male", birth_date="1949-12-31",
    )  # fmt: skip


class ArrivalContent(Schema):
    """One person's arrival as a unit declares or a community registers it."""

    side: Side
    person: PersonIn
    arrived_at: Instant
    time_stated: bool = True
    place: Code = Field(description="Division code of the community of residence.")
    body: Code = Field("", description="Declaring unit, or the employer stated at the community.")
    line: Code = ""
    origin: Short = ""
    transport: Literal["", "rail", "air", "coach", "car", "ferry", "other"] = ""
    trip: Short = ""
    person_kind: Literal["employee", "student", "retired", "migrant", "other"] = "employee"
    employer: Short = ""
    has_symptoms: bool = False
    cohabitants: Annotated[int, Field(ge=0, le=99)] = 0
    by_proxy: bool = False


class ArrivalIn(ArrivalContent):
    """An arrival under an id (UUIDv7) that its sender made: sending it again changes nothing."""

    id: uuid.UUID

    model_config = example(
        id="01900000-0000-7000-8000-000000000001", side="unit", place="220602001001", body="example-bureau",
        line="organs", arrived_at="2020-02-03T14:20:00+08:00", origin="湖北省武汉市", transport="rail", trip="G000",
        person={"name": "某人（虚构）", "id_number": "11010519491231002X", "phone": "19900000001"},
    )  # fmt: skip


class ArrivalCorrection(ArrivalContent):
    """What replaces an arrival, and why."""

    reason: Short

    model_config = example(
        side="unit", place="220602001002", body="example-bureau", line="organs",
        arrived_at="2020-02-03T14:20:00+08:00", person={"name": "某人（虚构）"}, reason="社区填错了",
    )  # fmt: skip


class Purpose(Schema):
    """For what personal data is read: kept for the auditor."""

    purpose: Short

    model_config = example(purpose="contact")


class ArrivalOut(Schema):
    """An arrival in the reader's area with its person masked; of the other side only the state is told."""

    id: uuid.UUID
    version: int
    side: Side
    state: str
    person: dict[str, str]
    arrived_at: datetime.datetime
    reported_at: datetime.datetime
    due_at: datetime.datetime
    counterpart_due_at: datetime.datetime | None
    fulfilled_at: datetime.datetime | None
    conflicts: list[str]
    possible_with: uuid.UUID | None = Field(None, description="Told to the committee above both sides only.")
    place: Named | None
    body: Named | None
    line: str
    origin: str
    transport: str
    trip: str
    person_kind: str

    model_config = example(
        id="01900000-0000-7000-8000-000000000001", version=1, side="unit", state="matched",
        person={"name": "某*", "phone": "199****0001"}, arrived_at="2020-02-03T06:20:00Z",
        reported_at="2020-02-03T08:00:00Z", due_at="2020-02-04T06:20:00Z",
        counterpart_due_at="2020-02-04T06:20:00Z", fulfilled_at="2020-02-03T09:30:00Z", conflicts=[],
        place={"code": "220602001001", "name": "示例社区"}, body={"code": "example-bureau", "name": "示例局"},
        line="organs", origin="湖北省武汉市", transport="rail", trip="G000", person_kind="employee",
    )  # fmt: skip


class ArrivalPage(Schema):
    """A page of arrivals, the latest reports first."""

    items: list[ArrivalOut]
    next: str | None


class Gap(Schema):
    """Somebody whom one side reported and the other has not."""

    entry: uuid.UUID
    state: str
    line: str
    person: str
    body: str
    body_name: str
    place: str
    place_name: str
    arrived_at: str
    due_at: str
    overdue_hours: int | None
    conflicts: str

    model_config = example(
        entry="01900000-0000-7000-8000-000000000001", state="unit_only", line="organs", person="某*",
        body="example-bureau", body_name="示例局", place="220602001001", place_name="示例社区",
        arrived_at="2020-02-03T14:20:00+08:00", due_at="2020-02-04T14:20:00+08:00", overdue_hours=18,
        conflicts="",
    )  # fmt: skip


class GapCount(Schema):
    """How many wait at a body or place, for how long, and who answers for it."""

    name: str
    code: str
    waiting: int
    overdue: int
    since: str
    responsible: str

    model_config = example(
        name="示例社区", code="220602001001", waiting=3, overdue=1, since="2020-02-04T14:20:00+08:00",
        responsible="社区书记",
    )  # fmt: skip


class GapPage(Schema):
    """Who is missing: by person (a page, the longest due first), or counted by body or place."""

    items: list[Gap] = []
    counts: list[GapCount] = []
    next: str | None = None


class DecisionIn(Schema):
    """Two reports are (not) about one person; or ``first``, a declaration, names the wrong community."""

    verdict: Literal["same", "different", "not_ours"]
    first: uuid.UUID
    second: uuid.UUID | None = None
    reason: Short = ""

    model_config = example(
        verdict="same", first="01900000-0000-7000-8000-000000000001",
        second="01900000-0000-7000-8000-000000000002", reason="电话核实",
    )  # fmt: skip
