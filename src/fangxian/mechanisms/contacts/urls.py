from django.urls import path

from fangxian.mechanisms.contacts import views

app_name = "contacts"
urlpatterns = [
    path("entries/", views.entries, name="entries"),
    path("<slug:topic>/<uuid:entry_id>/", views.log, name="log"),
    path("<uuid:contact_id>/take-back/", views.take_back, name="take_back"),
]
