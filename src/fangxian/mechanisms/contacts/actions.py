"""Logging a call or visit, and taking it back."""

import datetime
import uuid

from django.utils.translation import gettext as _

from fangxian.core import bulk, clock, crypto
from fangxian.core.audit import trail
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.mechanisms.contacts.models import Contact, ContactKey
from fangxian.mechanisms.contacts.queries import found_by
from fangxian.mechanisms.contacts.subjects import LOG, About, topic_of
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.queries import live_grants

KIND = "contact"
MOST = 50


def log(
    actor: Actor,
    topic: str,
    entry: uuid.UUID,
    means: str,
    outcome: str,
    remark: str = "",
    id: uuid.UUID | None = None,
) -> Contact:
    """Log that somebody was called or visited about an entry; sent again under the same id nothing is added.

    Raises ``Invalid``, ``Forbidden``, and ``Missing`` for what the actor may not ask about.
    """
    actor.must(LOG)
    about = topic_of(topic).find(actor, entry)
    if means not in Contact.Means.values or outcome not in Contact.Outcome.values:
        raise Invalid({"means": _("Choose how the person was contacted and with what outcome.")})
    contact = _contact(actor, about, topic, entry, id or new_id())
    contact.means, contact.outcome = means, outcome
    contact.remark = crypto.seal(
        about.response.key_owner, DataClass.CONTACT, remark.strip()[:200].encode(), _context(contact.entry_id)
    )
    content = f"{topic} {entry} {means} {outcome} {remark}"
    with entries.writing():
        contact.subject, contact.repeated = _known_as(about, contact)
        if entries.open_entries(KIND, [contact], {contact.entry_id: content}, actor):
            rows = ((contact.entry_id, value) for value in sorted(about.subject.keys))
            bulk.insert(ContactKey, ("entry_id", "value"), rows)
            trail.record(actor, trail.Kind.WRITE, "contacts.log", response=about.response.id, subject=entry)
    return contact


def take_back(actor: Actor, contact_id: uuid.UUID) -> None:
    """Take back what one logged oneself by mistake; raises ``Missing`` for another's."""
    actor.must(LOG)
    current = Contact.objects.at().filter(entry=contact_id, recorded_by=actor.id).first()
    if current is None:
        raise Missing(_("There is no such contact."))
    with entries.writing():
        entries.void(current, actor, _("logged by mistake"))
        ContactKey.objects.filter(entry=contact_id).delete()
        trail.record(
            actor, trail.Kind.WRITE, "contacts.take_back", response=current.response_id, subject=contact_id
        )


def remarks_about(entry: uuid.UUID, as_of: datetime.datetime | None = None) -> list[tuple[Contact, str]]:
    """Return what was noted when somebody was asked about an entry; the reader sees it and has stated a purpose."""
    asked = Contact.objects.at(as_of).filter(about=entry).select_related("response")
    opened = [(one, remark_of(one)) for one in asked.order_by("-happened_at", "-entry")[:MOST]]
    return [(contact, remark) for contact, remark in opened if remark]


def follow(former: uuid.UUID, successor: uuid.UUID) -> None:
    """Let contacts about an entry be found by what it became, inside the action that makes it."""
    about = ContactKey.objects.filter(value=former.bytes).values_list("entry", flat=True)
    known = ContactKey.objects.filter(value=successor.bytes).values_list("entry", flat=True)
    new = sorted(set(about) - set(known))
    bulk.insert(ContactKey, ("entry_id", "value"), ((entry, successor.bytes) for entry in new))


def part(former: uuid.UUID, successor: uuid.UUID) -> None:
    """Take ``follow`` back: what was taken for the same person is not."""
    about = ContactKey.objects.filter(value=former.bytes).values("entry")
    ContactKey.objects.filter(value=successor.bytes, entry__in=about).delete()


def remark_of(contact: Contact) -> str:
    """Return what was noted; whoever calls this has recorded the purpose. Raises ``KeyDestroyed``."""
    sealed, owner = bytes(contact.remark), contact.response.key_owner
    return crypto.unseal(owner, DataClass.CONTACT, sealed, _context(contact.entry_id)).decode()


def _contact(actor: Actor, about: About, topic: str, entry: uuid.UUID, id: uuid.UUID) -> Contact:
    return Contact(
        entry_id=id, response=about.response, happened_at=clock.now(), path=about.path, line_id=about.line,
        body_id=about.body, body_path=about.body_path, topic=topic, about=entry,
        asked_by=str(actor.account or actor.label)[:80], office=_office(actor),
    )  # fmt: skip


def _known_as(about: About, contact: Contact) -> tuple[uuid.UUID, bool]:
    """Return under which id the log knows the person, and whether another office asked him lately."""
    former = list(found_by(about.response, about.subject.keys))
    since = contact.happened_at - datetime.timedelta(days=about.response.contact_days)
    again = any(one.office != contact.office and one.happened_at >= since for one in former)
    return (former[0].subject if former else contact.entry_id), again


def _office(actor: Actor) -> str:
    """Return the place or body for which an account works; its own name where it has neither."""
    if actor.account is None:
        return actor.label
    grants = live_grants(actor.account).order_by("pk")
    named = [f"place {grant.place.code}" if grant.place else f"body {grant.body_id}" for grant in grants]
    return named[0] if named else actor.account.name


def _context(contact_id: uuid.UUID) -> str:
    return f"{contact_id}:remark"
