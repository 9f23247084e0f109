"""Whether a node below is current, behind or silent, and since when: silence is not zero."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MISSED = 2
"""So many rounds may be missed before a node is behind or silent: one may be lost on the way."""


class State(StrEnum):
    """How a node below stands."""

    UNPAIRED = "unpaired"
    CURRENT = "current"
    BEHIND = "behind"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Standing:
    """A node's state, and since when it has been behind or silent."""

    state: State
    since: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """What is known of a node: when it was paired or revoked, last heard, and up to when its figures reach."""

    paired_at: datetime | None
    revoked_at: datetime | None
    received_at: datetime | None
    as_of: datetime | None
    minutes: int


def standing(seen: Seen, now: datetime) -> Standing:
    """Return how a node stands at an instant.

    Silent: nothing came for two agreed rounds. Behind: something comes, but what it tells is older than that.
    """
    if seen.revoked_at:
        return Standing(State.REVOKED, seen.revoked_at)
    if seen.paired_at is None:
        return Standing(State.UNPAIRED)
    allowed = timedelta(minutes=seen.minutes * MISSED)
    heard = seen.received_at or seen.paired_at
    if now - heard > allowed:
        return Standing(State.SILENT, heard)
    if seen.as_of is None or now - seen.as_of > allowed:
        return Standing(State.BEHIND, seen.as_of or seen.paired_at)
    return Standing(State.CURRENT)
