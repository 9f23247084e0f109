"""What regulators and units owe when days are locked and levels review (M8)."""

from datetime import timedelta

from fangxian.conftest import FIRST_DAY, INDUSTRY, World
from fangxian.lines.reports import actions
from fangxian.mechanisms.duties.board import duties
from fangxian.trees.bodies.models import Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Role


def owed(world: World, name: str) -> list[tuple[str, int]]:
    """Return where each duty about reports leads, and of how many."""
    actor = Actor(world.accounts[name])
    found = [duty for duty in duties(actor, world.response) if "/reports/" in duty.url]
    return [(duty.url.split("/")[2], duty.count) for duty in found]


def test_a_regulator_that_reviews_chases_its_units_and_files_its_own(world: World) -> None:
    """The units file themselves; its own report remains its own, and nobody is reminded of himself."""
    actions.oblige(SYSTEM, world.response, [(world.bodies["regulator"], INDUSTRY, FIRST_DAY, None)])
    world.time.advance(timedelta(hours=4))
    assert owed(world, "regulator") == [("mine", 3)]
    on = {"body": world.bodies["regulator"], "line": Line(INDUSTRY)}
    people.grant_role(SYSTEM, world.accounts["regulator"], Role.REVIEWER, **on)
    assert sorted(owed(world, "regulator")) == [("mine", 1), ("missing", 2)]


def test_nobody_owes_a_day_that_is_locked(world: World) -> None:
    world.time.advance(timedelta(hours=4))
    assert owed(world, "statistics") == [("mine", 1)]
    actions.lock(
        world.actor("committee"), world.response, FIRST_DAY, FIRST_DAY, "已上报", place=world.places["county"]
    )
    assert owed(world, "statistics") == owed(world, "committee") == []
