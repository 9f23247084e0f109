"""Addresses of the pages on which the command makes its forms."""

from django.urls import path

from fangxian.command.forms.views import building, owing, reading

app_name = "forms"
urlpatterns = [
    path("", reading.listing, name="all"),
    path("new/", building.new, name="new"),
    path("from-file/", building.from_file, name="from_file"),
    path("preview/", building.preview, name="preview"),
    path("<slug:code>/", reading.detail, name="form"),
    path("<slug:code>/edit/", building.edit, name="edit"),
    path("<slug:code>/decide/", reading.decide, name="decide"),
    path("<slug:code>/retire/", reading.retire, name="retire"),
    path("<slug:code>/form.xlsx", reading.export, name="export"),
    path("<slug:code>/owing/", owing.rules, name="owing"),
    path("<slug:code>/owing/<uuid:entry>/end/", owing.end, name="end_rule"),
]
