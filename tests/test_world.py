"""The small world stands on its own feet: a day of it in a few lines."""

from datetime import timedelta

from fangxian.conftest import World
from fangxian.lines.arrivals.models import Standing
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import all_measures


def figures(world: World) -> dict[str, int | float | None]:
    return {a.measure.code: a.total.value for a in answers(ask(world.response), all_measures())}


def test_a_day_of_the_small_world(world: World) -> None:
    world.declare(1)
    world.declare(2, "north-bank", "autumn")
    world.register(1, "spring", "audit-office")
    world.register(3, "summer")
    world.time.advance(timedelta(hours=1))
    world.file("audit-office")

    found = figures(world)
    assert found["arrivals.declared"] == 2
    assert found["arrivals.dual_reported"] == 1
    assert found["arrivals.dual_report_rate"] == 50
    assert found["arrivals.unit_only"] == 1
    assert found["arrivals.persons"] == 3
    world.time.advance(timedelta(hours=2))
    found = figures(world)
    assert (found["reports.due"], found["reports.filed"], found["reports.missing"]) == (6, 1, 5)
    assert sorted(Standing.objects.known().values_list("state", flat=True)) == [
        "matched", "matched", "not_expected", "unit_only",
    ]  # fmt: skip


def test_nobody_acts_outside_his_part(world: World) -> None:
    assert world.actor("archives").scope("arrivals.declare").bodies
    assert not world.actor("archives").may("arrivals.register")
    assert not world.actor("auditor").may("arrivals.view_unit")
