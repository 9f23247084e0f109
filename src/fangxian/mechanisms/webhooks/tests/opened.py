"""Opened by this room's addresses, for the permission matrix: a webhook and a call that it made."""

from typing import Any

from fangxian.conftest import World
from fangxian.mechanisms.webhooks import actions
from fangxian.mechanisms.webhooks.models import Call
from fangxian.trees.people.actor import SYSTEM


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    events = ["arrivals.unit"]
    service = world.accounts["service"]
    webhook, _secret = actions.add(SYSTEM, service, "卫健", "https://127.0.0.1/", events)
    now = world.time.now()
    call = Call.objects.create(webhook=webhook, event=1, action=events[0], happened_at=now, next_at=now)
    return {"webhooks/": {"webhook_id": webhook.pk, "call_id": call.pk}}
