"""Rosters draw a unit's people to the places it is paired with: two lines that meet only in personnel (M9, M10)."""

from dataclasses import replace

import pytest

from fangxian.conftest import World
from fangxian.lines.pairing.ledgers import PAIRINGS
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.solving.travelling import APART, distance, travel
from fangxian.lines.rosters.tests.opened import asked, demand, posted
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_unit_is_drawn_to_the_community_it_is_paired_with(world: World) -> None:
    posted(world, ["赵安", "钱宁"])
    demand(world, "08:00", "16:00", 1)
    assert [one.anchors for one in gather(asked(world)).people] == [(), ()]
    stated(world, "committee", PAIRINGS, body="audit-office", place="春晖社区", since="2020-02-01")
    problem = gather(asked(world))
    assert [one.anchors for one in problem.people] == [(world.places["spring"].path,)] * 2
    away = replace(problem.posts[0], path=world.places["summer"].path)
    for one in problem.people:
        assert travel(one, problem.posts[0]) == distance(one, problem.posts[0])
        assert travel(one, away) == distance(one, away) + APART
