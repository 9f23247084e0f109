from django.urls import path

from fangxian.mechanisms.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("entries/", views.entries, name="entries"),
    path("<uuid:entry_id>/take-over/", views.take_over, name="take_over"),
    path("<uuid:entry_id>/close/", views.close, name="close"),
]
