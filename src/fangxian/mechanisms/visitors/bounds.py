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

View = Callable[..., Any]
LARGEST = 16 * 1024
"""Bytes of a form, several times what its fields may hold."""


def check_size(request: HttpRequest) -> None:
    """Raise ``TooLarge`` for a body that is larger than any form here, or that does not say its length."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "")
    if not length.isdigit() or int(length) > LARGEST or chunked:
        raise TooLarge(_("This is more than the form holds."))


def opened_to_all(refused: str = "visitors/refused.html") -> Callable[[View], View]:
    """Open views to visitors: the size is checked first, the CSRF token after it; no search engine keeps them.

    What is refused is said on the page ``refused``, which leads on without an account.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(never_cache(view))

        @wraps(view)
        def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                check_size(request)
                answer: HttpResponse = protected(request, *args, **kwargs)
            except Refusal as refusal:
                answer = render(request, refused, {"refusal": refusal}, status=refusal.status)
                if again := getattr(refusal, "retry_after", 0):
                    answer["Retry-After"] = str(again)
            answer.headers["X-Robots-Tag"] = "noindex"
            return answer

        return open_to_all(csrf_exempt(bounded))

    return decorate


for_everybody = opened_to_all()
"""Opens a view to visitors, with the plain page of refusals."""
