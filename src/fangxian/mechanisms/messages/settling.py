"""Whether what a message is about is still owed: whoever filed meanwhile, or is excused, gets nothing more."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.rules import DAY
from fangxian.mechanisms.messages.sources import Source, Window, sources

Place = tuple[uuid.UUID | None, str]
NEWS = (Message.Kind.TEST, Message.Kind.NOTICE)
"""Messages about which nothing is owed."""


@dataclass
class Standing:
    """What is still owed in the responses and sources of some messages."""

    known: dict[Place, Source] = field(default_factory=dict)
    owed: dict[Place, set[str]] = field(default_factory=dict)

    def source(self, message: Message) -> Source | None:
        """Return what a message is about, or None when no line knows it any more."""
        return self.known.get((message.response_id, message.source))

    def still(self, message: Message) -> set[str]:
        """Return the keys of what a message is about that are still owed."""
        owed = self.owed.get((message.response_id, message.source), set())
        return {key for key, _name, _count in message.about if key in owed}

    def settled(self, message: Message) -> bool:
        """Tell whether nothing of what a message is about is owed any more."""
        return message.kind not in NEWS and not self.still(message)


def standing_of(messages: Iterable[Message]) -> Standing:
    """Ask each source once what is still owed in the span of these messages."""
    by_place: dict[Place, list[Message]] = {}
    for message in messages:
        if message.due_at and message.response:
            by_place.setdefault((message.response_id, message.source), []).append(message)
    standing = Standing()
    for (key, code), own in by_place.items():
        response = own[0].response
        source = sources(response).get(code) if response else None
        if source and response:
            standing.known[key, code] = source
            standing.owed[key, code] = {row.key for row in source.owing(response, _window(source, own))}
    return standing


def _window(source: Source, messages: Sequence[Message]) -> Window:
    """Return when that was due which messages are about; of what stays owed they may name what is due a day later."""
    due = [message.due_at for message in messages if message.due_at]
    later = [message.created_at + DAY for message in messages] if source.stays else []
    return Window(min(due), max(*due, *later) if later else max(due))
