"""Self-registrations and contacts as they are sent and shown (M5)."""

import datetime
import uuid
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from fangxian.command.api.schemas.common import Code, Instant, Named, Short, example

Secret = Annotated[str, StringConstraints(max_length=80, pattern=r"^[A-Za-z0-9_-]*$")]


class OneselfIn(Schema):
    """Who registers himself; neither ID number nor phone is needed."""

    name: Short
    id_number: Short = ""
    phone: Short = ""
    address: Short = ""
    symptoms: Short = ""

    model_config = example(
        name="某人（虚构）", id_number="11010519491231002X", phone="19900000001", address="1号楼2单元301室",
    )  # fmt: skip


class RelativeIn(Schema):
    """Somebody of the same household who came along."""

    name: Short
    id_number: Short = ""

    model_config = example(name="某孩（虚构）")


class SelfRegistrationIn(Schema):
    """What a person states of himself under an id (UUIDv7) that his device made: sent again, nothing is added."""

    id: uuid.UUID
    link: Secret = Field(description="The part of the link's address after /self/.")
    person: OneselfIn
    household: Annotated[list[RelativeIn], Field(max_length=5)] = []
    place: Code = Field(description="Division code of the community where he lives here.")
    arrived_at: Instant
    time_stated: bool = True
    origin: Short = ""
    transport: Literal["", "rail", "air", "coach", "car", "ferry", "other"] = ""
    trip: Short = ""
    employer: Short = ""
    has_symptoms: bool = False

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", link="AaICoAPReSqwp1LtNoXASaaS96xDppl0", place="220602001001",
        arrived_at="2020-02-03T14:20:00+08:00", origin="湖北省武汉市", transport="rail", trip="G000",
        person={"name": "某人（虚构）", "phone": "19900000001"}, household=[{"name": "某孩（虚构）"}],
    )  # fmt: skip


class ReceiptIn(Schema):
    """The secret of a receipt."""

    key: Secret

    model_config = example(key="AaICoAcmffinq9hS3KdGAaICoAcmffinq9hS3KdGAaI")


class ReceiptOut(Schema):
    """Where a self-registration stands; ``key`` is the secret by which it is seen and withdrawn."""

    id: uuid.UUID
    receipt: str
    key: str
    state: str
    reason: str = Field("", description="What the community answered.")
    place: Named | None

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", receipt="7K3D-9QXM", state="pending", reason="",
        key="AaICoAcmffinq9hS3KdGAaICoAcmffinq9hS3KdGAaI", place={"code": "220602001001", "name": "某社区"},
    )  # fmt: skip


class SelfRegistrationOut(Schema):
    """A self-registration at the reader's community, masked, with what it may repeat."""

    id: uuid.UUID
    receipt: str
    state: str
    person: dict[str, str]
    by_proxy: bool
    household: uuid.UUID
    place: Named | None
    origin: str
    transport: str
    trip: str
    employer: str
    has_symptoms: bool
    arrived_at: datetime.datetime
    submitted_at: datetime.datetime
    due_at: datetime.datetime
    arrival: uuid.UUID | None
    registered: list[uuid.UUID] = Field(description="Arrivals that are likely the same person.")
    asked: int = Field(description="How often he was asked lately, by whomever.")

    model_config = example(
        id="01900000-0000-7000-8000-000000000011", receipt="7K3D-9QXM", state="pending",
        person={"name": "某*", "phone": "199****0001"}, by_proxy=False,
        household="01900000-0000-7000-8000-000000000011", place={"code": "220602001001", "name": "示例社区"},
        origin="湖北省武汉市", transport="rail", trip="G000", employer="", has_symptoms=False,
        arrived_at="2020-02-03T06:20:00Z", submitted_at="2020-02-03T08:00:00Z", due_at="2020-02-04T08:00:00Z",
        arrival=None, registered=[], asked=1,
    )  # fmt: skip


class SelfRegistrationPage(Schema):
    """A page of self-registrations, the longest waiting first."""

    items: list[SelfRegistrationOut]
    next: str | None


class ConfirmIn(Schema):
    """The self-registrations that are confirmed."""

    ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=50)]

    model_config = example(ids=["01900000-0000-7000-8000-000000000011"])


class ConfirmOut(Schema):
    """The registrations that came of it."""

    arrivals: list[uuid.UUID]

    model_config = example(arrivals=["01900000-0000-7000-8000-000000000013"])


class ContactIn(Schema):
    """A call, visit or message about an entry, under an id that its sender made."""

    id: uuid.UUID
    topic: Code = Field(
        description="Kind of the entry: arrival, self_registration, passenger_row; or body, place."
    )
    about: uuid.UUID
    means: Literal["phone", "visit", "message"]
    outcome: Literal["reached", "not_reached", "refused"]
    remark: Short = ""

    model_config = example(
        id="01900000-0000-7000-8000-000000000012", topic="arrival", means="phone", outcome="reached",
        about="01900000-0000-7000-8000-000000000001",
    )  # fmt: skip


class ContactOut(Schema):
    """A contact as every line may know of it: never what was said."""

    at: datetime.datetime
    by: str
    topic: str
    means: str
    outcome: str

    model_config = example(
        at="2020-02-08T01:12:00Z", by="示例社区", topic="arrival", means="phone", outcome="reached",
    )  # fmt: skip


class AskedOut(Schema):
    """How often a person was asked within the days of the response's rule, and by whom."""

    times: int
    days: int
    contacts: list[ContactOut]

    model_config = example(
        times=1, days=3,
        contacts=[{"at": "2020-02-08T01:12:00Z", "by": "示例社区", "topic": "arrival", "means": "phone",
                   "outcome": "reached"}],
    )  # fmt: skip
