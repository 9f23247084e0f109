"""Addresses of rosters; their ledgers have their own."""

from django.urls import path

from fangxian.lines.rosters import grid, own, requests, views

app_name = "rosters"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("links/", views.links, name="links"),
    path("links/<uuid:link_id>/revoke/", views.revoke, name="revoke"),
    path("swaps/", requests.requests, name="swaps"),
    path("swaps/<uuid:swap_id>/", requests.decide, name="decide"),
    path("mine/", own.mine, name="mine"),
    path("own/<str:token>/", own.shifts, name="own"),
    path("own/<str:token>/shifts.ics", own.feed, name="feed"),
    path("own/<str:token>/swap/", own.swap, name="swap"),
    path("own/<str:token>/swap/<uuid:swap_id>/", own.answer, name="answer"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/grid/", grid.grid, name="grid"),
    path("<uuid:key>/grid/verdicts/", grid.verdicts, name="verdicts"),
    path("<uuid:key>/change/", grid.change, name="change"),
    path("<uuid:key>/undo/", grid.undo, name="undo"),
    path("<uuid:key>/cancel/", views.cancel, name="cancel"),
    path("<uuid:key>/publish/", views.publish, name="publish"),
    path("<uuid:key>/again/", views.again, name="again"),
]
