"""Deliveries with what they say, as pages and the API show them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.mechanisms.messages.models import Delivery
from fangxian.mechanisms.messages.sources import Source, sources
from fangxian.mechanisms.messages.wording import Words, worded


@dataclass(frozen=True)
class Said:
    """A delivery and its words in the reader's language."""

    delivery: Delivery
    words: Words


def read_by(rows: Sequence[Delivery]) -> list[Said]:
    """Return deliveries with their words; each response's sources are asked for once."""
    responses = {row.message.response_id: row.message.response for row in rows}
    known: dict[uuid.UUID, dict[str, Source]] = {
        key: sources(response) for key, response in responses.items() if key and response
    }
    return [
        Said(
            row, worded(row.message, known.get(row.message.response_id or row.id, {}).get(row.message.source))
        )
        for row in rows
    ]
