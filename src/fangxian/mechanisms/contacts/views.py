"""Logging a contact by one tap from wherever a call or visit may follow; the contacts behind a figure."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.contacts import actions, queries
from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.contacts.queries import PAGE
from fangxian.mechanisms.contacts.subjects import LOG, title_of, topic_of, topics
from fangxian.mechanisms.entries.cursors import cursor, read_cursor, read_id
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.evidence import opened
from fangxian.mechanisms.figures.measures import Rate
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.views.sign_in import safe_next
from fangxian.trees.places.models import PlaceCode
from fangxian.trees.responses.current import response_of


@requires(LOG)
@require_POST
def log(request: Request, topic: str, entry_id: uuid.UUID) -> HttpResponse:
    """Log a call or visit: ``said`` is means and outcome as one button says them, ``phone:reached``."""
    about = topic_of(topic).find(request.actor, entry_id)
    means, colon, outcome = request.POST.get("said", "").partition(":")
    if not colon:
        raise Invalid({"means": _("Choose how the person was contacted and with what outcome.")})
    contact = actions.log(
        request.actor, topic, entry_id, means, outcome, request.POST.get("remark", ""),
        read_id(request.POST.get("id", "")),
    )  # fmt: skip
    text = _("Noted: others see that somebody asked.")
    undo_url = reverse("contacts:take_back", args=[contact.entry_id])
    if not request.htmx:
        messages.success(request, text, extra_tags=undo_url)
        return redirect(safe_next(request))
    context = {
        "topic": topic,
        "entry": entry_id,
        "asked": queries.asked_about(about.response, entry_id, about.subject),
        "toast": {"text": text, "tone": "ok", "undo_url": undo_url},
    }
    return render(request, "contacts/logged.html", context)


@requires(LOG)
@require_POST
def take_back(request: Request, contact_id: uuid.UUID) -> HttpResponse:
    """Take back what one logged by mistake."""
    actions.take_back(request.actor, contact_id)
    text = _("Taken back: nobody was asked.")
    if request.htmx:
        return render(request, "ui/toast.html", {"text": text, "tone": "ok", "undo_url": ""})
    messages.success(request, text)
    return redirect(safe_next(request))


@requires(queries.VIEW)
def entries(request: Request) -> HttpResponse:
    """List the contacts behind a figure, within what the reader may see."""
    response = response_of(request)
    measure = registry.measure(request.GET.get("measure", ""))
    if isinstance(measure, Rate) or not measure.code.startswith("contacts."):
        raise Missing(_("No figure of contacts is called %(code)s.") % {"code": measure.code})
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    seen: QuerySet[Contact] = opened(request.actor, question, measure)
    after = read_cursor(request.GET.get("after", ""))
    found = queries.page(seen, after)
    codes = PlaceCode.objects.filter(path__in={row.path for row in found}).select_related("place")
    places = {code.path: code.place for code in codes}
    context = {
        "measure": measure,
        "rows": [(row, title_of(row.topic), places.get(row.path), page_of(row)) for row in found[:PAGE]],
        "next_url": _next(request, found),
        "first_url": "",
        "as_of": question.as_of,
    }
    return render(request, "contacts/entries.html", context)


def page_of(contact: Contact) -> str:
    """Return the address of what a contact was about, or "" where it has no page."""
    view = topics()[contact.topic].page if contact.topic in topics() else ""
    return reverse(view, args=[contact.about]) if view else ""


def _next(request: Request, found: list[Contact]) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    return "?" + urlencode(kept | {"after": cursor(last.happened_at, last.entry_id)})
