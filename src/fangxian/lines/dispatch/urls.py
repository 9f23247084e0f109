"""Addresses of sending people down; its ledgers have their own."""

from django.urls import path

from fangxian.lines.dispatch import own, views

app_name = "dispatch"
urlpatterns = [
    path("", views.board, name="board"),
    path("units/", views.units, name="units"),
    path("conduct/", views.conduct, name="conduct"),
    path("conduct/<str:token>/", own.conduct, name="own"),
    path("batches/<uuid:entry_id>/within/", views.within, name="within"),
    path("<slug:deed>/", views.deed, name="deed"),
]
