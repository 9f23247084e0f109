"""Saving a list's filters from its head, and the few things to do with a saved view; works without JavaScript."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Conflict, Invalid, Text
from fangxian.trees.people.access import Request, signed_in
from fangxian.trees.people.models import SavedView
from fangxian.trees.people.saving import actions
from fangxian.trees.people.saving.pages import page_named


@signed_in
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the filters that a list's head sent under a name."""
    sent = request.POST
    page = page_named(request.actor, sent.get("page", ""))
    words = page.kept(QueryDict(sent.get("words", "")[:2000]).dict())

    def kept() -> SavedView:
        view = actions.save_view(
            request.actor, page.name, sent.get("title", ""), words, share=sent.get("share", ""),
            role=sent.get("role", ""),
        )  # fmt: skip
        return actions.choose_default(request.actor, view.pk, chosen=True) if sent.get("default") else view

    _do(request, kept, _("Saved as “%(title)s”."))
    return redirect(page.url(words))


@signed_in
@require_POST
def rename(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Give one's own view another name."""
    title = request.POST.get("title", "")
    return _done(
        request, lambda: actions.rename_view(request.actor, view_id, title), _("Renamed to “%(title)s”.")
    )


@signed_in
@require_POST
def remove(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Remove one's own view."""
    return _done(request, lambda: actions.remove_view(request.actor, view_id), _("“%(title)s” is removed."))


@signed_in
@require_POST
def default(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Open the list with a view from now on, or with everything again."""
    chosen = request.POST.get("chosen") == "1"
    text = _("The list opens with “%(title)s”.") if chosen else _("The list opens with everything again.")
    return _done(request, lambda: actions.choose_default(request.actor, view_id, chosen=chosen), text)


def _do(request: Request, act: Callable[[], SavedView], text: Text) -> SavedView | None:
    """Carry out a change and say so, or what is wrong with it."""
    try:
        view = act()
    except Invalid as refusal:
        messages.error(request, next(iter(refusal.errors.values())))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(text) % {"title": view.title})
        return view
    return None


def _done(request: Request, act: Callable[[], SavedView], text: Text) -> HttpResponse:
    view = _do(request, act, text)
    name = view.page if view else request.POST.get("page", "")
    page = page_named(request.actor, name)
    return redirect(page.url(view.words if view else {}))
