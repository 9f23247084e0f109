"""Who owes what when one side has not reported: the side itself, and once it is late the committee (M5)."""

from datetime import timedelta

from fangxian.conftest import BEGAN, World
from fangxian.lines.arrivals.duties import owed

ARRIVED = BEGAN - timedelta(hours=1)


def views(world: World, name: str) -> list[str]:
    """Return where an account's duties lead."""
    return [duty.url.partition("?")[2] or duty.url for duty in owed(world.actor(name), world.response)]


def test_a_late_registration_is_the_communitys_duty_and_then_the_committees(world: World) -> None:
    world.declare(1, arrived_at=ARRIVED)
    assert views(world, "spring") == ["view=to_register"]
    assert views(world, "committee") == []
    world.time.advance(timedelta(hours=25))
    assert views(world, "committee") == ["view=place"]
    assert views(world, "summer") == []
    world.register(1, employer="audit-office", arrived_at=ARRIVED)
    assert views(world, "spring") == views(world, "committee") == []


def test_a_late_declaration_is_the_units_duty_and_then_the_committees(world: World) -> None:
    world.register(2, employer="audit-office")
    assert views(world, "audit-office") == ["view=to_declare"]
    assert views(world, "archives") == []
    world.time.advance(timedelta(hours=25))
    assert views(world, "committee") == ["view=body"]
    (duty,) = owed(world.actor("committee"), world.response)
    assert duty.overdue is not None
    assert duty.count == 1
