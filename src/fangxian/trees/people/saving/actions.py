"""Saving, renaming, sharing and removing views, and choosing the one with which a list opens."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import DefaultView, Role, SavedView
from fangxian.trees.people.saving.pages import page_named
from fangxian.trees.people.saving.queries import MOST, own_titled, own_view, shares, visible_view
from fangxian.trees.places.models import Place

TITLE = 40


@transaction.atomic
def save_view(
    actor: Actor, page: str, title: str, words: Mapping[str, str], *, share: str = "", role: str = ""
) -> SavedView:
    """Keep a list's filters under a name; the same name again replaces them.

    ``share`` is one of ``queries.shares``, "" keeps it private. Raises ``Invalid`` by field, ``Missing`` for a list
    that the actor may not open.
    """
    kept = page_named(actor, page).kept(words)
    if not kept:
        raise Invalid({"title": _("Narrow the list first: there is no filter to save.")})
    name = _title(title)
    view = own_titled(actor, page, name) or SavedView(
        account_id=_account(actor), page=page, title=name, created_at=clock.now()
    )
    if view._state.adding and SavedView.objects.filter(account=actor.id, page=page).count() >= MOST:
        raise Invalid({"title": _("At most %(most)s views of a list: remove one first.") % {"most": MOST}})
    view.words = kept
    _share(actor, view, share, role)
    view.save()
    _record(actor, "people.view_saved", view)
    return view


@transaction.atomic
def rename_view(actor: Actor, view_id: uuid.UUID, title: str) -> SavedView:
    """Give one's own view another name."""
    view = own_view(actor, view_id)
    view.title = _title(title)
    same = SavedView.objects.filter(account=actor.id, page=view.page, title=view.title)
    if same.exclude(pk=view.pk).exists():
        raise Conflict(_("You have a view of this name already."))
    view.save(update_fields=["title"])
    _record(actor, "people.view_renamed", view)
    return view


@transaction.atomic
def remove_view(actor: Actor, view_id: uuid.UUID) -> SavedView:
    """Remove one's own view, for those with whom it was shared too."""
    view = own_view(actor, view_id)
    _record(actor, "people.view_removed", view)
    SavedView.objects.filter(pk=view_id).delete()
    return view


@transaction.atomic
def choose_default(actor: Actor, view_id: uuid.UUID, *, chosen: bool) -> SavedView:
    """Open a list with a view that one sees from now on, or with everything again."""
    view = visible_view(actor, view_id)
    if chosen:
        DefaultView.objects.update_or_create(
            account_id=_account(actor), page=view.page, defaults={"view_id": view.pk}
        )
    else:
        DefaultView.objects.filter(account=actor.id, page=view.page).delete()
    _record(actor, "people.view_default", view)
    return view


def _share(actor: Actor, view: SavedView, share: str, role: str) -> None:
    view.place, view.body, view.line_id, view.role = None, None, None, ""
    if not share:
        return
    if share not in dict(shares(actor)) or (role and role not in Role.values):
        raise Invalid({"share": _("Choose with whom it is shared.")})
    line, _colon, code = share.partition(":")
    if line == "place":
        view.place = Place.objects.get(code=code)
    else:
        view.body, view.line_id = Body.objects.get(code=code), line
    view.role = role


def _title(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > TITLE:
        raise Invalid({"title": _("Give it a name of at most %(most)s characters.") % {"most": TITLE}})
    return name


def _account(actor: Actor) -> uuid.UUID:
    if actor.id is None:
        raise Missing(_("There is no such list."))
    return actor.id


def _record(actor: Actor, action: str, view: SavedView) -> None:
    trail.record(actor, trail.Kind.WRITE, action, subject=view.pk, page=view.page, shared=view.is_shared)
