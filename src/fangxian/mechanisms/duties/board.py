"""Duties are computed when they are looked at; a line registers a provider that knows its own."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Duty:
    """Something that the reader owes: what, in which line, by when, and the one action that settles it."""

    line: Text
    title: Text
    url: str
    action: Text
    due_at: datetime.datetime | None = None
    detail: Text = ""
    count: int = 1
    remind_url: str = ""

    @property
    def overdue(self) -> datetime.timedelta | None:
        """How long ago it was due, or None when it still has time."""
        late = clock.now() - self.due_at if self.due_at else None
        return late if late and late > datetime.timedelta(0) else None


Provider = Callable[[Actor, Response], list[Duty]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a line's provider."""
    _providers.append(provider)


def duties(actor: Actor, response: Response) -> list[Duty]:
    """Return everything an account owes, most overdue first, then by due time, undated last."""
    last = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    found = [duty for provider in _providers for duty in provider(actor, response)]
    return sorted(found, key=lambda duty: duty.due_at or last)
