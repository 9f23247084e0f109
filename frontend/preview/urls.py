"""The addresses that the shared templates name; the preview serves none of them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer nothing: pages are files here."""
    return HttpResponse()


NAMES = ("sign_in", "sign_out", "sign_in_as", "set_language", "me")
PAGES = [path(f"{name}/", nothing, name=name) for name in NAMES]
urlpatterns = [path("", include((PAGES, "people")))]
