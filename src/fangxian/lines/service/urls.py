"""Addresses of service; its ledgers have their own."""

from django.urls import path

from fangxian.lines.service import views

app_name = "service"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("answer/<slug:deed>/", views.answer_all, name="answer_all"),
    path("answer/<slug:deed>/<uuid:entry_id>/", views.answer, name="answer"),
    path("posts/", views.posts, name="posts"),
    path("posts/<uuid:entry_id>/", views.post, name="post"),
    path("posts/<uuid:entry_id>/poster/", views.poster, name="poster"),
    path("here/<str:token>/", views.here, name="here"),
    path("mine/", views.record, name="mine"),
]
