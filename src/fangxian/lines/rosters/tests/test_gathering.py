"""What a roster's problem is told by the ledgers: homes, households, units, skills (M9, M10)."""

import pytest

from fangxian.conftest import World
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.solving.problem import LEAD, Problem
from fangxian.lines.rosters.solving.travelling import distance
from fangxian.lines.rosters.tests.opened import asked, demand
from fangxian.mechanisms.ledgers.fields import Unreadable
from fangxian.mechanisms.personnel.coordinates import degrees
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.places.actions import create_place
from fangxian.trees.places.models import Kind
from fangxian.trees.places.tests.support import ALL


def problem_of(world: World) -> Problem:
    return gather(Roster.objects.get(pk=asked(world).pk))


@pytest.mark.django_db
def test_two_of_one_household_are_told_apart_and_heads_can_lead(world: World) -> None:
    home = create_place(ALL, name="2单元301", kind=Kind.HOUSEHOLD, parent=world.places["spring"])
    stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区", skills="医护")
    for name in ("赵安", "钱宁"):
        stated(world, "audit-office", PERSONS, name=name, body="audit-office", place=home.code)
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post="东门卡点", role="head")
    demand(world, "08:00", "16:00", 2)
    problem = problem_of(world)
    assert [one.household for one in problem.people] == [home.path, home.path]
    assert all(LEAD in one.skills for one in problem.people)
    assert {one.skills for one in problem.slots} == {(("medical", 1),)}


@pytest.mark.django_db
def test_ways_are_told_by_coordinates_where_they_are_known_else_by_the_tree(world: World) -> None:
    place = {"kind": "gate", "place": "春晖社区"}
    stated(world, "spring", POSTS, name="甲岗", coordinates="126.4200, 41.9400", **place)
    stated(world, "spring", POSTS, name="乙岗", coordinates="41.9490 126.4200", **place)
    stated(world, "audit-office", PERSONS, name="赵安", body="audit-office", place="春晖社区")
    stated(world, "audit-office", PERSONS, name="钱宁", body="audit-office")
    for name in ("赵安", "钱宁"):
        stated(world, "committee", POSTINGS, person=name, place="春晖社区")
    for post in ("甲岗", "乙岗"):
        demand(world, "08:00", "16:00", 1, post=post)
    problem = problem_of(world)
    north, south = sorted((one.at or (0, 0))[1] for one in problem.posts)
    assert abs(north - south) == 10
    ways = [sorted(distance(one, post) for post in problem.posts) for one in problem.people if one.at]
    assert ways == [[5, 5]]


@pytest.mark.parametrize("text", ["", "126.42", "0, 0", "41.9, 42.0", "east"])
def test_what_is_no_point_in_china_is_no_point(text: str) -> None:
    assert degrees(text) is None


def test_coordinates_that_cannot_be_read_are_told() -> None:
    field = next(one for one in POSTS.fields if one.code == "coordinates")
    with pytest.raises(Unreadable):
        field.read("south gate", None)
    assert field.read("41.9425,126.42583", None) == "126.42583, 41.94250"
