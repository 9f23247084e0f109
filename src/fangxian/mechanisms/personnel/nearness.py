"""Where units are at home: rooms that tie units to places say so here, for whoever sends their people (M9, M10)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable

from fangxian.trees.responses.models import Response

Provider = Callable[[Response, datetime.date, datetime.date], Iterable[tuple[uuid.UUID, str]]]
"""Tells the units (by body) and the paths of their places, as they hold on some of these days."""
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room that ties units to places."""
    _providers.append(provider)


def places_of(response: Response, first: datetime.date, last: datetime.date) -> dict[uuid.UUID, set[str]]:
    """Return by unit the paths of the places that it is tied to on some of these days."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for provider in _providers:
        for body, path in provider(response, first, last):
            found[body].add(path)
    return found
