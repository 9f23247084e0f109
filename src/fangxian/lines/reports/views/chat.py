"""Texts for the chat group, each copied with one tap (M8)."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.lines.reports import chat, days
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import day_in
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.forms.catalogue import form_of, forms_on
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of


@requires("reports.view")
def texts(request: Request) -> HttpResponse:
    """Show what may be said in the group about a day: the silent, the summary, thanks."""
    response, as_of = response_of(request), as_of_of(request)
    code, line = request.GET.get("form", "") or RETURNEES.code, request.GET.get("line", "")
    day = day_in(request.GET.get("day", ""), days.overseen(response, code, as_of))
    place = request.GET.get("place", "")
    path = place_for(request.actor, place, "reports.view").path if place else ""
    found = chat.day_of(request.actor, response, form_of(code, day), day, as_of, line=line, place=path)
    kept = {"day": day.isoformat()} if day != days.collected(response, code) else {}
    told = {"form": code} if code != RETURNEES.code else {}
    filing, all_ = (link(request, view, {**kept, **told}) for view in ("reports:mine", "reports:all"))
    cards = [
        ("silent", _("Who has not reported"), chat.missing_text(found, filing), _("Everybody has reported.")),
        ("summary", _("Summary of the day"), chat.summary_text(found, all_), _("Nobody owes a report.")),
        ("thanks", _("Thanks"), chat.thanks_text(found, all_), _("No group is complete yet.")),
    ]
    context = {
        "day": day,
        "cards": cards,
        "line": line,
        "lines": Line.objects.all(),
        "forms": forms_on(day),
        "form_code": code,
        "now": found.now,
    }
    return render(request, "reports/chat.html", context)


def link(request: Request, view: str, words: dict[str, str]) -> str:
    """Return the full address of a page for a message; whoever is not signed in comes to it after signing in."""
    return request.build_absolute_uri(reverse(view) + (f"?{urlencode(words)}" if words else ""))
