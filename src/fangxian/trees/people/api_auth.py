"""Who may call an API operation: ``auth=Requires("figures.view")`` on a django-ninja operation or router."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from fangxian.core.errors import Forbidden, TooLarge
from fangxian.trees.people.access import OPEN, SIGNED_IN
from fangxian.trees.people.actor import API, Actor
from fangxian.trees.people.middleware import actor_of
from fangxian.trees.people.roles import PERMISSIONS

BEARER = "bearer "
LARGEST = 16 * 1024
"""Bytes that somebody without an account may send at once."""


class Requires(AuthBase):
    """Takes ``Authorization: Bearer <token>``, or the session cookie with a CSRF check of unsafe methods.

    Neither gives 401; an actor with none of the permissions meets ``Forbidden`` (403). Without permissions
    named, nobody passes: the default for a whole API.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *permissions: str) -> None:
        if not set(permissions) <= set(PERMISSIONS):
            raise ValueError(f"unknown permissions: {permissions}")
        super().__init__()
        self.permission = permissions

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the actor, also as ``request.actor``; None when the caller is unknown."""
        header = request.headers.get("Authorization", "")
        actor = _by_token(header) if header else _by_session(request)
        if actor is None:
            return None
        if not self.admits(actor):
            raise Forbidden(_("Your roles do not allow this."))
        request.actor = actor  # type: ignore[attr-defined]
        return actor

    def admits(self, actor: Actor) -> bool:
        """Tell whether somebody holds one of the permissions."""
        return actor.may(*self.permission)


class SignedIn(Requires):
    """Lets everybody with an account call an operation, whatever his roles: it opens what is his own."""

    def __init__(self) -> None:
        super().__init__()
        self.permission = (SIGNED_IN,)

    def admits(self, actor: Actor) -> bool:
        """Tell that whoever has an account passes."""
        return True


class OpenToAll(AuthBase):
    """Lets everybody call an operation, as a visitor, with a small body; what it opens is said by a secret in it."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    permission = (OPEN,)
    largest = LARGEST

    def __call__(self, request: HttpRequest) -> Actor:
        """Return the visitor; raises ``TooLarge``."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > self.largest:
            raise TooLarge(_("This is more than is needed here."))
        visitor = Actor(None, API)
        request.actor = visitor  # type: ignore[attr-defined]
        return visitor


def _by_token(header: str) -> Actor | None:
    if not header.lower().startswith(BEARER):
        return None
    return Actor.from_token(header[len(BEARER) :].strip())


def _by_session(request: HttpRequest) -> Actor | None:
    actor = actor_of(request, API)
    if actor.account is None:
        return None
    if check_csrf(request):
        raise Forbidden(_("The page was open too long; load it again."))
    return actor
