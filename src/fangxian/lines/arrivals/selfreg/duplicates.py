"""What a self-registration may repeat: somebody registered at the community already, or entered by himself before.

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


def _alike(row: SelfRegistration, other: dict[str, Any]) -> bool:
    if row.id_token and other["id_token"]:
        return bytes(row.id_token) == bytes(other["id_token"])
    if not row.name_token or bytes(row.name_token) != bytes(other["name_token"] or b""):
        return False
    same_phone = row.phone_token and bytes(row.phone_token) == bytes(other["phone_token"] or b"")
    same_day = row.arrived_on == other["arrived_on"] and row.path[:12] == other["path"][:12]
    return bool(same_phone or same_day)
