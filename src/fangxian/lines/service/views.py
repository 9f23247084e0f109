"""Pages of service: what awaits an answer, posts with who is there, the code at the post, one's own record."""

import uuid
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.service import actions, links, mine, queries
from fangxian.lines.service.forms import HandoverForm, MinutesForm, RemarkForm, WordsForm
from fangxian.lines.service.ledgers import HANDOVERS, REMARKS, SERVICE, TASKS
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.settling import DEEDS, LOG, RECEIVE, VIEW, titles
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.trees.people.access import Request, requires, signed_in
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response


@requires(RECEIVE, LOG)
def desk(request: Request) -> HttpResponse:
    """Show the check-ins, the service and the remarks that await one's answer."""
    response = response_of(request)
    context = {"awaited": queries.awaited(request.actor, response), "titles": titles()}
    return render(request, "service/desk.html", context)


@requires(RECEIVE, LOG)
@require_POST
def answer_all(request: Request, deed: str) -> HttpResponse:
    """Accept or confirm everything that was ticked, or nothing of it."""
    keys = [key for text in request.POST.getlist("chosen") if (key := read_id(text))]
    made = actions.answer(request.actor, deed, keys) if keys else []
    said = ngettext("Done for %(n)s entry.", "Done for %(n)s entries.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect("service:desk")


@requires(RECEIVE, LOG)
def answer(request: Request, deed: str, entry_id: uuid.UUID) -> HttpResponse:
    """Answer to one entry, with words where these are needed."""
    if deed not in DEEDS:
        raise Missing(_("There is no such step."))
    row = actions.at_hand(request.actor, deed, entry_id)
    code, _step, needed = DEEDS[deed]
    form = WordsForm(needed, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.answer(request.actor, deed, [entry_id], form.cleaned_data["words"])
            messages.success(request, _("Kept: they see your answer."))
            return redirect(f"ledgers:{code}_entry", entry_id)
    line = lines(ledger_of(code), row.response, [row])[0]
    facts = [(field.title, line.shown(field.code)) for field in line.ledger.fields if line.shown(field.code)]
    context = {"form": form, "title": titles()[deed], "line": line, "facts": facts}
    return render(request, "service/answer.html", context, status=422 if form.errors else 200)


@requires(VIEW)
def posts(request: Request) -> HttpResponse:
    """Show the posts of a place with who is there on the day looked at."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request, response)
    found = queries.posts(request.actor, response, place.path, as_of)
    context = {
        "place": place,
        "rows": found,
        "empty": sum(one.empty for one in found),
        "may_receive": request.actor.may(RECEIVE) and not as_of,
        "as_of": as_of,
    }
    return render(request, "service/posts.html", context)


@requires(RECEIVE)
def post(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Say of everybody at a post whether he is there, and hand over what is open to the next shift."""
    row = queries.post_at_hand(request.actor, entry_id)
    handing = request.POST.get("do") == "hand_over"
    form = HandoverForm(request.POST if handing else None)
    if request.method == "POST" and not handing:
        return _attended(request, row)
    if form.is_valid():
        values = form.cleaned_data | {
            "post": entry_id, "place": row.path, "day": timezone.localdate(clock.now()),
        }  # fmt: skip
        with into(form):
            ledgers.enter(request.actor, row.response, HANDOVERS, [Statement(HANDOVERS, values)])
            messages.success(request, _("Kept: the next shift reads it here."))
            return redirect("service:post", entry_id)
    crew = queries.crew(row)
    listed = {(one.person, one.shift) for one in crew}
    context = {
        "line": lines(POSTS, row.response, [row])[0],
        "crew": crew,
        "others": [one for one in queries.today_s(row) if (one.row.person, one.row.shift) not in listed],
        "states": Attendance.State.choices,
        "handovers": queries.handovers(row),
        "form": form,
    }
    return render(request, "service/post.html", context, status=422 if form.errors else 200)


def _attended(request: Request, row: Any) -> HttpResponse:
    person, attended = read_id(request.POST.get("person", "")), request.POST.get("attended", "")
    if person is None or attended not in Attendance.State:
        raise Invalid({"attended": _("Choose one of the values offered.")})
    shift = request.POST.get("shift", "")
    if not any((one.person, one.shift) == (person, shift) for one in queries.crew(row)):
        raise Missing(_("This person is not posted here."))
    actions.attend(request.actor, row.response, row, person, attended, shift=shift)
    messages.success(request, _("Kept."))
    return redirect("service:post", row.entry_id)


@requires(RECEIVE)
def poster(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show a post's code to print and hang up."""
    row = queries.post_at_hand(request.actor, entry_id)
    address = request.build_absolute_uri(reverse("service:here", args=[links.token(row)]))
    drawing = segno.make(address, error="m").svg_inline(scale=8, title=_("QR code"))
    context = {"post": row, "place": Place.objects.filter(path=row.path).first(), "qr": mark_safe(drawing)}  # noqa: S308
    return render(request, "service/poster.html", context)


@signed_in
def here(request: Request, token: str) -> HttpResponse:
    """Check in at the post whose code one has scanned."""
    row = links.post_of(token)
    person = mine.person_of(request.actor, row.response)
    if request.method == "POST":
        mine.attend(request.actor, row.response, row)
        messages.success(request, _("You are checked in."))
        return redirect("service:mine")
    context = {
        "post": row,
        "person": _label(person, row.response),
        "open": queries.handovers(row) if person else [],
    }
    return render(request, "service/here.html", context)


@signed_in
def record(request: Request) -> HttpResponse:
    """Show what is recorded about oneself; claim, log, and say what is wrong."""
    response = _own_response(request)
    person = mine.person_of(request.actor, response) if response else None
    if response is None or person is None:
        return render(request, "service/nobody.html")
    remark, minutes = RemarkForm(), MinutesForm()
    if request.method == "POST":
        do = request.POST.get("do")
        remark = RemarkForm(request.POST) if do == "say" else remark
        minutes = MinutesForm(request.POST) if do == "log" else minutes
        form: Any = {"say": remark, "log": minutes}.get(do or "")
        if form is None or form.is_valid():
            with into(form or MinutesForm()):
                messages.success(request, _done(request, response, do or "", form))
                return redirect("service:mine")
    context = {
        "person": _label(person, response),
        "related": mine.record(person, response),
        "tasks": lines(TASKS, response, mine.tasks(person, response)),
        "services": lines(SERVICE, response, mine.services(person, response)),
        "remarks": lines(REMARKS, response, mine.remarks(person, response)),
        "remark": remark,
        "minutes": minutes,
        "logging": request.POST.get("entry", ""),
    }
    return render(
        request, "service/mine.html", context, status=422 if remark.errors or minutes.errors else 200
    )


def _own_response(request: Request) -> Response | None:
    """Return the response in which one works, else that in which one is known: members have accounts without roles."""
    try:
        return response_of(request)
    except Missing:
        return mine.response_of(request.actor)


def _done(request: Request, response: Response, do: str, form: Any) -> str:
    """Do what somebody chose on his own page, and say it."""
    key = read_id(request.POST.get("entry", ""))
    if do == "say":
        mine.say(request.actor, response, form.cleaned_data["text"])
        return _("Kept: your unit or community answers here.")
    if key is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if do == "log":
        mine.log(request.actor, response, key, form.cleaned_data["minutes"])
        return _("Logged: it counts once the community has confirmed it.")
    mine.claim(request.actor, response, key)
    return _("Claimed: thank you.")


def _label(person: Any, response: Response) -> str:
    return lines(PERSONS, response, [person])[0].label if person else ""


def _place(request: Request, response: Response) -> Place:
    """Return the place that the address names, else the topmost of one's own, else the jurisdiction."""
    if code := request.GET.get("place", ""):
        return place_for(request.actor, code[:26], VIEW)
    own = [path for path in request.actor.scope(VIEW).places if path]
    found = Place.objects.filter(path=min(own, key=len)).first() if own else None
    return found or response.jurisdiction
