"""Pages of places: browse, search, one place with its codes, changes, import, and the picker."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.territory.forms import (
    CountsForm,
    ImportForm,
    NameForm,
    PlaceForm,
    RecodeForm,
    ReportingForm,
    SearchForm,
)
from fangxian.core.dated import today, valid_on
from fangxian.core.errors import Missing
from fangxian.core.tables import Outcome
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places import actions, queries
from fangxian.trees.places.imports import COLUMNS, load_csv
from fangxian.trees.places.models import Kind, Place

VIEW, MANAGE = "places.view", actions.MANAGE
CHANGES: dict[str, tuple[type[forms.Form], Callable[..., None]]] = {
    "rename": (NameForm, actions.rename),
    "counts": (CountsForm, actions.set_counts),
    "recode": (RecodeForm, actions.recode),
    "reporting-parent": (ReportingForm, actions.set_reporting_parent),
}


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the topmost places of one's area, or those that a search finds."""
    scope = request.actor.scope(VIEW)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    found = queries.search(text, scope, 50) if text else queries.roots(scope)
    context = {"places": _with_counts(found), "search": search, "searched": text}
    return render(request, "territory/places.html", context | _rights(request))


@requires(VIEW)
def detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show a place: where it lies, what lies below it, its codes and who answers for it."""
    return _page(request, _place(request, key), {})


@requires(MANAGE)
@require_POST
def change(request: Request, key: uuid.UUID, change: str) -> HttpResponse:
    """Rename, count, recode a place, or let it report to another one."""
    place = _place(request, key, MANAGE)
    if change not in CHANGES:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    form_class, action = CHANGES[change]
    form = form_class(request.POST)
    if form.is_valid():
        with into(form):
            action(request.actor, place, **form.cleaned_data)
            messages.success(request, _("The place is up to date."))
            return redirect("territory:place", place.id)
    return _page(request, place, {change: form})


@requires(MANAGE)
def create(request: Request) -> HttpResponse:
    """Create a place."""
    form = PlaceForm(request.POST or None, initial={"parent": request.GET.get("parent", "")})
    if request.method == "POST" and form.is_valid():
        with into(form):
            kind = Kind(form.cleaned_data.pop("kind"))
            place = actions.create_place(request.actor, kind=kind, **form.cleaned_data)
            return redirect("territory:place", place.id)
    return render(request, "territory/form.html", {"form": form, "heading": _("New place")})


@requires(MANAGE)
def load(request: Request) -> HttpResponse:
    """Import places from a CSV file, at first as a dry run."""
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        with into(form):
            content = form.cleaned_data["file"].read()
            outcome = load_csv(request.actor, content, dry_run=form.cleaned_data["dry_run"])
    context = {"form": form, "outcome": outcome, "columns": COLUMNS, "heading": _("Import places")}
    return render(request, "territory/import.html", context)


@requires(VIEW)
def picker(request: Request) -> HttpResponse:
    """Answer a fragment in which a place of one's area is chosen: ``at`` (id), ``q``, the input's ``name``."""
    scope = request.actor.scope(VIEW)
    at = _place(request, request.GET["at"]) if request.GET.get("at") else None
    text = request.GET.get("q", "").strip()
    below = queries.children(at) if at else queries.roots(scope)
    found = queries.search(text, scope) if text else below
    trail = [place for place in queries.trail(at) if scope.holds_place(place.path)] if at else []
    name = request.GET.get("name", "place")
    context = {"at": at, "trail": trail, "places": found, "text": text, "name": name}
    return render(request, "territory/picker.html", context)


def _page(request: Request, place: Place, bound: dict[str, forms.Form]) -> HttpResponse:
    scope = request.actor.scope(VIEW)
    codes = place.codes.select_related("reporting_parent").order_by("-valid_from")
    counts = {"households": place.households, "residents": place.residents}
    initial: dict[str, Any] = {"rename": {"name": place.name}, "counts": counts}
    shown = {
        name: bound.get(name) or form(initial=initial.get(name)) for name, (form, _do) in CHANGES.items()
    }
    context = {
        "place": place,
        "trail": [(upper, scope.holds_place(upper.path)) for upper in queries.trail(place)],
        "places": _with_counts(queries.children(place)),
        "codes": codes,
        "responsibles": place.responsibles.filter(valid_on(today())).select_related("account"),
        "forms": [(name, TITLES[name](), form) for name, form in shown.items()],
        "may_change": request.actor.scope(MANAGE).holds_place(place.path),
    }
    return render(request, "territory/place.html", context | _rights(request))


def _place(request: Request, key: uuid.UUID | str, permission: str = VIEW) -> Place:
    try:
        return queries.in_scope(request.actor.scope(permission)).get(pk=uuid.UUID(str(key)))
    except (ValueError, Place.DoesNotExist) as error:
        raise Missing(_("There is no such thing, or it lies outside your area.")) from error


def _with_counts(places: list[Place]) -> list[tuple[Place, int]]:
    """Return places with how many people answer for each today."""
    keys = [place.pk for place in places]
    answering = Place.objects.filter(valid_on(today(), "responsibles__"), pk__in=keys)
    counts = dict(answering.annotate(number=Count("responsibles")).values_list("pk", "number"))
    return [(place, counts.get(place.pk, 0)) for place in places]


def _rights(request: Request) -> dict[str, bool]:
    return {"may_manage": request.actor.may(MANAGE)}


TITLES: dict[str, Callable[[], str]] = {
    "rename": lambda: _("Rename"),
    "counts": lambda: _("Households and residents"),
    "recode": lambda: _("New code"),
    "reporting-parent": lambda: _("Reports to another place"),
}
