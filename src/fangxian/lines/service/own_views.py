"""One's own page: what is recorded, what is asked, tasks, reporting in, logging, proposing corrections (M10, M11)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.service import correcting, crews, mine
from fangxian.lines.service.forms import CorrectionForm, MinutesForm, RemarkForm, ReportForm, WorkForm
from fangxian.lines.service.ledgers import REMARKS, SERVICE, TASKS
from fangxian.lines.service.naming import OwnMeaning
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel import own
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.people.access import Request, signed_in
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of
from fangxian.trees.responses.models import Response

FORMS = {"say": RemarkForm, "log": MinutesForm, "report": ReportForm, "serve": WorkForm}
MOST_LED = 50


@signed_in
def record(request: Request) -> HttpResponse:
    """Show what is recorded about oneself; report in, claim, log, and say what is wrong."""
    response = _own_response(request)
    person = own.person_of(request.actor, response) if response else None
    if response is None or person is None:
        return render(request, "service/nobody.html")
    do, home = request.POST.get("do", ""), _named(mine.home(person, response))
    told = {"report": {"place": home}, "serve": {"place": home}}
    forms: dict[str, Any] = {
        name: kind(request.POST if name == do else None, initial=told.get(name))
        for name, kind in FORMS.items()
    }
    if request.method == "POST" and (do == "claim" or (do in forms and forms[do].is_valid())):
        with into(forms.get(do) or MinutesForm()):
            messages.success(request, _done(request, response, do, forms.get(do)))
            return redirect("service:mine")
    wrong = any(form.errors for form in forms.values())
    context = {**_context(person, response), "forms": forms, "logging": request.POST.get("entry", "")}
    return render(request, "service/mine.html", context, status=422 if wrong else 200)


@signed_in
def correction(request: Request, code: str, entry_id: uuid.UUID) -> HttpResponse:
    """Propose what an entry about oneself should say (GET: its fields as they are)."""
    response = _own_response(request)
    if response is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    person = mine.must_be(request.actor, response)
    line = correcting.own_line(person, response, code, entry_id)
    meaning = OwnMeaning(request.actor, person, line.row.line_id or "")
    fields = correcting.fields_of(line, person)
    form = CorrectionForm(
        line, fields, meaning, correcting.in_words(line, fields, meaning), request.POST or None
    )
    if request.method == "POST" and form.is_valid():
        with into(form):
            told = dict(form.cleaned_data)
            correcting.propose(request.actor, line, person, told, told.pop("why"))
            messages.success(request, _("Kept: it stays as it is until your unit or community has answered."))
            return redirect("service:mine")
    context = {"form": form, "line": line, "own_number": line.ledger is PERSONS}
    return render(request, "service/correction.html", context, status=422 if form.errors else 200)


def _context(person: Person, response: Response) -> dict[str, Any]:
    register = lines(PERSONS, response, [person])[0]
    shown = [(field.title, register.shown(field.code)) for field in PERSONS.fields]
    return {
        "person": register.label,
        "register": register,
        "facts": [(title, value) for title, value in shown if value],
        "asked": own.asked_of(response, person.entry_id),
        "led": lines(POSTS, response, crews.led(person, response)[:MOST_LED]),
        "reported": mine.has_reported_in(person, response),
        "related": [one for one in mine.record(person, response) if one.ledger is not REMARKS],
        "tasks": lines(TASKS, response, mine.tasks(person, response)),
        "services": lines(SERVICE, response, mine.services(person, response)),
        "remarks": lines(REMARKS, response, mine.remarks(person, response)),
    }


def _own_response(request: Request) -> Response | None:
    """Return the response in which one works, else that in which one is known: members have accounts without roles."""
    try:
        return response_of(request)
    except Missing:
        return own.response_of(request.actor)


def _done(request: Request, response: Response, do: str, form: Any) -> str:
    """Do what somebody chose on his own page, and say it."""
    told = form.cleaned_data if form else {}
    if do == "say":
        mine.say(request.actor, response, told["text"])
        return _("Kept: your unit or community answers here.")
    if do == "report":
        mine.report_in(request.actor, response, told["place"])
        return _("Reported in: the community answers here.")
    if do == "serve":
        mine.serve(request.actor, response, told["work"], told["place"], told["day"], told["minutes"])
        return _("Logged: it counts once the community has confirmed it.")
    key = read_id(request.POST.get("entry", ""))
    if key is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if do == "log":
        mine.log(request.actor, response, key, told["minutes"])
        return _("Logged: it counts once the community has confirmed it.")
    mine.claim(request.actor, response, key)
    return _("Claimed: thank you.")


def _named(path: str) -> str:
    place = Place.objects.filter(path=path).first() if path else None
    return place.name if place else ""
