"""Addresses of the lake's pages."""

from django.urls import path

from fangxian.lake import views

app_name = "lake"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("manifest.json", views.manifest, name="manifest"),
    path("days/<str:day>", views.day, name="day"),
    path("exports/<uuid:key>", views.export, name="export"),
]
