"""The versions of reports: who changed which fields when, and why; and what was noted when somebody was asked."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.queries import Row
from fangxian.lines.arrivals.sealing import Person, open_person
from fangxian.mechanisms.contacts.actions import remark_of
from fangxian.mechanisms.contacts.models import Contact

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


@dataclass(frozen=True)
class Change:
    """A version of a report with the names, not the values, of the fields that it changed."""

    version: ArrivalReport
    fields: tuple[Text, ...]


def history_of(rows: Sequence[Row], as_of: datetime.datetime | None = None) -> list[Change]:
    """Return the versions of reports that the reader sees, the latest first, as known at an instant: one query."""
    found = ArrivalReport.objects.filter(entry__in=[row.standing.entry_id for row in rows])
    if as_of:
        found = found.filter(recorded_from__lte=as_of)
    versions = list(found.select_related("response", "recorded_by").order_by("-recorded_from")[:MOST])
    by_entry: dict[uuid.UUID, list[ArrivalReport]] = defaultdict(list)
    for version in reversed(versions):
        by_entry[version.entry_id].append(version)
    former = {own.pk: earlier for chain in by_entry.values() for earlier, own in pairwise(chain)}
    return [Change(version, _changed(former.get(version.pk), version)) for version in versions]


def contact_remarks(
    report: ArrivalReport, as_of: datetime.datetime | None = None
) -> list[tuple[Contact, str]]:
    """Return what was noted when somebody was asked about a report; the reader has stated a purpose."""
    asked = Contact.objects.at(as_of).filter(about=report.entry_id).select_related("response")
    opened = [(one, remark_of(one)) for one in asked.order_by("-happened_at")[:MOST]]
    return [(contact, remark) for contact, remark in opened if remark]


def _changed(former: ArrivalReport | None, version: ArrivalReport) -> tuple[Text, ...]:
    if former is None or version.voided:
        return ()
    plain = [title for name, title in PLAIN.items() if getattr(former, name) != getattr(version, name)]
    before, after = _values(former), _values(version)
    return *plain, *(title for name, title in SEALED.items() if before[name] != after[name])


def _values(report: ArrivalReport) -> dict[str, str]:
    opened: Person = open_person(report, report.response)
    parts = (opened.identity, opened.contact, opened.health)
    return {item.name: str(getattr(part, item.name)) for part in parts for item in fields(part)}
