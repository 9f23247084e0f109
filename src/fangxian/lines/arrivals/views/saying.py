"""What a page says after an action, with the way back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from fangxian.core.errors import Text
from fangxian.trees.people.access import Request

LOOK = ("arrivals.view_unit", "arrivals.view_community", "arrivals.decide")
"""Any of these lets somebody look at arrivals; the queries narrow to his side and area."""


def past(request: Request) -> str:
    """Return what keeps the hour looked at in a further address: ``&as_of=…``, or ""."""
    instant = request.GET.get("as_of", "")
    return "&" + urlencode({"as_of": instant}) if instant else ""


def say(request: Request, text: Text, *, undo_url: str = "", tone: str = "success") -> None:
    """Say a sentence on the next page; with ``undo_url`` one tap takes the action back."""
    messages.add_message(request, messages.DEFAULT_LEVELS[tone.upper()], text, extra_tags=undo_url)


def said(request: Request, text: Text, *, undo_url: str = "") -> HttpResponse:
    """Answer a fragment with a sentence: it takes the place of the toast whose "undo" was pressed."""
    return render(request, "ui/toast.html", {"text": text, "tone": "ok", "undo_url": undo_url})
