"""Addresses of the pages of passenger lists."""

from django.urls import path

from fangxian.lines.arrivals.passengers.views import answering, lists, rows

app_name = "passengers"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("waiting/", rows.waiting, name="waiting"),
    path("entries/", lists.entries, name="entries"),
    path("<uuid:list_id>/", lists.detail, name="list"),
    path("<uuid:list_id>/withdraw/", lists.withdraw, name="withdraw"),
    path("rows/<uuid:row_id>/", rows.row, name="row"),
    path("rows/<uuid:row_id>/disclose/", rows.disclose, name="disclose"),
    path("rows/<uuid:row_id>/answer/", answering.answer, name="answer"),
    path("rows/<uuid:row_id>/take-back/", answering.take_back, name="take_back"),
    path("rows/<uuid:row_id>/assign/", answering.assign, name="assign"),
    path("rows/<uuid:row_id>/register/", answering.register, name="register"),
]
