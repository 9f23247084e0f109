"""Opened by this room's addresses, for the permission matrix: a place, a body, the response."""

from typing import Any

from fangxian.conftest import World


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    return {
        "territory/places": {"key": world.places["spring"].pk, "change": "rename"},
        "territory/bodies": {"key": world.bodies["archives"].pk, "change": "close"},
        "territory/responses": {"key": world.response.pk, "change": "rules"},
        "api/v1/places": {"code": world.places["east"].code},
        "figures/table": {"ending": "xlsx"},
    }
