"""From what somebody entered into the form to what he states: of himself, and of relatives by proxy."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from fangxian.lines.arrivals.employers import Employers, kind_of
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import PersonKind, Side
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.identifiers import IdNumber, parse_id_number

PERSONAL = ("name", "phone", "id_number", "address")
"""Fields that are not shown again: left empty in a correction, they stay as they are."""


def number_in(given: str) -> str:
    """Return an ID number as people write it; one that cannot be right is kept as given, else ""."""
    try:
        known = parse_id_number(given)
    except ValueProblem as problem:
        known = problem.kept if isinstance(problem.kept, IdNumber) else None
    return known.number if known else ""


def oneself(entered: Mapping[str, Any], kept: Person | None) -> Person:
    """Return the person himself; what he left empty is taken from what was ``kept`` of him."""
    told = {name: entered[name].strip() for name in PERSONAL}
    if kept:
        before = {
            "name": kept.identity.name, "id_number": kept.identity.id_number, "phone": kept.contact.phone,
            "address": kept.contact.address,
        }  # fmt: skip
        told = {name: told[name] or before[name] for name in told}
    named = entered["symptoms_named"] or (kept.health.symptoms if kept else "")
    symptoms = named if entered["symptoms"] == "yes" else ""
    return Person(
        _identity(told["name"], told["id_number"]),
        ContactDetails(told["phone"], told["address"]),
        Health(symptoms=symptoms),
    )


def relative(name: str, given: str, kept: Identity, own: Person) -> Person | None:
    """Return somebody of the household, reached where the person himself is; None without a name."""
    name, number = name.strip() or kept.name, number_in(given)
    if not name:
        return None
    identity = _identity(name, number or (kept.id_number if name == kept.name else ""))
    return Person(identity, ContactDetails(own.contact.phone, own.contact.address))


def arrival(
    entered: Mapping[str, Any], entry: uuid.UUID, person: Person, *, by_proxy: bool = False
) -> Arrival:
    """Return the arrival of one person of the form."""
    employer = "" if by_proxy else entered["employer"].strip()
    body, line = Employers().find(employer)
    time = entered["arrived_time"]
    moment = datetime.datetime.combine(entered["arrived_on"], time or datetime.time.min)
    return Arrival(
        side=Side.COMMUNITY,
        person=person,
        arrived_at=timezone.make_aware(moment),
        place=entered["place"],
        body=body,
        line=line,
        id=entry,
        time_stated=time is not None,
        origin=entered["origin"],
        transport=entered["transport"],
        trip=entered["trip"],
        person_kind=kind_of(employer, PersonKind.EMPLOYEE if employer else PersonKind.OTHER),
        employer=employer,
        has_symptoms=not by_proxy and entered["symptoms"] == "yes",
        by_proxy=by_proxy,
    )


def _identity(name: str, number: str) -> Identity:
    try:
        known = parse_id_number(number)
    except ValueProblem:
        known = None
    if known is None:
        return Identity(name, number)
    born = known.birth_date.isoformat() if known.birth_date else ""
    return Identity(name, number, sex=known.sex, birth_date=born)
