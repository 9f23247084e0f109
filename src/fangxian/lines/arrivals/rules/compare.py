"""Whether two reports are about one person, and which of their statements contradict each other (M5).

| identity numbers | besides | outcome |
| --- | --- | --- |
| equal | valid, or the same name | same |
| one slip apart | same name | same |
| equal but invalid, or one slip apart | another name, same phone | possible |
| any | same name and phone | same |
| missing on a side | same name, phone one slip apart, building | same |
| missing on a side | same name, phone one slip apart, day; buildings do not differ | same |
| missing on a side | same name, building and day; nothing against it | same |
| missing on a side | same name; any one of phone one slip apart, building, day | possible |
| different | same name; two of phone one slip apart, building, day | possible |

Building, day and a slip in the phone count only within one community. "Nothing against it" means: the
rooms do not differ, and the phones do not differ unless the rooms are equal, for large buildings house
namesakes. A phone in common under different names is a family's, and says nothing. Phones count as one
slip apart when they differ within one stretch of four digits; identity numbers only when one change makes
the one the other.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from uuid import UUID

from fangxian.lines.arrivals.rules.tokens import KeyKind


class Side(StrEnum):
    """Who reports: the unit that declares, or the community that registers."""

    UNIT = "unit"
    COMMUNITY = "community"


class Outcome(StrEnum):
    """What the rules make of two reports; `possible` is for a human to decide."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


class Method(StrEnum):
    """What two reports were joined by, the strongest first; `linked` is through a third report."""

    CONFIRMED = "confirmed"
    ID_NUMBER = "id_number"
    ID_NUMBER_NEAR = "id_number_near"
    NAME_PHONE = "name_phone"
    NAME_PHONE_NEAR = "name_phone_near"
    NAME_ADDRESS_DATE = "name_address_date"
    NAME_ADDRESS = "name_address"
    NAME_DATE = "name_date"
    LINKED = "linked"
    NONE = "none"

    @property
    def is_circumstantial(self) -> bool:
        """Say whether the method rests on neither an identity number nor a whole phone, nor on a human."""
        return self in _CIRCUMSTANTIAL


_CIRCUMSTANTIAL = frozenset({Method.NAME_PHONE_NEAR, Method.NAME_ADDRESS_DATE})


@dataclass(frozen=True, slots=True)
class Report:
    """One side's report of an arrival, as far as the rules may know it.

    `line` is the reporting line of a declaration ("" for a registration); `place` the path of the
    community of residence; `fields` and `keys` the seals of `tokens.seal`. `expects_counterpart` is False
    for a registration whose person has no employer in a reporting line; `counterpart_due_at` is the
    instant by which the other side's report is due.
    """

    id: UUID
    side: Side
    recorded_at: dt.datetime
    fields: Mapping[str, bytes | None]
    keys: frozenset[tuple[str, bytes]]
    line: str = ""
    body: UUID | None = None
    place: str = ""
    arrived_on: dt.date | None = None
    id_valid: bool = False
    expects_counterpart: bool = True
    counterpart_due_at: dt.datetime | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def order(self) -> tuple[dt.datetime, UUID]:
        """Return what puts reports in the order in which they came."""
        return self.recorded_at, self.id


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a comparison and what it rests on."""

    outcome: Outcome
    method: Method


class _Evidence(NamedTuple):
    """What two reports agree on; None where a side says nothing."""

    name: bool | None
    id_number: bool | None
    id_near: bool
    id_valid: bool
    phone: bool | None
    phone_near: bool
    building: bool
    other_building: bool
    room: bool | None
    day: bool


_DIFFERENT = Verdict(Outcome.DIFFERENT, Method.NONE)


def compare(a: Report, b: Report) -> Verdict:
    """Judge whether `a` and `b` are about one person, by the table above; symmetric."""
    return _judge(_weigh(a, b))


def conflicts(a: Report, b: Report) -> tuple[str, ...]:
    """Return the names of the fields in which `a` and `b` contradict each other; symmetric.

    Among name, id_number, arrived_on, community, address. What a side leaves out contradicts nothing, nor
    does a place given less precisely. A second phone is no contradiction.
    """
    differs = {
        "name": _agree(a, b, "name") is False,
        "id_number": _agree(a, b, "id_number") is False,
        "arrived_on": None not in (a.arrived_on, b.arrived_on) and a.arrived_on != b.arrived_on,
        "community": not (a.place.startswith(b.place) or b.place.startswith(a.place)),
        "address": _agree(a, b, "building") is False or _agree(a, b, "address") is False,
    }
    return tuple(field for field, differ in differs.items() if differ)


def _weigh(a: Report, b: Report) -> _Evidence:
    shared = {kind for kind, _ in a.keys & b.keys}
    id_number = _agree(a, b, "id_number")
    return _Evidence(
        name=_agree(a, b, "name"),
        id_number=id_number,
        id_near=not id_number and KeyKind.ID in shared,
        id_valid=a.id_valid and b.id_valid,
        phone=_agree(a, b, "phone"),
        phone_near=KeyKind.PHONE_NEAR in shared,
        building=KeyKind.NAME_ADDRESS in shared,
        other_building=_agree(a, b, "building") is False,
        room=_agree(a, b, "address"),
        day=KeyKind.NAME_DATE in shared,
    )


def _agree(a: Report, b: Report, field: str) -> bool | None:
    mine, theirs = a.fields.get(field), b.fields.get(field)
    return None if mine is None or theirs is None else mine == theirs


@cache
def _judge(evidence: _Evidence) -> Verdict:
    return _by_id_number(evidence) or (_by_name(evidence) if evidence.name else _DIFFERENT)


def _by_id_number(evidence: _Evidence) -> Verdict | None:
    if evidence.id_number and (evidence.id_valid or evidence.name):
        return Verdict(Outcome.SAME, Method.ID_NUMBER)
    if evidence.id_near and evidence.name:
        return Verdict(Outcome.SAME, Method.ID_NUMBER_NEAR)
    if (evidence.id_number or evidence.id_near) and evidence.phone:
        return Verdict(Outcome.POSSIBLE, Method.ID_NUMBER_NEAR)
    return None


def _by_name(evidence: _Evidence) -> Verdict:
    if evidence.phone:
        return Verdict(Outcome.SAME, Method.NAME_PHONE)
    if evidence.id_number is None and (method := _certain_without_id_number(evidence)):
        return Verdict(Outcome.SAME, method)
    agreements = [
        method
        for method, agree in (
            (Method.NAME_PHONE_NEAR, evidence.phone_near),
            (Method.NAME_ADDRESS, evidence.building),
            (Method.NAME_DATE, evidence.day),
        )
        if agree
    ]
    enough = 1 if evidence.id_number is None else 2
    return Verdict(Outcome.POSSIBLE, agreements[0]) if len(agreements) >= enough else _DIFFERENT


def _certain_without_id_number(evidence: _Evidence) -> Method | None:
    if evidence.phone_near and (evidence.building or (evidence.day and not evidence.other_building)):
        return Method.NAME_PHONE_NEAR
    unopposed = evidence.room is not False and (evidence.room or evidence.phone is not False)
    return Method.NAME_ADDRESS_DATE if evidence.building and evidence.day and unopposed else None
