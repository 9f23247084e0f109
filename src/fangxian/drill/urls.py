"""Addresses of the drills' pages."""

from django.urls import path

from fangxian.drill import views

app_name = "drill"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new", views.new, name="new"),
    path("<uuid:key>", views.detail, name="detail"),
    path("<uuid:key>/look", views.look, name="look"),
    path("<uuid:key>/remove", views.remove, name="remove"),
]
