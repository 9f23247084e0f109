"""Addresses of the bulletins."""

from django.urls import path

from fangxian.mechanisms.papers.views import drafting, instructions, reading

app_name = "papers"
urlpatterns = [
    path("", reading.listing, name="bulletins"),
    path("new/", drafting.new, name="new"),
    path("preview/", drafting.preview, name="preview"),
    path("<uuid:bulletin_id>/", reading.bulletin, name="bulletin"),
    path("<uuid:bulletin_id>/edit/", drafting.edit, name="edit"),
    path("<uuid:bulletin_id>/issue/", drafting.issue, name="issue"),
    path("<uuid:bulletin_id>/verify/", reading.verify, name="verify"),
    path("<uuid:bulletin_id>/figure/", reading.figure, name="figure"),
    path("<uuid:bulletin_id>/document.<str:ending>", reading.document, name="document"),
    path("<uuid:bulletin_id>/instruct/", instructions.instruct, name="instruct"),
    path("<uuid:bulletin_id>/instructions/<uuid:entry_id>/answer/", instructions.answer, name="answer"),
]
