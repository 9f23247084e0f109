"""What is open to everybody takes small forms only, and is asked for its size before anything is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from fangxian.core.errors import Refusal, TooLarge
from fangxian.trees.people.access import open_to_all

LARGEST = 16 * 1024
"""Bytes of a form, several times what its fields may hold."""


def check_size(request: HttpRequest) -> None:
    """Raise ``TooLarge`` for a body that is larger than any form here, or that does not say its length."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "")
    if not length.isdigit() or int(length) > LARGEST or chunked:
        raise TooLarge(_("This is more than the form holds."))


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """Open a view to visitors: its size is checked first, the CSRF token after it; no search engine keeps it.

    What is refused is said on a page that leads on without an account.
    """
    protected = csrf_protect(never_cache(view))

    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_size(request)
            answer = protected(request, *args, **kwargs)
        except Refusal as refusal:
            answer = render(request, "visitors/refused.html", {"refusal": refusal}, status=refusal.status)
            if again := getattr(refusal, "retry_after", 0):
                answer["Retry-After"] = str(again)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return open_to_all(csrf_exempt(bounded))
