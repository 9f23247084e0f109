"""The project's addresses and a few views that only tests need."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI

from fangxian.core.errors import Refusal
from fangxian.trees.people.access import Request, open_to_all, requires
from fangxian.trees.people.api_auth import Requires

api = NinjaAPI(auth=Requires(), urls_namespace="people-tests", docs_url=None, openapi_url=None)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's status."""
    return HttpResponse(refusal.message, status=refusal.status)


@api.get("/figures", auth=Requires("figures.view"))
def figures(request: Request) -> dict[str, str]:
    """Read something."""
    return {"who": request.actor.label, "channel": request.actor.channel}


@api.post("/reports", auth=Requires("reports.file"))
def reports(request: Request) -> dict[str, str]:
    """Write something."""
    return {"who": request.actor.label}


@api.get("/forgotten")
def forgotten(request: Request) -> dict[str, str]:
    """Belong to an API without saying who may call it."""
    return {"who": "anybody"}


def undeclared(request: HttpRequest) -> HttpResponse:
    """Say nothing about who may open it."""
    return HttpResponse("secret")


@open_to_all
def welcome(request: Request) -> HttpResponse:
    """Greet everybody."""
    return HttpResponse(f"hello {request.actor.label}")


@requires("figures.view")
def guarded(request: Request) -> HttpResponse:
    """Show figures."""
    return HttpResponse("figures")


urlpatterns = [
    path("test/undeclared/", undeclared),
    path("test/welcome/", welcome),
    path("test/guarded/", guarded),
    path("api/test/", api.urls),
    path("", include("fangxian.urls")),
]
