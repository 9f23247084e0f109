"""Messages over the API: one's own with their state of reading, the delivery log, sending again (M8)."""

import uuid
from typing import Any, Literal

from ninja import Router

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import Cursor
from fangxian.command.api.schemas.messages import Again, DeliveryPage, MessageOut, MessagePage
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.models import Delivery
from fangxian.mechanisms.messages.reading import Said, read_by
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.people.roles import PERMISSIONS

router = Router(tags=["messages"])
ANYBODY = Requires(*PERMISSIONS)
MANAGES = Requires("messages.manage")
State = Literal["", "waiting", "sending", "sent", "failed", "unsure", "settled", "lapsed"]


@router.get("/messages", auth=ANYBODY, response={200: MessagePage, **REFUSALS})
def own(request: Request, unread: bool = False, cursor: Cursor = "") -> dict[str, Any]:
    """List one's own messages, the latest first."""
    rows = queries.inbox(request.actor)
    found = queries.page(rows.filter(read_at=None) if unread else rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, _key, queries.PAGE)
    return {"items": [_message(said) for said in read_by(shown)], "next": more}


@router.post("/messages/{uuid:delivery_id}/read", auth=ANYBODY, response={200: MessageOut, **REFUSALS})
def read(request: Request, delivery_id: uuid.UUID) -> dict[str, Any]:
    """Mark one of one's own messages read."""
    return _message(read_by([actions.mark_read(request.actor, delivery_id)])[0])


@router.get("/deliveries", auth=MANAGES, response={200: DeliveryPage, **REFUSALS})
def log(
    request: Request, state: State = "", cursor: Cursor = "", response: uuid.UUID | None = None
) -> dict[str, Any]:
    """List what became of each message in one's area, the latest first; addresses are never shown."""
    rows = queries.log(request.actor, response_of(response))
    found = queries.page(rows.filter(state=state) if state else rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, _key, queries.PAGE)
    return {"items": [_delivery(said) for said in read_by(shown)], "next": more}


@router.post("/deliveries/{uuid:delivery_id}/again", auth=MANAGES, response={200: Again, **REFUSALS})
def again(request: Request, delivery_id: uuid.UUID, response: uuid.UUID | None = None) -> dict[str, Any]:
    """Send a failed or unanswered message once more; ``count`` is 0 where there was nothing to send."""
    return {"count": actions.send_again(request.actor, response_of(response), [delivery_id])}


def _key(row: Delivery) -> tuple[object, ...]:
    return row.created_at, row.id


def _message(said: Said) -> dict[str, Any]:
    row, message = said.delivery, said.delivery.message
    return {
        "id": row.id, "at": row.created_at, "kind": message.kind, "title": said.words.title,
        "text": said.words.text, "url": said.words.url, "urgent": message.urgent, "day": message.day,
        "due_at": message.due_at, "read_at": row.read_at,
    }  # fmt: skip


def _delivery(said: Said) -> dict[str, Any]:
    row = said.delivery
    return {
        "id": row.id, "at": row.created_at, "title": said.words.title,
        "to": str(row.account or (row.channel and row.channel.title) or ""),
        "channel": row.channel.kind if row.channel else "inside", "state": row.state, "error": row.error,
        "attempts": row.attempts, "next_at": row.next_at, "sent_at": row.sent_at, "read_at": row.read_at,
    }  # fmt: skip
