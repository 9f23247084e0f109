"""From stored self-registrations back to what was stated: to confirm, to correct, to show."""

import uuid
from collections.abc import Sequence

from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.sealing import open_person
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.trees.places.models import Place, PlaceCode

ARRIVAL = uuid.UUID("6f6d1b0e-6a0e-5e0f-9d0b-2a0f6c1d7e55")
"""The name space of the ids of registrations that are made of self-registrations."""


def places_of(rows: Sequence[SelfRegistration]) -> dict[str, Place]:
    """Return the communities that self-registrations name, by path: one query."""
    codes = PlaceCode.objects.filter(path__in={row.path for row in rows}).select_related("place")
    return {code.path: code.place for code in codes}


def arrivals_of(rows: Sequence[SelfRegistration]) -> list[Arrival]:
    """Return what self-registrations would be as registrations of the community: one query for all."""
    places = places_of(rows)
    return [_arrival(row, places[row.path]) for row in rows]


def _arrival(row: SelfRegistration, place: Place) -> Arrival:
    return Arrival(
        side=Side.COMMUNITY,
        person=open_person(row, row.response),
        arrived_at=row.happened_at,
        place=place,
        body=row.body,
        line=row.line_id or "",
        id=uuid.uuid5(ARRIVAL, str(row.entry_id)),
        time_stated=row.time_stated,
        origin=row.origin,
        transport=row.transport,
        trip=row.trip,
        person_kind=row.person_kind,
        employer=row.employer,
        has_symptoms=row.has_symptoms,
        cohabitants=row.cohabitants,
        by_proxy=row.by_proxy,
        self_declared=True,
    )
