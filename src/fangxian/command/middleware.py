"""One answer for every refusal: a page, a fragment that replaces the form, or a problem document."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.command.api.errors import problem
from fangxian.core.errors import Invalid, Refusal, TooLarge
from fangxian.mechanisms.imports.codes import SheetError
from fangxian.trees.people.middleware import API_PREFIX


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
        return refused(request, exception)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal, or the toast of a fragment; what was too much says when to come again."""
    context = {"refusal": refusal, "errors": getattr(refusal, "errors", {})}
    template = {403: "403.html", 404: "404.html"}.get(refusal.status, "refused.html")
    if getattr(request, "htmx", False):
        template = "ui/refusal.html"
    answer = render(request, template, context, status=refusal.status)
    if template == "ui/refusal.html":
        answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
    if again := getattr(refusal, "retry_after", 0):
        answer["Retry-After"] = str(again)
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses (``handler400``): 413 for more than a request may hold, else 400."""
    refusal = Refusal(_("The request cannot be read."))
    if isinstance(exception, RequestDataTooBig):
        refusal = TooLarge(_("This is more than can be sent at once. Send it in parts, or as a workbook."))
    if request.path_info.startswith(API_PREFIX):
        return problem(refusal.status, refusal.message)
    return refused(request, refusal)
