"""Drop a superior's form in, look at what was proposed, correct it, fill it, take it out; tomorrow by one click."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Forbidden, Invalid
from fangxian.mechanisms.filling import actions, owners, queries, reading, showing
from fangxian.mechanisms.filling.files import CONTENT_TYPES
from fangxian.mechanisms.filling.forms import FillForm, UploadForm, choice_of
from fangxian.mechanisms.filling.instants import end_on
from fangxian.mechanisms.filling.models import Filling
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of

PERMISSION = owners.PERMISSION


@requires(PERMISSION)
def home(request: Request) -> HttpResponse:
    """Send a form; the forms filled before with "fill today", and the last fillings."""
    response, as_of = response_of(request), as_of_of(request)
    offered = owners.offered(request.actor, response)
    if not offered:
        raise Forbidden(_("Your roles do not allow this."))
    last = list(queries.fillings(request.actor, response, as_of)[: queries.LAST])
    usual = next((reading.owner_of(one).key for one in last if one.created_by_id == request.actor.id), "")
    form = UploadForm(offered, request.POST or None, request.FILES or None, initial={"owner": usual})
    if request.method == "POST" and form.is_valid():
        with into(form):
            file = form.cleaned_data["file"]
            found = actions.upload(request.actor, response, form.chosen(), file.name, file.read())
            return redirect("filling:filling", found.id)
    context = {
        "form": form,
        "known": list(queries.known_forms(request.actor, response)[: queries.LAST]),
        "fillings": last,
        "as_of": as_of,
    }
    return render(request, "filling/home.html", context, status=422 if form.errors else 200)


@requires(PERMISSION)
@never_cache
def filling(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Show a form with what fills each blank: proposed and correctable, or as it was filled."""
    return _page(request, queries.filling_for(request.actor, filling_id))


@requires(PERMISSION)
@require_POST
def choose(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Correct what fills a blank."""
    found = queries.filling_for(request.actor, filling_id)
    actions.choose(request.actor, found, request.POST.get("key", ""), choice_of(request.POST))
    return _page(request, found) if request.htmx else redirect("filling:filling", found.id)


@requires(PERMISSION)
@require_POST
def fill(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Fill the form."""
    found = queries.filling_for(request.actor, filling_id)
    form = _fill_form(request, found)
    if form.is_valid():
        with into(form):
            data = form.cleaned_data
            hides_small = data.get("hides_small", False)
            actions.fill(request.actor, found, data["to"], data.get("purpose", ""), hides_small)
            return redirect("filling:filling", found.id)
    return _page(request, found, form)


@requires(PERMISSION)
@require_POST
def fill_again(request: Request, known_id: uuid.UUID) -> HttpResponse:
    """Fill a form that was filled before for today, with the mapping confirmed then."""
    found = actions.fill_again(request.actor, queries.known_for(request.actor, known_id))
    messages.success(request, _("Filled as last time. Look at it, then download."))
    return redirect("filling:filling", found.id)


@requires(PERMISSION)
@require_POST
def reopen(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Begin anew with a form that was filled."""
    found = actions.reopen(request.actor, queries.filling_for(request.actor, filling_id))
    return redirect("filling:filling", found.id)


@requires(PERMISSION)
@never_cache
def file(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Send the filled file; it is on record."""
    found = queries.filling_for(request.actor, filling_id)
    try:
        content = actions.take_out(request.actor, found)
    except Invalid as refusal:
        messages.error(request, next(iter(refusal.errors.values())))
        return redirect("filling:filling", found.id)
    name = found.response.mark + reading.file_name(found)
    answer = HttpResponse(content, content_type=CONTENT_TYPES[reading.form_of(found).file.kind])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _page(request: Request, found: Filling, form: FillForm | None = None) -> HttpResponse:
    cells = actions.preview(request.actor, found)
    read = reading.form_of(found)
    choices = reading.choices_of(found)
    items = showing.pictures(read, choices, cells)
    listed = [item for picture in items for item in picture.items]
    context: dict[str, Any] = {
        "filling": found,
        "name": reading.file_name(found),
        "owner": reading.owner_of(found),
        "pictures": items,
        "filled_count": sum(item.choice.fills for item in listed),
        "empty_count": sum(not item.choice.fills for item in listed),
        "doubtful_count": sum(item.status == "due" for item in listed),
        "options": showing.options(),
        "lines": list(Line.objects.all()),
        "form": form or _fill_form(request, found, bound=False),
        "persons": actions.holds_persons(choices),
        "as_of": as_of_of(request),
    }
    template = "filling/blanks.html" if request.htmx and not form else "filling/filling.html"
    return render(request, template, context, status=422 if form and form.errors else 200)


def _fill_form(request: Request, found: Filling, *, bound: bool = True) -> FillForm:
    choices = reading.choices_of(found)
    shown = {
        "with_persons": actions.holds_persons(choices) and request.actor.may(actions.DISCLOSE),
        "with_small": actions.holds_small(choices),
    }
    to = found.to or end_on(timezone.localdate(clock.now()), reading.form_of(found).cut_off)
    initial = {"to": showing.moment_input(timezone.localtime(to))}
    return FillForm(request.POST if bound else None, initial=initial, **shown)
