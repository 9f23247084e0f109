"""Addresses of pairing; its ledgers have their own."""

from django.urls import path

from fangxian.lines.pairing import views

app_name = "pairing"
urlpatterns = [
    path("", views.coverage, name="coverage"),
    path("proposal/", views.proposal, name="proposal"),
    path("undo/<str:stamp>/", views.undo, name="undo"),
    path("map/", views.chart, name="map"),
    path("answers/", views.answers, name="answers"),
    path("answers/<uuid:entry_id>/", views.answer, name="answer"),
]
