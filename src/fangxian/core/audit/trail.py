"""Writing to the audit trail.

An action records its event last, inside its own transaction: if the audit database refuses, the action is rolled
back, so nothing happens unseen.
"""

import uuid
from typing import Any, Protocol

from fangxian.core import clock, compiled
from fangxian.core.audit.models import Event
from fangxian.core.audit.router import AUDIT

Kind = Event.Kind


class Who(Protocol):
    """Whoever acts: an account on a channel."""

    @property
    def id(self) -> uuid.UUID | None:
        """The account's id, or None for the system itself."""
        ...

    @property
    def label(self) -> str:
        """The account's sign-in name."""
        ...

    @property
    def channel(self) -> str:
        """web, api, excel or command."""
        ...


def record(
    who: Who,
    kind: Event.Kind,
    action: str,
    *,
    response: uuid.UUID | None = None,
    subject: object = "",
    purpose: str = "",
    count: int = 1,
    **detail: Any,
) -> None:
    """Append one event; ``detail`` holds codes and counts, never personal data."""
    event = Event(
        at=clock.now(),
        kind=kind,
        action=action,
        actor=who.id,
        actor_label=who.label,
        channel=who.channel,
        response=response,
        subject=str(subject),
        purpose=purpose,
        count=count,
        detail=detail,
    )
    compiled.insert(event, AUDIT)
