"""Invented persons who came back: identities, homes, journeys, and the quirks of their paperwork."""

from dataclasses import dataclass, field
from datetime import datetime

from tools.scenario.baishan.bodies import Body
from tools.scenario.baishan.journeys import Origin


@dataclass(frozen=True)
class Home:
    """Where a person lives; ``building``, ``unit`` and ``room`` are numbers on the doors."""

    place_code: str
    street: str
    community: str
    compound: str
    building: int
    unit: int
    room: int


@dataclass
class Person:
    """One invented returnee and what both sides will know; ``quirks`` say how their papers go wrong."""

    name: str
    sex: str
    kind: str
    id_number: str
    phone: str
    home: Home
    origin: Origin
    trip: str
    arrived: datetime
    registered_at: datetime
    community_file: int
    body: Body | None = None
    declared_at: datetime | None = None
    symptom: str = ""
    companions: str = "无"
    quirks: set[str] = field(default_factory=set)
