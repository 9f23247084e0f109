"""Addresses of sending people down; its ledgers have their own."""

from django.urls import path

from fangxian.lines.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("", views.board, name="board"),
    path("<slug:deed>/", views.deed, name="deed"),
]
