"""What the uplink's operations take and answer."""

import datetime
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from fangxian.command.api.schemas.common import Code, Count, Short, example

AT = "2020-02-08T10:00:00+08:00"
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PairIn(Schema):
    """The lower node's public key, and the proof that it knows the code."""

    key: Hex
    proof: Hex

    model_config = example(key="00" * 32, proof="11" * 32)


class PairOut(Schema):
    """The upper node's key and proof, and what is agreed."""

    node: str
    key: str
    proof: str
    response: str
    title: str
    place: str
    depth: str
    minutes: int
    measures: list[str]

    model_config = example(
        node="0" * 32,
        key="0" * 64,
        proof="1" * 64,
        response="2" * 32,
        title="示例市疫情防控",
        place="220602",
        depth="community",
        minutes=15,
        measures=["arrivals.registered"],
    )


class NodeIn(Schema):
    """A node to be added: its place, its name, down to which level it tells, how often."""

    place: Code
    title: Short
    depth: Literal["city", "county", "street", "community"] = "community"
    minutes: Annotated[int, Field(ge=1, le=1440)] = 15

    model_config = example(place="220602", title="示例区", depth="community", minutes=15)


class CodeOut(Schema):
    """A pairing code, shown once."""

    id: uuid.UUID
    code: str
    until: datetime.datetime

    model_config = example(
        id="01900000-0000-7000-8000-000000000021",
        code="ABCD-EFGH-JKLM-NPQR",
        until=AT,
    )


class NodeOut(Schema):
    """A node below and how it stands."""

    id: uuid.UUID
    place: str
    place_name: str
    title: str
    state: Literal["unpaired", "current", "behind", "silent", "revoked"]
    since: datetime.datetime | None
    last_received_at: datetime.datetime | None
    last_as_of: datetime.datetime | None
    last_day: datetime.date | None
    last_sequence: Count
    refused: Count
    minutes: int
    depth: str

    model_config = example(
        id="01900000-0000-7000-8000-000000000021",
        place="220602",
        place_name="示例区",
        title="示例区",
        state="current",
        since=None,
        last_received_at=AT,
        last_as_of=AT,
        last_day="2020-02-08",
        last_sequence=12,
        refused=0,
        minutes=15,
        depth="community",
    )


class UpstreamOut(Schema):
    """A node above, what waits for it, and the last receipt."""

    id: uuid.UUID
    title: str
    url: str
    place: str
    waiting: Count
    set_aside: Count
    waiting_since: datetime.datetime | None
    last_taken: datetime.datetime | None
    last_sequence: Count
    failures: Count
    outcome: str
    ended_at: datetime.datetime | None

    model_config = example(
        id="01900000-0000-7000-8000-000000000022",
        title="示例市疫情防控",
        url="https://city.example",
        place="220602",
        waiting=0,
        set_aside=0,
        waiting_since=None,
        last_taken=AT,
        last_sequence=12,
        failures=0,
        outcome="",
        ended_at=None,
    )


class ToldOut(Schema):
    """A figure that came: null where nothing came, or where it is withheld (``hidden``); 余 says "more than"."""

    value: float | int | None
    qualifier: str
    numerator: int | None
    denominator: int | None
    hidden: bool
    origin: str
    package: int | None

    model_config = example(
        value=7,
        qualifier="余",
        numerator=None,
        denominator=None,
        hidden=False,
        origin="示例区",
        package=1,
    )


class PlaceFigures(Schema):
    """A place: what came, what was entered here, and the difference (null where "more than" leaves it open)."""

    place: str
    name: str
    told: ToldOut | None
    own: float | int | None
    own_qualifier: str
    difference: float | int | None
    others: list[ToldOut]

    model_config = example(
        place="220602",
        name="示例区",
        own=5,
        own_qualifier="",
        difference=2,
        others=[],
        told={
            "value": 7,
            "qualifier": "",
            "numerator": None,
            "denominator": None,
            "hidden": False,
            "origin": "示例区",
            "package": 1,
        },
    )


class ComparedOut(Schema):
    """A measure of a day by place, and what the nodes below tell together."""

    measure: str
    day: datetime.date
    total: ToldOut | None
    nodes: int
    hidden: int
    missing: list[str]
    rows: list[PlaceFigures]

    model_config = example(
        measure="arrivals.registered",
        day="2020-02-08",
        nodes=1,
        hidden=0,
        missing=[],
        rows=[],
        total={
            "value": 7,
            "qualifier": "",
            "numerator": None,
            "denominator": None,
            "hidden": False,
            "origin": "示例区",
            "package": 1,
        },
    )


class ReceivedOut(Schema):
    """A package that came from below."""

    id: int
    node: uuid.UUID
    sequence: int
    day: datetime.date | None
    as_of: datetime.datetime
    received_at: datetime.datetime
    delay_seconds: int
    digest: str
    verified: bool
    forms: dict[str, int]
    unknown: list[str]
    content: dict[str, Any]
    receipt: dict[str, Any]

    model_config = example(
        id=1,
        node="01900000-0000-7000-8000-000000000021",
        sequence=12,
        day="2020-02-08",
        as_of=AT,
        received_at=AT,
        delay_seconds=3,
        digest="0" * 64,
        verified=True,
        forms={"daily-returnees": 1},
        unknown=[],
        content={},
        receipt={},
    )
