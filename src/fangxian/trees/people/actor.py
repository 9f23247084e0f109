"""An account that acts, and the part of both trees in which it holds each permission (decision 7).

Every action and every scoped query takes an actor first. Default deny: without a grant valid today there is
no scope, and a token's ``limits`` can only narrow what its account's roles give.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.core.compiled import Given, Statement
from fangxian.core.dated import valid_on
from fangxian.core.errors import Forbidden, Missing
from fangxian.core.scope import EVERYTHING, NOWHERE, Scope
from fangxian.trees.people.models import Account, ApiToken, Grant, Role
from fangxian.trees.people.roles import ROLES

TOKEN = Statement(
    lambda: (
        ApiToken.objects.select_related("account")
        .filter(digest=Given("digest"), revoked_at=None, account__is_active=True, account__is_service=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=Given("now")))
        .order_by()
    )
)
GRANTED = Statement(
    lambda: Grant.objects.filter(valid_on(Given("day")), account=Given("account")).order_by().values_list(
        "role", "place__path", "line", "body__positions__line", "body__positions__path",
        "body__positions__valid_from", "body__positions__valid_to", "body__place__path",
    )
)  # fmt: skip
WEB, API, EXCEL, COMMAND = "web", "api", "excel", "command"


def today() -> date:
    """Return the day of the clock in the local time zone, by which grants and positions are valid."""
    return timezone.localdate(clock.now())


def digest(secret: str) -> bytes:
    """Return what is kept of a secret that is shown once: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass
class Actor:
    """An account on a channel (web, api, excel or command).

    Without an account it is a visitor, who may do nothing, or by ``is_system`` the system itself, who may do
    everything: in commands, tasks and scenarios.
    """

    account: Account | None
    channel: str = WEB
    limits: frozenset[str] | None = None
    is_system: bool = False
    _scopes: dict[str, Scope] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def from_token(cls, secret: str) -> "Actor | None":
        """Return the actor of a valid API token, narrowed to its permissions, or None."""
        token = TOKEN.first(digest=digest(secret), now=clock.now())
        return cls(token.account, API, frozenset(token.permissions)) if token else None

    @property
    def id(self) -> uuid.UUID | None:
        """The account's id; None for a visitor and for the system."""
        return self.account.id if self.account else None

    @property
    def label(self) -> str:
        """The account's sign-in name, as the audit trail shows it."""
        if self.account is None:
            return "system" if self.is_system else "visitor"
        return self.account.name

    def on(self, channel: str) -> "Actor":
        """Return the same actor on another channel, as when a sheet is imported on a page."""
        return replace(self, channel=channel)

    def scope(self, permission: str) -> Scope:
        """Return the subtrees in which the actor holds a permission today."""
        if self.limits is not None and permission not in self.limits:
            return NOWHERE
        if self.is_system:
            return EVERYTHING
        if permission not in self._scopes:
            held = (scope for role, scope, _place in self._granted if permission in ROLES[role])
            self._scopes[permission] = _union(held)
        return self._scopes[permission]

    def places(self, permission: str) -> set[str]:
        """Return the paths of the places in which the actor holds a permission: his own, and where his bodies stand."""
        if self.is_system or (self.limits is not None and permission not in self.limits):
            return set(self.scope(permission).places)
        return {place for role, _scope, place in self._granted if permission in ROLES[role]}

    def may(self, *permissions: str) -> bool:
        """Tell whether the actor holds any of these permissions anywhere."""
        return any(self.scope(permission) for permission in permissions)

    def must(self, permission: str, *, place: str = "", line: str = "", body: str = "") -> None:
        """Check a permission on a row with these paths.

        Raises ``Forbidden`` when he holds it nowhere, ``Missing`` when the row lies outside his scope.
        """
        scope = self.scope(permission)
        if not scope:
            raise Forbidden(_("Your roles do not allow this."))
        if (place or body) and not scope.holds(place=place, line=line, body=body):
            raise Missing(_("There is no such thing, or it lies outside your area."))

    @cached_property
    def _granted(self) -> list[tuple[Role, Scope, str]]:
        """The roles valid today, each with its subtree and the place of that: one query, with bodies' positions."""
        if self.account is None:
            return []
        day = today()
        granted = []
        for role, place, line, position_line, path, begun, ended, stands in GRANTED.all(
            day=day, account=self.account.id
        ):
            if place:
                granted.append((Role(role), Scope(places=frozenset({place})), place))
            elif path and position_line == line and begun <= day and (ended is None or day < ended):
                granted.append((Role(role), Scope(bodies=frozenset({(line, path)})), stands))
        return granted


def _union(scopes: Iterable[Scope]) -> Scope:
    total = NOWHERE
    for scope in scopes:
        total |= scope
    return total


VISITOR = Actor(None)
SYSTEM = Actor(None, COMMAND, is_system=True)
