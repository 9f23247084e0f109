from django.urls import path

from fangxian.mechanisms.filling import views

app_name = "filling"
urlpatterns = [
    path("", views.home, name="home"),
    path("known/<uuid:known_id>/", views.fill_again, name="fill_again"),
    path("<uuid:filling_id>/", views.filling, name="filling"),
    path("<uuid:filling_id>/choose/", views.choose, name="choose"),
    path("<uuid:filling_id>/fill/", views.fill, name="fill"),
    path("<uuid:filling_id>/again/", views.reopen, name="reopen"),
    path("<uuid:filling_id>/file/", views.file, name="file"),
]
