"""The whole site, and beside it the plain view that filing a report is measured against."""

from django.urls import include, path

from benchmarks.load import views
from benchmarks.plain import file_plainly

urlpatterns = [
    path("api/plain/reports", file_plainly),
    path("api/plain/form", views.file_by_form),
    path("api/plain/list", views.listing),
    path("api/plain/figures", views.figures),
    path("api/plain/bare", views.insert_one),
    path("", include("fangxian.urls")),
]
