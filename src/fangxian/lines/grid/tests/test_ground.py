"""Stories of communities that set up their grids, compounds, buildings and households by a sheet (M2)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.lines.grid import queries
from fangxian.lines.grid.ledgers import LINKS
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.codes import Code
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.places.models import Place

HEAD = "社区,类型,名称,所属小区,户数"
ROWS = (
    "春晖社区,户,1号楼301室,1号楼,", "春晖社区,楼栋,1号楼,阳光小区,40", "春晖社区,小区,阳光小区,第一网格,120",
    "春晖社区,网格,第一网格,,300", "夏荫社区,小区,阳光小区,,80",
)  # fmt: skip


def send(world: World, *rows: str, account: str = "committee", place: str = "county") -> tuple[Any, Any]:
    text = "\n".join((HEAD, *rows)).encode()
    actor = world.actor(account)
    run = imports.upload(actor, world.response, "ground", "家底.csv", text, place=world.places[place])
    return run, imports.commit(actor, run, partial=True)


@pytest.mark.django_db
def test_a_county_sets_up_its_ground_in_any_order_and_again_changes_only_what_differs(world: World) -> None:
    run, found = send(world, *ROWS)
    assert not found.problems
    assert run.accepted == 5
    spring = world.places["spring"]
    grid, compound, building, household = (
        Place.objects.get(name=name, path__startswith=spring.path) for name in NAMES
    )
    assert compound.path.startswith(grid.path)
    assert building.path.startswith(compound.path)
    assert household.path.startswith(building.path)
    assert (grid.households, compound.households, building.households) == (300, 120, 40)
    again, _found = send(world, *(row.replace(",40", ",44") for row in ROWS))
    assert (again.accepted, again.unchanged) == (1, 4)
    building.refresh_from_db()
    assert building.households == 44


NAMES = ("第一网格", "阳光小区", "1号楼", "1号楼301室")


@pytest.mark.django_db
def test_a_community_sets_up_its_own_ground_and_sees_the_household_that_nobody_looks_after(
    world: World,
) -> None:
    run, found = send(world, *ROWS, account="spring", place="spring")
    assert (run.accepted, {problem.code for _sheet, problem in found.errors}) == (4, {Code.OUT_OF_SCOPE})
    spring, actor = world.places["spring"], world.actor("spring")
    (open_,) = queries.uncovered(actor, world.response, spring)
    assert open_.name == "1号楼301室"
    stated(world, "spring", LINKS, head="冯远", name="一单元", place="1号楼", households="40户")
    assert queries.uncovered(actor, world.response, spring) == []


@pytest.mark.django_db
def test_what_lies_in_nothing_or_stands_twice_is_said_at_its_row(world: World) -> None:
    twice = "春晖社区,小区,乙小区,,"
    wrong = ("春晖社区,楼栋,1号楼,无此小区,", "没有的社区,小区,甲,,", twice, twice, "春晖社区,星球,丙,,")
    run, found = send(world, *wrong)
    told = {(problem.row, problem.field) for _sheet, problem in found.errors}
    assert {(2, "within"), (3, "place"), (5, "within")} <= told
    assert {row for row, _field in told} == {2, 3, 5, 6}
    assert run.accepted == 1
