"""The small world with one of everything that an address opens: each room tells its own in `tests/opened.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from fangxian.conftest import LONG_AGO, ORGANS, World, make_world
from fangxian.core.clock import SimulatedClock
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import Kind
from tests.doors import Door


@dataclass
class Town:
    """The world, an account of every role there and one in the next county, and what the addresses open."""

    world: World
    near: Account
    far: Account
    objects: dict[str, dict[str, Any]]

    @property
    def time(self) -> SimulatedClock:
        """The clock of the world."""
        return self.world.time

    @time.setter
    def time(self, clock: SimulatedClock) -> None:
        self.world.time = clock

    def values(self, door: Door) -> dict[str, Any]:
        """Return what an address opens, by its longest beginning that is told; fails for one that is not."""
        told = [start for start in self.objects if door.route.startswith(start)]
        found = self.objects[max(told, key=len)] if told else {}
        assert set(door.parameters) <= set(found), (
            f"say in its room's tests/opened.py what {door.route} opens"
        )
        return found


def make_town(time: SimulatedClock) -> Town:
    """Give the small world an account of every role, the next county another, and let each room fill it."""
    world = make_world(time)
    county = places.create_place(SYSTEM, name="邻县", kind=Kind.COUNTY, code="220681", valid_from=LONG_AGO)
    other = bodies.create_body(
        SYSTEM, code="elsewhere", name="邻县机关", kind=Body.Kind.COMMITTEE, place=county
    )
    bodies.place_in_line(SYSTEM, other, Line(ORGANS), None, LONG_AGO)
    near, far = (people.create_account(SYSTEM, name=name) for name in ("near", "far"))
    world.accounts["near"] = near
    for role in Role:
        people.grant_role(SYSTEM, near, role, place=world.places["city"])
        people.grant_role(SYSTEM, near, role, body=world.bodies["committee"], line=Line(ORGANS))
        people.grant_role(SYSTEM, far, role, place=county)
        people.grant_role(SYSTEM, far, role, body=other, line=Line(ORGANS))
    objects: dict[str, dict[str, Any]] = {}
    for name in _rooms():
        objects |= import_module(name).opened(world)
    return Town(world, near, far, objects)


def _rooms() -> Iterator[str]:
    """Yield the modules in which rooms tell what their addresses open."""
    packages = [app.name for app in apps.get_app_configs() if app.name.startswith("fangxian.")]
    for name in [*(f"{package}.tests" for package in packages), "tests.messages"]:
        if find_spec(name) and find_spec(f"{name}.opened"):
            yield f"{name}.opened"
