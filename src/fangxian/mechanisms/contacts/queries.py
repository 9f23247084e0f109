"""Who was asked already: how often, last by whom, about what, with what outcome; never what was said."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.mechanisms.contacts.models import Contact, ContactKey
from fangxian.mechanisms.contacts.subjects import Subject, title_of
from fangxian.mechanisms.figures.evidence import Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PAGE = 50
VIEW = "contacts.view"


@dataclass(frozen=True)
class Asked:
    """The contacts with one person that every line may know of, the latest first; ``since`` begins "lately"."""

    contacts: tuple[Contact, ...]
    since: datetime.datetime
    days: int

    @property
    def times(self) -> int:
        """How often he was asked within the days that the response's rule names."""
        return sum(one.happened_at >= self.since for one in self.contacts)

    @property
    def last(self) -> Contact | None:
        """The latest contact."""
        return self.contacts[0] if self.contacts else None

    @property
    def topic(self) -> Text:
        """What the latest contact was about."""
        return title_of(self.contacts[0].topic) if self.contacts else ""


def found_by(
    response: Response, keys: Collection[bytes], as_of: datetime.datetime | None = None
) -> QuerySet[Contact]:
    """Return the contacts with the person of any of these keys, the first one first."""
    known = ContactKey.objects.filter(value__in=list(keys)).values("entry")
    found = Contact.objects.at(as_of).filter(entry__in=known, response=response)
    return found.order_by("happened_at", "entry")


def asked(
    response: Response,
    subjects: Mapping[uuid.UUID, Subject],
    as_of: datetime.datetime | None = None,
) -> dict[uuid.UUID, Asked]:
    """Return what is known of contacts with each person, also of those never asked: two queries for all."""
    days = response.contact_days
    since = (as_of or clock.now()) - datetime.timedelta(days=days)
    wanted = {key for one in subjects.values() for key in one.keys}
    keys = ContactKey.objects.filter(value__in=list(wanted)).values_list("value", "entry")
    by_key: dict[bytes, set[uuid.UUID]] = defaultdict(set)
    for value, entry in keys:
        by_key[bytes(value)].add(entry)
    logged = Contact.objects.at(as_of).filter(
        entry__in={entry for found in by_key.values() for entry in found}
    )
    latest = list(logged.order_by("-happened_at", "-entry"))
    return {
        name: Asked(tuple(_of(latest, {e for key in one.keys for e in by_key.get(key, ())})), since, days)
        for name, one in subjects.items()
    }


def asked_about(
    response: Response, entry: uuid.UUID, subject: Subject, as_of: datetime.datetime | None = None
) -> Asked:
    """Return what is known of contacts with one person."""
    return asked(response, {entry: subject}, as_of)[entry]


def page(rows: QuerySet[Contact], after: tuple[datetime.datetime, uuid.UUID] | None = None) -> list[Contact]:
    """Return one page and a row more, the latest first, continuing after a key."""
    if after:
        rows = rows.filter(happened_at__lt=after[0]) | rows.filter(happened_at=after[0], entry__lt=after[1])
    return list(rows.order_by("-happened_at", "-entry")[: PAGE + 1])


def opened(actor: Actor, _question: Question, rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """Narrow contacts to those of the actor's part."""
    return rows.filter(actor.scope(VIEW).q())


READING = Reading("contact", opened)


def _of(latest: Sequence[Contact], entries: set[uuid.UUID]) -> list[Contact]:
    return [contact for contact in latest if contact.entry_id in entries]
