"""How long somebody has served: rooms that keep confirmed hours say so here, for certificates and thanks (M4, M11)."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from fangxian.trees.responses.models import Response

Provider = Callable[[Response, Sequence[uuid.UUID]], Mapping[uuid.UUID, int]]
"""Tells by person the hundredths of hours that were confirmed, of all people by a fixed number of queries."""
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room that keeps confirmed service."""
    _providers.append(provider)


def hundredths_of(response: Response, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return by person how many hundredths of an hour of service were confirmed; 0 where none were."""
    total: Counter[uuid.UUID] = Counter()
    for provider in _providers:
        total.update(provider(response, people))
    return {person: total[person] for person in people}
