"""Addresses of the pages about webhooks."""

from django.urls import path

from fangxian.mechanisms.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<uuid:webhook_id>/", views.detail, name="detail"),
    path("<uuid:webhook_id>/end/", views.end, name="end"),
    path("<uuid:webhook_id>/resume/", views.resume, name="resume"),
    path("<uuid:webhook_id>/secret/", views.renew_secret, name="renew_secret"),
    path("calls/<int:call_id>/again/", views.again, name="again"),
]
