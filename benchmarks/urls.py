"""The whole site, and beside it the plain view that filing a report is measured against."""

from django.urls import include, path

from benchmarks.plain import file_plainly

urlpatterns = [
    path("api/plain/reports", file_plainly),
    path("", include("fangxian.urls")),
]
