"""Addresses of the command's own pages."""

from django.urls import path

from fangxian.command.views import figures, home, responses

app_name = "command"
urlpatterns = [
    path("", home.home, name="home"),
    path("wall/", home.wall, name="wall"),
    path("response/", responses.choose, name="response"),
    path("figures/", figures.figures, name="figures"),
    path("figures/table.<slug:ending>", figures.export, name="export"),
    path("measures/", figures.measures, name="measures"),
]
