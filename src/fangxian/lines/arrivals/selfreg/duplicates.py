"""What a self-registration may repeat: somebody registered at the community, entered by himself before, or listed.

Found by equality of keyed tokens: the same ID number; or the same name with the same phone, or with the same
day of arrival in the same community.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from fangxian.lines.arrivals.models import ArrivalReport, Side
from fangxian.lines.arrivals.passengers.models import PassengerRow
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.trees.people.actor import Actor

COLUMNS = ("entry", "name_token", "id_token", "phone_token", "path", "arrived_on")


@dataclass(frozen=True)
class Duplicate:
    """Another entry about what is likely the same person: a registration, or another self-registration."""

    entry: uuid.UUID
    registered: bool


def duplicates(actor: Actor, rows: Sequence[SelfRegistration]) -> dict[uuid.UUID, list[Duplicate]]:
    """Return what self-registrations may repeat within the actor's communities: two queries for all."""
    names = [bytes(row.name_token) for row in rows if row.name_token]
    numbers = [bytes(row.id_token) for row in rows if row.id_token]
    alike = (Q(name_token__in=names) | Q(id_token__in=numbers)) & actor.scope("arrivals.register").place_q()
    registered = ArrivalReport.objects.at().filter(alike, side=Side.COMMUNITY).values(*COLUMNS)
    waiting = SelfRegistration.objects.at().filter(alike, state=SelfRegistration.State.PENDING)
    found: dict[uuid.UUID, list[Duplicate]] = defaultdict(list)
    known = [(True, other) for other in registered]
    known += [(False, other) for other in waiting.values(*COLUMNS)]
    for row in rows:
        for is_registered, other in known:
            if other["entry"] not in (row.entry_id, row.arrival) and _alike(row, other):
                found[row.entry_id].append(Duplicate(other["entry"], is_registered))
    return found


def registered_themselves(actor: Actor, rows: Sequence[PassengerRow]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the waiting self-registration at the actor's communities of each passenger who has one: one query."""
    names = [bytes(row.name_token) for row in rows if row.name_token]
    numbers = [bytes(row.id_token) for row in rows if row.id_token]
    alike = (Q(name_token__in=names) | Q(id_token__in=numbers)) & actor.scope("arrivals.register").place_q()
    waiting = SelfRegistration.objects.at().filter(alike, state=SelfRegistration.State.PENDING)
    known = list(waiting.order_by("submitted_at").values(*COLUMNS)) if rows else []
    return {row.entry_id: other["entry"] for row in rows for other in reversed(known) if _alike(row, other)}


def _alike(row: SelfRegistration | PassengerRow, other: dict[str, Any]) -> bool:
    if row.id_token and other["id_token"]:
        return bytes(row.id_token) == bytes(other["id_token"])
    if not row.name_token or bytes(row.name_token) != bytes(other["name_token"] or b""):
        return False
    same_phone = row.phone_token and bytes(row.phone_token) == bytes(other["phone_token"] or b"")
    day = row.travelled_on if isinstance(row, PassengerRow) else row.arrived_on
    same_day = day == other["arrived_on"] and row.path[:12] == other["path"][:12]
    return bool(same_phone or same_day)
