"""Identifiers that whoever enters can make, also without network: UUIDv7, sortable by time (RFC 9562)."""

import datetime
import uuid

from uuid6 import uuid7

RANDOM = (1 << 74) - 1


def new_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return uuid.UUID(int=uuid7().int)


def id_made_at(at: datetime.datetime, bits: int) -> uuid.UUID:
    """Return the UUIDv7 that a device makes at an instant, of as many random ``bits`` as it holds: the last 74."""
    high, low = divmod(bits & RANDOM, 1 << 62)
    instant = int(at.timestamp() * 1000)
    return uuid.UUID(int=instant << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
