from django.urls import path

from fangxian.lines.grid import views

app_name = "grid"
urlpatterns = [
    path("", views.zones, name="zones"),
    path("links/", views.links, name="links"),
]
