"""One's own messages: what was said, when, the page it leads to; read one by one or all at once."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.reading import read_by
from fangxian.trees.people.access import Request, signed_in

MOST = 100


@signed_in
def mine(request: Request) -> HttpResponse:
    """List one's own messages, the latest first; ``?unread=1`` leaves out what was read."""
    only_unread = request.GET.get("unread") == "1"
    rows = queries.inbox(request.actor)
    after = request.GET.get("after", "")
    found = queries.page(rows.filter(read_at=None) if only_unread else rows, read_cursor(after))
    shown = found[: queries.PAGE]
    kept = {"unread": "1"} if only_unread else {}
    last = shown[-1] if len(found) > queries.PAGE else None
    unread = queries.unread(request.actor, MOST)
    context = {
        "rows": read_by(shown),
        "unread": unread,
        "filters": [
            {"label": _("all"), "url": "?", "active": not only_unread},
            {
                "label": _("unread"),
                "url": "?unread=1",
                "active": only_unread,
                "count": unread,
                "status": "due",
            },
        ],
        "first_url": f"?{urlencode(kept)}" if after else "",
        "next_url": f"?{urlencode({**kept, 'after': cursor(last.created_at, last.id)})}" if last else "",
    }
    return render(request, "messages/mine.html", context)


@signed_in
@require_POST
def open_one(request: Request, delivery_id: uuid.UUID) -> HttpResponse:
    """Mark a message read and lead to the page that it is about."""
    delivery = actions.mark_read(request.actor, delivery_id)
    said = read_by([delivery])[0]
    return redirect(said.words.url or reverse("messages:mine"))


@signed_in
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark all of one's messages read."""
    actions.mark_all_read(request.actor)
    messages.success(request, _("All messages are marked read."))
    return redirect("messages:mine")
