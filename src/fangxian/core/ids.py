"""Identifiers that whoever enters can make, also without network: UUIDv7, sortable by time (RFC 9562)."""

import uuid

from uuid6 import uuid7


def new_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return uuid.UUID(int=uuid7().int)
