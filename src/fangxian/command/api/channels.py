"""Channels and quiet hours over the API: added, checked by the code that arrives there, removed (M8)."""

import datetime
import uuid
from typing import Any

from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import body_of, named, place_of, response_of
from fangxian.command.api.messages import ANYBODY, MANAGES
from fangxian.command.api.schemas.reminders import ChannelIn, ChannelOut, CodeIn, QuietHours
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.manners import of_preference
from fangxian.mechanisms.messages.models import Channel
from fangxian.trees.people.access import Request

router = Router(tags=["messages"])


@router.get("/channels", auth=ANYBODY, response={200: list[ChannelOut], **REFUSALS})
def own(request: Request) -> list[dict[str, Any]]:
    """List one's own channels; addresses are never shown."""
    return [shown(channel) for channel in queries.own_channels(request.actor)]


@router.get("/channels/shared", auth=MANAGES, response={200: list[ChannelOut], **REFUSALS})
def shared(request: Request) -> list[dict[str, Any]]:
    """List the channels of chat groups and units in one's area; addresses are never shown."""
    return [shown(channel) for channel in queries.shared_channels(request.actor)]


@router.post("/channels", auth=ANYBODY, response={201: ChannelOut, **REFUSALS})
def add(request: Request, sent: ChannelIn) -> Status[Any]:
    """Add a channel and send it a code: one's own, or with ``body`` or ``place`` (``messages.manage``) a shared one."""
    channel = actions.add_channel(
        request.actor, sent.kind, sent.address, secret=sent.secret, title=sent.title,
        body=body_of(sent.body) if sent.body else None,
        place=place_of(sent.place) if sent.place and not sent.body else None,
    )  # fmt: skip
    return Status(201, shown(channel))


@router.post("/channels/{uuid:channel_id}/code", auth=ANYBODY, response={200: ChannelOut, **REFUSALS})
def send_code(request: Request, channel_id: uuid.UUID) -> dict[str, Any]:
    """Send a channel a new code, at most once a minute."""
    return shown(actions.check_channel(request.actor, channel_id))


@router.post("/channels/{uuid:channel_id}/verify", auth=ANYBODY, response={200: ChannelOut, **REFUSALS})
def verify(request: Request, channel_id: uuid.UUID, sent: CodeIn) -> dict[str, Any]:
    """Take a channel into use by the code that arrived there."""
    return shown(actions.verify_channel(request.actor, channel_id, sent.code))


@router.delete("/channels/{uuid:channel_id}", auth=ANYBODY, response={204: None, **REFUSALS})
def remove(request: Request, channel_id: uuid.UUID) -> Status[None]:
    """Remove a channel and destroy its address; what it carried stays in the log."""
    actions.remove_channel(request.actor, channel_id)
    return Status(204, None)


@router.get("/quiet-hours", auth=ANYBODY, response={200: QuietHours, **REFUSALS})
def quiet_hours(request: Request, response: uuid.UUID | None = None) -> dict[str, Any]:
    """Show one's own quiet hours, or where one has none those of the response."""
    held, default = queries.preference_of(request.actor, response_of(response))
    manners = of_preference(held or default)
    return {
        "quiet_from": _text(manners.quiet_from), "quiet_to": _text(manners.quiet_to),
        "digest_minutes": int(manners.digest.total_seconds() // 60),
    }  # fmt: skip


@router.put("/quiet-hours", auth=ANYBODY, response={200: QuietHours, **REFUSALS})
def keep_quiet(request: Request, sent: QuietHours) -> dict[str, Any]:
    """Keep one's own quiet hours."""
    actions.set_preference(request.actor, _hour(sent.quiet_from), _hour(sent.quiet_to), sent.digest_minutes)
    return sent.dict()


@router.put("/quiet-hours/default", auth=MANAGES, response={200: QuietHours, **REFUSALS})
def keep_default(request: Request, sent: QuietHours, response: uuid.UUID | None = None) -> dict[str, Any]:
    """Set the quiet hours of everybody who has not chosen his own."""
    hours = _hour(sent.quiet_from), _hour(sent.quiet_to)
    actions.set_default_preference(request.actor, response_of(response), *hours, sent.digest_minutes)
    return sent.dict()


def shown(channel: Channel) -> dict[str, Any]:
    """Return a channel as the API shows it."""
    names = ("id", "kind", "title", "hint", "verified_at", "sent_at", "failures", "rests_until")
    return {
        **{name: getattr(channel, name) for name in names},
        "body": named(channel.body),
        "place": named(channel.place),
    }


def _hour(text: str | None) -> datetime.time | None:
    return datetime.time.fromisoformat(text) if text else None


def _text(hour: datetime.time | None) -> str | None:
    return f"{hour:%H:%M}" if hour else None
