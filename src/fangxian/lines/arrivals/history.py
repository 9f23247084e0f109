"""The versions of what was stated of arrivals: who changed which fields when, and why."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.arrivals.models import ArrivalReport, StatedArrival
from fangxian.lines.arrivals.queries import Row
from fangxian.lines.arrivals.sealing import Person, open_person

MOST = 50
PLAIN: dict[str, Text] = {
    "happened_at": _("arrived"),
    "path": _("community"),
    "origin": _("from where"),
    "transport": _("transport"),
    "trip": _("trip or plate"),
    "person_kind": _("kind of person"),
    "employer": _("employer"),
    "body_id": _("unit"),
    "has_symptoms": _("symptoms"),
    "cohabitants": _("living together with"),
}
SEALED: dict[str, Text] = {
    "name": _("name"),
    "id_number": _("ID number"),
    "sex": _("sex"),
    "birth_date": _("birth date"),
    "phone": _("phone"),
    "address": _("address"),
    "remark": _("remark"),
    "symptoms": _("symptoms"),
    "exposure": _("contacts and exposure"),
}


V = TypeVar("V", bound=StatedArrival)


@dataclass(frozen=True)
class Change(Generic[V]):
    """A version of what was stated, with the names, not the values, of the fields that it changed."""

    version: V
    fields: tuple[Text, ...]


def history_of(rows: Sequence[Row], as_of: datetime.datetime | None = None) -> list[Change[ArrivalReport]]:
    """Return the versions of reports that the reader sees, the latest first, as known at an instant: one query."""
    return changes(ArrivalReport.objects.filter(entry__in=[row.standing.entry_id for row in rows]), as_of)


def changes(versions: QuerySet[V], as_of: datetime.datetime | None = None) -> list[Change[V]]:
    """Return versions of entries with what each changed, the latest first: one query."""
    known = versions.filter(recorded_from__lte=as_of) if as_of else versions
    found = list(known.select_related("response", "recorded_by").order_by("-recorded_from")[:MOST])
    by_entry: dict[uuid.UUID, list[V]] = defaultdict(list)
    for version in reversed(found):
        by_entry[version.entry_id].append(version)
    former = {own.pk: earlier for chain in by_entry.values() for earlier, own in pairwise(chain)}
    return [Change(version, _changed(former.get(version.pk), version)) for version in found]


def _changed(former: StatedArrival | None, version: StatedArrival) -> tuple[Text, ...]:
    if former is None or version.voided:
        return ()
    plain = [title for name, title in PLAIN.items() if getattr(former, name) != getattr(version, name)]
    before, after = _values(former), _values(version)
    return *plain, *(title for name, title in SEALED.items() if before[name] != after[name])


def _values(report: StatedArrival) -> dict[str, str]:
    opened: Person = open_person(report, report.response)
    parts = (opened.identity, opened.contact, opened.health)
    return {item.name: str(getattr(part, item.name)) for part in parts for item in fields(part)}
