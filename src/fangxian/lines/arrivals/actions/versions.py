"""What an arrival becomes when it is written: its version row, sealed fields, match keys and referrals."""

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone

from fangxian.core import bulk, crypto
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Side, StatedArrival
from fangxian.lines.arrivals.rules.tokens import Sealed, seal
from fangxian.lines.arrivals.sealing import identifiers, seal_person
from fangxian.mechanisms.cases import actions as cases
from fangxian.mechanisms.cases.models import Referral
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

END_OF_DAY = datetime.time(23, 59, 59)


def body_paths(arrivals: Sequence[Arrival]) -> dict[tuple[uuid.UUID, str], str]:
    """Return the path of each declaring body in its line, by body and line: one query."""
    bodies = {arrival.body.id for arrival in arrivals if arrival.body}
    rows = Position.objects.filter(body__in=bodies, valid_to=None).values_list("body", "line", "path")
    return {(body, line): path for body, line, path in rows}


def version_of(
    arrival: Arrival, response: Response, paths: dict[tuple[uuid.UUID, str], str]
) -> ArrivalReport:
    """Return the version row of an arrival, not yet sealed or stamped."""
    return ArrivalReport(
        side=arrival.side,
        self_declared=arrival.self_declared,
        due_at=due_at(response, arrival.side, arrival.arrived_at, time_stated=arrival.time_stated),
        **stated(arrival, response, paths),
    )


def stated(arrival: Arrival, response: Response, paths: dict[tuple[uuid.UUID, str], str]) -> dict[str, Any]:
    """Return the columns of what an arrival states, without its personal fields."""
    path = paths.get((arrival.body.id, arrival.line), "") if arrival.body else ""
    plain = ("time_stated", "transport", "person_kind", "has_symptoms", "cohabitants", "by_proxy")
    return {name: getattr(arrival, name) for name in plain} | {
        "entry_id": arrival.id,
        "response": response,
        "happened_at": arrival.arrived_at,
        "arrived_on": timezone.localdate(arrival.arrived_at),
        "path": arrival.place.path,
        "body": arrival.body if path else None,
        "line_id": arrival.line if path else None,
        "body_path": path,
        "origin": arrival.origin[:80],
        "from_key_area": arrival.from_key_area(response),
        "trip": arrival.trip[:40],
        "employer": arrival.employer[:80],
    }


def due_at(
    response: Response, side: str, arrived_at: datetime.datetime, *, time_stated: bool
) -> datetime.datetime:
    """Return by when a side must report; an arrival known by day only counts from that day's end."""
    hours = response.declaration_hours if side == Side.UNIT else response.registration_hours
    if not time_stated:
        day = timezone.localdate(arrived_at)
        arrived_at = datetime.datetime.combine(day, END_OF_DAY, timezone.get_default_timezone())
    return arrived_at + datetime.timedelta(hours=hours)


def seal_version(version: StatedArrival, response: Response, arrival: Arrival) -> Sealed:
    """Seal a version's personal fields and set its tokens; returns the keys by which others find it."""
    seal_person(version, response, arrival.person)
    known = identifiers(arrival.person, arrival.place.path[:12], version.arrived_on)
    sealed = seal(known, lambda text: crypto.token(response.key_owner, text))
    for name, column in (("name", "name"), ("id_number", "id"), ("phone", "phone")):
        setattr(version, f"{column}_token", sealed.fields[name])
    version.building_token, version.address_token = sealed.fields["building"], sealed.fields["address"]
    version.id_valid = known.id_valid
    return sealed


def write_keys(keys: Mapping[uuid.UUID, Collection[tuple[str, bytes]]]) -> None:
    """Insert the match keys of entries."""
    bulk.insert(
        MatchKey,
        ("entry_id", "kind", "value"),
        ((entry, kind, value) for entry, own in keys.items() for kind, value in sorted(own)),
    )


def key_values(*entry_ids: uuid.UUID) -> list[bytes]:
    """Return the match keys of entries: what has to be locked before they are decided about."""
    return [bytes(v) for v in MatchKey.objects.filter(entry__in=entry_ids).values_list("value", flat=True)]


def refer(reports: Sequence[ArrivalReport], actor: Actor) -> None:
    """Open the referrals that registrations give rise to: symptoms, relatives living together."""
    registered = [row for row in reports if row.side == Side.COMMUNITY]
    sick = [row for row in registered if row.has_symptoms]
    together = [row for row in registered if row.cohabitants]
    if sick:
        cases.refer(Referral.Kind.SYMPTOMS, sick, actor)
    if together:
        cases.refer(Referral.Kind.COHABITANTS, together, actor)
