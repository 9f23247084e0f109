from django.urls import path

from fangxian.mechanisms.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.home, name="home"),
    path("template/<str:kind_code>/", views.template, name="template"),
    path("mappings/", views.mappings, name="mappings"),
    path("mappings/<int:mapping_id>/forget/", views.forget, name="forget"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/mapping/", views.mapping, name="mapping"),
    path("<uuid:run_id>/commit/", views.commit, name="commit"),
    path("<uuid:run_id>/errors/", views.errors, name="errors"),
]
