"""Self-registrations in the contact log."""

import datetime
import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy

from fangxian.lines.arrivals.selfreg.confirming import own
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.mechanisms.contacts.subjects import About, Subjects, Topic, subject
from fangxian.trees.people.actor import Actor


def find(actor: Actor, entry_id: uuid.UUID) -> About:
    """Return what to log a contact about: a self-registration of one's community; raises ``Missing``."""
    (row,) = own(actor, [entry_id])
    return About(row.response, _subject(row).popitem()[1], row.path, row.line_id, row.body_id, row.body_path)


def subjects(entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None) -> Subjects:
    """Return the persons of self-registrations: one query."""
    rows = SelfRegistration.objects.known(as_of).select_related("response").filter(entry__in=entries)
    return {entry: person for row in rows for entry, person in _subject(row).items()}


def _subject(row: SelfRegistration) -> Subjects:
    person = subject(
        row.response, row.entry_id, name=row.name_token, id_number=row.id_token, phone=row.phone_token
    )
    return {row.entry_id: person}


TOPIC = Topic("self_registration", gettext_lazy("self-registration"), find, subjects, "selfreg:detail")
