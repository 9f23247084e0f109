"""News that a room tells once to whom it concerns, as that his shifts have changed; nothing is owed (M8, M10)."""

from collections.abc import Callable

from fangxian.mechanisms.messages.models import Message

Writer = Callable[[Message], tuple[str, str, str]]
"""Returns a notice's title, text and the address of its page, in the reader's language."""
_writers: dict[str, Writer] = {}


def register(source: str, writer: Writer) -> None:
    """Say how the notices of a room read; ``Message.about`` holds what the writer needs, never names of persons."""
    _writers[source] = writer


def written(message: Message) -> tuple[str, str, str]:
    """Return a notice's title, text and address; empty where no room knows its source any more."""
    writer = _writers.get(message.source)
    return writer(message) if writer else (message.source, "", "")
