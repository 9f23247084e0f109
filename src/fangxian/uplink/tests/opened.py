"""Opened by this room's addresses, for the permission matrix: a node below, a package of it, and the node above."""

from typing import Any

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.uplink.models import Received
from fangxian.uplink.tests.handing import link


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    made = link(world)
    made.round(every_day=False)
    made.upstream.packages.update(taken_at=None, set_aside_at=clock.now())
    shared = {"ending": "csv", "package_id": Received.objects.all()[0].pk, "node_id": made.node.pk}
    return {
        "uplink/": shared,
        "uplink/nodes/": shared | {"change": "key"},
        "uplink/above/": {"upstream_id": made.upstream.pk, "change": "send", "sequence": 1},
        "api/v1/uplink/": shared,
    }
