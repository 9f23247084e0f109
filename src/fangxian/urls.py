"""Addresses of the whole site: each room brings its own."""

from django.urls import include, path

from fangxian.command.api import api
from fangxian.command.health import health

urlpatterns = [
    path("", include("fangxian.command.urls")),
    path("", include("fangxian.trees.people.urls")),
    path("territory/", include("fangxian.command.territory.urls")),
    path("arrivals/", include("fangxian.lines.arrivals.urls")),
    path("reports/", include("fangxian.lines.reports.urls")),
    path("cases/", include("fangxian.mechanisms.cases.urls")),
    path("imports/", include("fangxian.mechanisms.imports.urls")),
    path("bulletins/", include("fangxian.mechanisms.papers.urls")),
    path("audit/", include("fangxian.command.auditing.urls")),
    path("api/v1/", api.urls),
    path("health", health, name="health"),
]
