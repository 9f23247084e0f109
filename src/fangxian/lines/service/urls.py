"""Addresses of service; its ledgers have their own."""

from django.urls import path

from fangxian.lines.service import own_views, post_views, views, visitor_views

app_name = "service"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("answer/<slug:deed>/", views.answer_all, name="answer_all"),
    path("answer/<slug:deed>/<uuid:entry_id>/", views.answer, name="answer"),
    path("posts/", post_views.posts, name="posts"),
    path("posts/<uuid:entry_id>/", post_views.post, name="post"),
    path("posts/<uuid:entry_id>/poster/", post_views.poster, name="poster"),
    path("here/<str:token>/", visitor_views.here, name="here"),
    path("arrive/<str:token>/", visitor_views.arrive, name="arrive"),
    path("mine/", own_views.record, name="mine"),
    path("mine/posts/<uuid:entry_id>/", post_views.team, name="team"),
    path("mine/record/<slug:code>/<uuid:entry_id>/", own_views.correction, name="correction"),
]
