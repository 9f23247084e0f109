"""Whoever acts, as the floors below ``people`` see him: an identity, and a scope per permission."""

import uuid
from typing import Protocol

from fangxian.core.scope import Scope


class Actor(Protocol):
    """An account on a channel with what it may do; also fits ``core.audit.trail.Who``."""

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

    def scope(self, permission: str) -> Scope:
        """Return the part of both trees in which the actor holds a permission."""
        ...

    def may(self, *permissions: str) -> bool:
        """Tell whether the actor holds any of these permissions anywhere."""
        ...

    def must(self, permission: str, *, place: str = "", line: str = "", body: str = "") -> None:
        """Pass, or raise ``Forbidden`` (nowhere allowed) or ``Missing`` (outside his scope)."""
        ...
