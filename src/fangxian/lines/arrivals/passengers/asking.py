"""Passengers in the contact log: whom somebody may ask about, and by what the log knows him (M5)."""

import datetime
import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy

from fangxian.lines.arrivals.passengers.access import answerable_row
from fangxian.lines.arrivals.passengers.models import PassengerRow
from fangxian.mechanisms.contacts.queries import Asked, asked
from fangxian.mechanisms.contacts.subjects import About, Subject, Subjects, Topic, subject
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

KIND = "passenger_row"


def find(actor: Actor, row_id: uuid.UUID) -> About:
    """Return what to log a contact about: a passenger whom the actor may answer for; raises ``Missing``."""
    row = answerable_row(actor, row_id)
    person = subjects([row_id])[row_id]
    return About(row.response, person, row.path, row.line_id, row.body_id, row.body_path)


def subjects(entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None) -> Subjects:
    """Return the persons of rows by the response's tokens: one query."""
    rows = PassengerRow.objects.at(as_of).select_related("response").filter(entry__in=entries)
    known = {
        row.entry_id: subject(
            row.response, row.entry_id, name=row.name_token, id_number=row.id_token, phone=row.phone_token
        )
        for row in rows
    }
    return {entry: known.get(entry, Subject(frozenset())) for entry in entries}


def asked_of(
    response: Response, entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None
) -> dict[uuid.UUID, Asked]:
    """Return who of the passengers was asked already, in whichever line: three queries for all."""
    return asked(response, subjects(entries, as_of), as_of)


TOPIC = Topic(KIND, gettext_lazy("passenger"), find, subjects, "passengers:row")
