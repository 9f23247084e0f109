"""Pages of the response: start it, its level and rules, end it (M1)."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.territory.forms import EndForm, LevelForm, ResponseForm, RulesForm
from fangxian.core.errors import Missing
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.forms import into
from fangxian.trees.responses import actions, queries
from fangxian.trees.responses.models import Response

VIEW, MANAGE = "response.view", actions.MANAGE


def _end(actor: Actor, response: Response, *, sure: bool) -> None:
    actions.end_response(actor, response)


CHANGES: dict[str, tuple[type[forms.Form], Callable[..., None]]] = {
    "rules": (RulesForm, actions.change_rules),
    "level": (LevelForm, actions.change_level),
    "end": (EndForm, _end),
}
TITLES: dict[str, Callable[[], str]] = {
    "rules": lambda: _("Rules"),
    "level": lambda: _("Response level"),
    "end": lambda: _("End the response"),
}


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the responses that concern one's area, the ended ones too."""
    found = queries.concerning(request.actor.scope(VIEW))
    return render(
        request, "territory/responses.html", {"responses": found, "may_manage": request.actor.may(MANAGE)}
    )


@requires(VIEW)
def detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show a response, its level and rules."""
    return _page(request, queries.one(request.actor.scope(VIEW), key), {})


@requires(MANAGE)
@require_POST
def change(request: Request, key: uuid.UUID, change: str) -> HttpResponse:
    """Change a response's rules or level, or end it."""
    response = queries.one(request.actor.scope(MANAGE), key)
    if change not in CHANGES:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    form_class, action = CHANGES[change]
    form = form_class(request.POST)
    if form.is_valid():
        with into(form):
            action(request.actor, response, **form.cleaned_data)
            messages.success(request, _("The response is up to date."))
            return redirect("territory:response", response.id)
    return _page(request, response, {change: form})


@requires(MANAGE)
def create(request: Request) -> HttpResponse:
    """Start a response."""
    defaults = RulesForm.of(Response()).initial
    form = ResponseForm(request.POST or None, initial=defaults)
    if request.method == "POST" and form.is_valid():
        with into(form):
            response = actions.start_response(request.actor, **form.cleaned_data)
            return redirect("territory:response", response.id)
    return render(request, "territory/form.html", {"form": form, "heading": _("Start a response")})


def _page(request: Request, response: Response, bound: dict[str, forms.Form]) -> HttpResponse:
    filled = {
        "rules": RulesForm.of(response),
        "level": LevelForm(initial={"level": response.level}),
        "end": EndForm(),
    }
    manages = request.actor.scope(MANAGE).holds_place(response.jurisdiction.path)
    context = {
        "item": response,
        "forms": [(name, TITLES[name](), bound.get(name, form)) for name, form in filled.items()],
        "may_change": manages and response.ended_at is None,
    }
    return render(request, "territory/response.html", context)
