"""Saved views over the API: the filters of lists under names, one's own and those shared from above (M5)."""

import uuid
from typing import Any

from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.schemas.saved_views import PageName, SavedViewIn, SavedViewOut
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.people.models import SavedView
from fangxian.trees.people.roles import PERMISSIONS
from fangxian.trees.people.saving import actions
from fangxian.trees.people.saving.pages import page_named
from fangxian.trees.people.saving.queries import default_of, own_titled, seen_by

router = Router(tags=["saved views"])
ANYBODY = Requires(*PERMISSIONS)


@router.get("/saved-views", auth=ANYBODY, response={200: list[SavedViewOut], **REFUSALS})
def listing(request: Request, page: PageName) -> list[dict[str, Any]]:
    """List the views of a list that one sees, one's own first, with how many rows each leaves now."""
    page_named(request.actor, page)
    return _shown(request, page, seen_by(request.actor, page))


@router.post("/saved-views", auth=ANYBODY, response={200: SavedViewOut, 201: SavedViewOut, **REFUSALS})
def save(request: Request, sent: SavedViewIn) -> Status[Any]:
    """Keep a list's filters under a name: 201 when the name is new, 200 when its filters were replaced."""
    known = own_titled(request.actor, sent.page, sent.title)
    view = actions.save_view(
        request.actor, sent.page, sent.title, sent.words, share=sent.share, role=sent.role
    )
    if sent.default:
        actions.choose_default(request.actor, view.pk, chosen=True)
    (shown,) = _shown(request, sent.page, [view])
    return Status(200 if known else 201, shown)


@router.delete("/saved-views/{uuid:view_id}", auth=ANYBODY, response={204: None, **REFUSALS})
def remove(request: Request, view_id: uuid.UUID) -> Status[None]:
    """Remove one's own view, for those with whom it was shared too."""
    actions.remove_view(request.actor, view_id)
    return Status(204, None)


def _shown(request: Request, name: str, views: list[SavedView]) -> list[dict[str, Any]]:
    page, default = page_named(request.actor, name), default_of(request.actor, name)
    counts = page.counted(request, [view.words for view in views])
    return [
        {
            "id": view.pk,
            "page": name,
            "title": view.title,
            "words": page.kept(view.words),
            "url": page.url(view.words),
            "own": view.account_id == request.actor.id,
            "share": view.share,
            "role": view.role,
            "default": view.pk == default,
            "count": count,
        }
        for view, count in zip(views, counts, strict=True)
    ]
