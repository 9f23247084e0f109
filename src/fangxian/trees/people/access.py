"""Each view declares who may open it; a view that declares nothing is closed (decision 7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from fangxian.core.errors import Forbidden
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.roles import PERMISSIONS

OPEN = "open"
SIGNED_IN = "signed in"
P = ParamSpec("P")


class Request(HttpRequest):
    """A request as views see it behind ``AccessMiddleware``."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[Concatenate[Any, P], HttpResponseBase]
"""A view takes a ``Request`` first."""


def requires(*permissions: str) -> Callable[[View[P]], View[P]]:
    """Open a view to those who hold any of the permissions anywhere; its queries narrow to their scope.

    Visitors are sent to the sign-in and come back; accounts without the permission meet ``Forbidden``.
    """
    if not permissions or not set(permissions) <= set(PERMISSIONS):
        raise ValueError(f"unknown permissions: {permissions}")
    return _guard(permissions, lambda actor: actor.may(*permissions))


def signed_in(view: View[P]) -> View[P]:
    """Open a view to every account, for what is its own."""
    return _guard((SIGNED_IN,), lambda actor: True)(view)


def open_to_all(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Open a view to everybody, visitors too."""
    view.permission = (OPEN,)  # type: ignore[attr-defined]
    return view


def declared(view: Any) -> tuple[str, ...]:
    """Return the permissions that a view declares: any one of them opens it; none means that it is closed."""
    return tuple(getattr(view, "permission", ()))


def to_sign_in(request: Request) -> HttpResponse:
    """Send a visitor to the sign-in and afterwards back to his page (from a fragment: by HX-Redirect)."""
    target = f"{resolve_url('people:sign_in')}?{urlencode({'next': _page(request)})}"
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _guard(permission: tuple[str, ...], allowed: Callable[[Actor], bool]) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = request.actor
            if actor.account is None:
                return to_sign_in(request)
            if not allowed(actor):
                raise Forbidden(_("Your roles do not allow this."))
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _page(request: Request) -> str:
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return urlsplit(request.headers.get("Referer", "")).path or "/"
