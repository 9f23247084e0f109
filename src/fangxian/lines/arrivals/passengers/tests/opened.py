"""Opened by this room's addresses, for the permission matrix: a passenger list and one of its rows."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    sent = send(world, passenger(20), place=world.places["county"])
    return {
        "passengers/": {"list_id": sent.list.entry_id},
        "api/v1/passenger-lists": {"list_id": sent.list.entry_id},
        "passengers/rows": {"row_id": sent.rows[0].entry_id},
        "api/v1/passengers": {"row_id": sent.rows[0].entry_id},
        "passengers/entries": {"measure": "passengers.listed"},
    }
