"""Pages of bodies: by line as a tree, one body with its positions, changes, import."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.territory.forms import BodyForm, BodyImportForm, CloseForm, PositionForm, SearchForm
from fangxian.core.errors import Missing
from fangxian.core.tables import Outcome
from fangxian.lines.reports.actions import apply_rules_everywhere
from fangxian.trees.bodies import actions, imports, queries
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into

VIEW, MANAGE = "bodies.view", actions.MANAGE
CHANGES: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
    "place-in-line": (PositionForm, actions.place_in_line),
    "move-in-line": (PositionForm, actions.move_in_line),
    "close": (CloseForm, actions.close_body),
}
TITLES: dict[str, Callable[[], str]] = {
    "place-in-line": lambda: _("Place in a line"),
    "move-in-line": lambda: _("Move in a line"),
    "close": lambda: _("Close the body"),
}
FILES = {
    "bodies": (imports.load_bodies, imports.BODY_COLUMNS),
    "positions": (imports.load_positions, imports.POSITION_COLUMNS),
    "lines": (imports.load_lines, imports.LINE_COLUMNS),
}


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the bodies of a line as a tree, or those that a search finds."""
    scope = request.actor.scope(VIEW)
    lines = list(Line.objects.all())
    line = next((line for line in lines if line.code == request.GET.get("line")), lines[0] if lines else None)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    positions = [] if text or not line else list(queries.tree(line, scope))
    context = {
        "lines": lines,
        "line": line,
        "search": search,
        "searched": text,
        "rows": [(row.body, "　" * (len(row.path) // actions.SEGMENT - 1)) for row in positions],
        "found": queries.search(text, scope, 50),
        "may_manage": request.actor.may(MANAGE),
    }
    return render(request, "territory/bodies.html", context)


@requires(VIEW)
def detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show a body, its positions in all lines and their dates."""
    return _page(request, _body(request, key), {})


@requires(MANAGE)
@require_POST
def change(request: Request, key: uuid.UUID, change: str) -> HttpResponse:
    """Place a body in a line, move it there, or close it."""
    body = _body(request, key, MANAGE)
    if change not in CHANGES:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    form_class, action = CHANGES[change]
    form = form_class(request.POST)
    if form.is_valid():
        with into(form):
            action(request.actor, body, **form.cleaned_data)
            apply_rules_everywhere()
            messages.success(request, _("The body is up to date."))
            return redirect("territory:body", body.id)
    return _page(request, body, {change: form})


@requires(MANAGE)
def create(request: Request) -> HttpResponse:
    """Create a body."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            kind = Body.Kind(form.cleaned_data.pop("kind"))
            body = actions.create_body(request.actor, kind=kind, **form.cleaned_data)
            return redirect("territory:body", body.id)
    return render(request, "territory/form.html", {"form": form, "heading": _("New body")})


@requires(MANAGE)
def load(request: Request) -> HttpResponse:
    """Import lines, bodies or positions from a CSV file, at first as a dry run."""
    form = BodyImportForm(request.POST or None, request.FILES or None)
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        with into(form):
            action, _columns = FILES[form.cleaned_data["what"]]
            content = form.cleaned_data["file"].read()
            outcome = action(request.actor, content, dry_run=form.cleaned_data["dry_run"])
            apply_rules_everywhere()
    columns = [column for _action, columns in FILES.values() for column in columns]
    context = {"form": form, "outcome": outcome, "columns": columns, "heading": _("Import bodies")}
    return render(request, "territory/import.html", context)


def _page(request: Request, body: Body, bound: dict[str, forms.Form]) -> HttpResponse:
    shown = {name: bound.get(name) or form() for name, (form, _do) in CHANGES.items()}
    context = {
        "body": body,
        "positions": body.positions.select_related("line", "parent").order_by("line", "-valid_from"),
        "forms": [(name, TITLES[name](), form) for name, form in shown.items()],
        "may_change": queries.in_scope(request.actor.scope(MANAGE)).filter(pk=body.pk).exists(),
    }
    return render(request, "territory/body.html", context)


def _body(request: Request, key: uuid.UUID, permission: str = VIEW) -> Body:
    body = queries.in_scope(request.actor.scope(permission)).filter(pk=key).first()
    if body is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return body
