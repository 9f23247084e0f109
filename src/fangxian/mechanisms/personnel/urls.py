"""Addresses of what is done with leave and of who stands twice; the registers have those of every ledger."""

from django.urls import path

from fangxian.mechanisms.personnel import views

app_name = "personnel"
urlpatterns = [
    path("leaves/<uuid:entry_id>/", views.leave, name="leave"),
    path("duplicates/", views.duplicates, name="duplicates"),
]
