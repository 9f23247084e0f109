"""Opened by this room's addresses, for the permission matrix: a link and who registered himself by it."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.arrivals.selfreg import actions, links
from fangxian.lines.arrivals.selfreg.secrets import link_token


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    owner = f"place:{world.places['spring'].code}"
    link = links.make(world.actor("spring"), world.response, owner, "南出站口", 14)
    entered = actions.submit(link, [world.registration(8)], "192.0.2.7")
    return {
        "self/": {"token": link_token(link)},
        "arrivals/self/": {"entry_id": entered.entry_id},
        "arrivals/self/links": {"link_id": link.pk, "ending": "svg"},
        "api/v1/self-registrations": {"entry_id": entered.entry_id},
    }
