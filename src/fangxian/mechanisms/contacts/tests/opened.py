"""Opened by this room's addresses, for the permission matrix: a call to somebody who was declared."""

from typing import Any

from fangxian.conftest import World
from fangxian.mechanisms.contacts import actions


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    called = world.declare(4).entry_id
    contact = actions.log(world.actor("near"), "arrival", called, "phone", "reached")
    logged = {"topic": "arrival", "entry_id": called, "contact_id": contact.entry_id}
    return {
        "contacts/": logged,
        "api/v1/contacts": logged,
        "contacts/entries": {"measure": "contacts.made"},
    }
