"""One answer for every refusal: a page, a fragment that replaces the form, or a problem document."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.core.errors import Invalid, Refusal
from fangxian.mechanisms.imports.codes import SheetError


class RefusalMiddleware:
    """Turns refused actions into answers; a fragment's answer is a toast, so the page and its input stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its own status; other exceptions go on."""
        if isinstance(exception, SheetError):
            exception = Invalid({"file": exception.problem.sentence})
        if not isinstance(exception, Refusal):
            return None
        context = {"refusal": exception, "errors": getattr(exception, "errors", {})}
        if getattr(request, "htmx", False):
            answer = render(request, "ui/refusal.html", context, status=exception.status)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
            return answer
        template = {403: "403.html", 404: "404.html"}.get(exception.status, "refused.html")
        return render(request, template, context, status=exception.status)
