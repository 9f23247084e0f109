"""Addresses of the audit trail."""

from django.urls import path

from fangxian.command.auditing import views

app_name = "auditing"
urlpatterns = [
    path("", views.listing, name="events"),
    path("export.csv", views.export, name="export"),
]
