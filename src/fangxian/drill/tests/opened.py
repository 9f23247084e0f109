"""Opened by this room's addresses, for the permission matrix: a drill that waits."""

import datetime
from typing import Any

from fangxian.conftest import World
from fangxian.drill import actions
from fangxian.drill.parameters import Parameters
from fangxian.trees.people.actor import SYSTEM


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    place = world.places["county"].code
    drill = actions.ask(SYSTEM, Parameters(place, days=1, start=datetime.date(2020, 1, 20)))
    return {"drills/": {"key": drill.id}}
