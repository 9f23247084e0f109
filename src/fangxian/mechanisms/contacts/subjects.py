"""Whom a contact concerns, and how a line makes its entries known to the log."""

import datetime
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.core import crypto
from fangxian.core.errors import Missing, Text
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

LOG = "contacts.log"
Token = bytes | memoryview | None
"""A keyed token as a column holds it."""


@dataclass(frozen=True)
class Subject:
    """A person as lines know him: by their entries, and by keyed tokens of the response, never in plaintext."""

    entries: frozenset[uuid.UUID]
    tokens: frozenset[bytes] = frozenset()

    @property
    def keys(self) -> frozenset[bytes]:
        """Every key under which he is found: one in common is enough."""
        return self.tokens | {entry.bytes for entry in self.entries}

    def __or__(self, other: "Subject") -> "Subject":
        return Subject(self.entries | other.entries, self.tokens | other.tokens)


def subject(
    response: Response,
    entry: uuid.UUID,
    *,
    name: Token = None,
    id_number: Token = None,
    phone: Token = None,
) -> Subject:
    """Return the subject of an entry from the response's tokens of what it states.

    The ID number is one person's; a phone is shared in families and counts with its owner's name only.
    """
    tokens = {bytes(id_number)} if id_number else set()
    if name and phone:
        tokens.add(crypto.token(response.key_owner, f"contact:{bytes(name).hex()}:{bytes(phone).hex()}"))
    return Subject(frozenset({entry}), frozenset(tokens))


@dataclass(frozen=True)
class About:
    """What somebody was asked about: the entry's response and paths, and the person."""

    response: Response
    subject: Subject
    path: str
    line: str | None = None
    body: uuid.UUID | None = None
    body_path: str = ""


Subjects = dict[uuid.UUID, Subject]


@dataclass(frozen=True)
class Topic:
    """A kind of entry about which people are asked.

    ``find`` returns what an actor may ask about, and raises ``Missing``; ``subjects`` returns the persons of entries
    by id, with a number of queries that does not grow; ``page`` is the view that shows an entry, if there is one.
    """

    kind: str
    title: Text
    find: Callable[[Actor, uuid.UUID], About]
    subjects: Callable[[Collection[uuid.UUID], datetime.datetime | None], Subjects]
    page: str = ""


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Make a line's kind of entry known."""
    _topics[topic.kind] = topic


def topic_of(kind: str) -> Topic:
    """Return the topic of a kind of entry; raises ``Missing``."""
    if kind not in _topics:
        raise Missing(_("Nobody is asked about this kind of entry."))
    return _topics[kind]


def topics() -> dict[str, Topic]:
    """Return the topics by kind of entry."""
    return dict(_topics)


def title_of(kind: str) -> Text:
    """Return what a kind of entry is called; its code where its line is not installed."""
    return _topics[kind].title if kind in _topics else kind
