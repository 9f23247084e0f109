"""What may be told to other systems: a line registers the events of its audit trail that others may hear of."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fangxian.core.errors import Text
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Visible = Callable[[Actor, Response, Iterable[uuid.UUID]], set[uuid.UUID]]


@dataclass(frozen=True)
class EventKind:
    """An action of the audit trail that may be told.

    ``resource`` is the API's address of the entry, with ``{id}``; ``visible`` returns which of some entries an
    account may see: of the others it hears nothing.
    """

    action: str
    title: Text
    resource: str
    permission: str
    visible: Visible


_kinds: dict[str, EventKind] = {}


def register(*kinds: EventKind) -> None:
    """Add a line's events."""
    _kinds.update({kind.action: kind for kind in kinds})


def kind_of(action: str) -> EventKind | None:
    """Return what is told of an action, or None when nothing is."""
    return _kinds.get(action)


def all_kinds() -> list[EventKind]:
    """Return every event that may be told, by its action."""
    return [_kinds[action] for action in sorted(_kinds)]
