"""Addresses of the territory's pages."""

from django.urls import path

from fangxian.command.territory.views import bodies, places, responses

app_name = "territory"
urlpatterns = [
    path("", places.listing, name="places"),
    path("places/new", places.create, name="place_new"),
    path("places/import", places.load, name="place_import"),
    path("places/<uuid:key>", places.detail, name="place"),
    path("places/<uuid:key>/<slug:change>", places.change, name="place_change"),
    path("picker", places.picker, name="place_picker"),
    path("bodies", bodies.listing, name="bodies"),
    path("bodies/new", bodies.create, name="body_new"),
    path("bodies/import", bodies.load, name="body_import"),
    path("bodies/<uuid:key>", bodies.detail, name="body"),
    path("bodies/<uuid:key>/<slug:change>", bodies.change, name="body_change"),
    path("responses", responses.listing, name="responses"),
    path("responses/new", responses.create, name="response_new"),
    path("responses/<uuid:key>", responses.detail, name="response"),
    path("responses/<uuid:key>/<slug:change>", responses.change, name="response_change"),
]
