"""Puts the actor on each request and keeps undeclared views closed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from fangxian.trees.people.access import declared
from fangxian.trees.people.actor import VISITOR, WEB, Actor
from fangxian.trees.people.models import Account

API_PREFIX = "/api/"


def actor_of(request: HttpRequest, channel: str = WEB) -> Actor:
    """Return the actor of a request's session."""
    user = request.user
    return Actor(user, channel) if isinstance(user, Account) else VISITOR


class AccessMiddleware:
    """Sets ``request.actor``, read when first used; refuses views that declare no permission.

    Paths under ``/api/`` are left to their operations' ``Requires``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise ``Http404`` for a view without a declared permission."""
        if not request.path_info.startswith(API_PREFIX) and not declared(view):
            raise Http404
