"""What may be reminded of: each line registers what is owed and not yet done, with the pages that settle it."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from fangxian.core.errors import Text
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Owing:
    """Something that a body owes and has not done: ``key`` names it for good."""

    key: str
    day: datetime.date
    due_at: datetime.datetime
    line: str
    body: uuid.UUID
    body_path: str
    path: str


Window = tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class Source:
    """A form or duty that bodies owe: who does it, who oversees it, what is owed and not done, and where.

    ``owing`` returns what is due within a window and still open now; ``file_url`` and ``missing_url`` take the day.
    """

    code: str
    title: Text
    files: str
    oversees: str
    owing: Callable[[Response, Window], list[Owing]]
    file_url: Callable[[datetime.date], str]
    missing_url: Callable[[datetime.date], str]


Provider = Callable[[Response], list[Source]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add what a line knows to be owed in a response."""
    _providers.append(provider)


def sources(response: Response) -> dict[str, Source]:
    """Return what may be reminded of in a response, by code."""
    return {source.code: source for provider in _providers for source in provider(response)}
