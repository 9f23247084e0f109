"""Passenger lists as stations send them, and what became of their rows (M5)."""

import datetime
import uuid
from typing import Annotated, Literal

from ninja import Field, Schema

from fangxian.command.api.schemas.common import Code, Day, Named, Short, example

Outcome = Literal[
    "open", "registered_already", "newly_registered", "left_again", "not_resident", "not_found", "duplicate",
    "wrongly_listed",
]  # fmt: skip


ListState = Literal["", "open", "overdue", "settled"]


class PassengerIn(Schema):
    """One passenger under an id (UUIDv7) that the sender made; neither ID number nor phone is needed."""

    id: uuid.UUID
    name: Annotated[Short, Field(max_length=60)]
    id_number: Annotated[Short, Field(max_length=40)] = ""
    phone: Annotated[Short, Field(max_length=40)] = ""
    destination: Short = Field("", description="Where the passenger said to go: names the community.")
    seat: Annotated[Short, Field(max_length=20)] = ""
    origin: Annotated[Short, Field(max_length=80)] = ""

    model_config = example(
        id="01900000-0000-7000-8000-000000000012", name="某人（虚构）", phone="19900000001",
        destination="某社区1号楼1单元101室", seat="03车12座",
    )  # fmt: skip


class PassengerListIn(Schema):
    """A list for one trip on one day; sent again under its id, rows that are new are added."""

    id: uuid.UUID
    trip: Annotated[Short, Field(max_length=40)]
    day: Day
    place: Code = Field("", description="Division code of the place that sends it; or body and line.")
    body: Code = ""
    line: Code = ""
    station: Annotated[Short, Field(max_length=80)] = ""
    rows: Annotated[list[PassengerIn], Field(max_length=5000)]

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", trip="K7385", day="2020-02-08", place="220602", station="某站",
        rows=[{"id": "01900000-0000-7000-8000-000000000012", "name": "某人（虚构）", "phone": "19900000001",
               "destination": "某社区1号楼1单元101室", "seat": "03车12座"}],
    )  # fmt: skip


class ListReceipt(Schema):
    """The list is kept under this id; ``added`` rows are new, all others had been sent before."""

    id: uuid.UUID
    new: bool
    added: int

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", new=True, added=1,
    )  # fmt: skip


class PassengerListOut(Schema):
    """A list with the counts of its rows that the reader sees; ``outcomes`` add up to ``listed``."""

    id: uuid.UUID
    station: str
    trip: str
    day: datetime.date
    received_at: datetime.datetime
    listed: int
    outcomes: dict[str, int]
    overdue: int
    wrong: int
    missed: int

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", station="某站", trip="K7385", day="2020-02-08",
        received_at="2020-02-08T01:00:00Z", listed=3, outcomes={"registered_already": 2, "open": 1}, overdue=0,
        wrong=0, missed=1,
    )  # fmt: skip


class PassengerListPage(Schema):
    """A page of lists, the latest first."""

    items: list[PassengerListOut]
    next: str | None


class PassengerOut(Schema):
    """A passenger, masked, with the outcome of the row."""

    id: uuid.UUID
    list: uuid.UUID
    position: int
    name: str
    phone: str
    id_number: str
    destination: str
    seat: str
    place: Named | None
    outcome: Outcome
    registration: uuid.UUID | None
    due_at: datetime.datetime
    settled_at: datetime.datetime | None

    model_config = example(
        id="01900000-0000-7000-8000-000000000012", list="01900000-0000-7000-8000-000000000011", position=1,
        name="某*", phone="199****0001", id_number="", destination="某社区", seat="03车12座",
        place={"code": "220602001001", "name": "示例社区"}, outcome="open", registration=None,
        due_at="2020-02-09T01:00:00Z", settled_at=None,
    )  # fmt: skip


class PassengerPage(Schema):
    """A page of a list's rows, in its order."""

    items: list[PassengerOut]
    next: str | None


class AnswerIn(Schema):
    """What became of a passenger; with ``registration`` the row is that registered person."""

    outcome: Literal["", "open", "left_again", "not_resident", "not_found", "duplicate", "wrongly_listed"] = (
        ""
    )
    registration: uuid.UUID | None = None
    reason: Short = ""

    model_config = example(outcome="not_found", reason="电话三次未接")


class PlaceIn(Schema):
    """The community that a passenger is given to."""

    place: Code

    model_config = example(place="220602001001")
