"""Addresses of the whole site: each room brings its own."""

from django.urls import include, path

from fangxian.command.api import api
from fangxian.command.health import health

handler400 = "fangxian.command.middleware.bad_request"
urlpatterns = [
    path("", include("fangxian.command.urls")),
    path("", include("fangxian.trees.people.urls")),
    path("territory/", include("fangxian.command.territory.urls")),
    path("", include("fangxian.lines.arrivals.selfreg.urls")),
    path("arrivals/", include("fangxian.lines.arrivals.urls")),
    path("passengers/", include("fangxian.lines.arrivals.passengers.urls")),
    path("reports/", include("fangxian.lines.reports.urls")),
    path("structure/", include("fangxian.lines.structure.urls")),
    path("grid/", include("fangxian.lines.grid.urls")),
    path("volunteers/", include("fangxian.lines.volunteers.urls")),
    path("forms/", include("fangxian.command.forms.urls")),
    path("messages/", include("fangxian.mechanisms.messages.urls")),
    path("cases/", include("fangxian.mechanisms.cases.urls")),
    path("contacts/", include("fangxian.mechanisms.contacts.urls")),
    path("imports/", include("fangxian.mechanisms.imports.urls")),
    path("personnel/", include("fangxian.mechanisms.personnel.urls")),
    path("dispatch/", include("fangxian.lines.dispatch.urls")),
    path("rosters/", include("fangxian.lines.rosters.urls")),
    path("pairing/", include("fangxian.lines.pairing.urls")),
    path("service/", include("fangxian.lines.service.urls")),
    path("ledgers/", include("fangxian.mechanisms.ledgers.urls")),
    path("filling/", include("fangxian.mechanisms.filling.urls")),
    path("bulletins/", include("fangxian.mechanisms.papers.urls")),
    path("webhooks/", include("fangxian.mechanisms.webhooks.urls")),
    path("uplink/", include("fangxian.uplink.urls")),
    path("lake/", include("fangxian.lake.urls")),
    path("drills/", include("fangxian.drill.urls")),
    path("audit/", include("fangxian.command.auditing.urls")),
    path("api/v1/", api.urls),
    path("health", health, name="health"),
]
