"""Stories of the grid: a change says what it breaks, exchanges, parts, two posts at once (M10)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Invalid
from fangxian.lines.rosters import actions, changing
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.models import Shift
from fangxian.lines.rosters.solving.checking import Rule, hard
from fangxian.lines.rosters.tests.opened import demand, solved
from fangxian.mechanisms.personnel.ledgers import POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_change_says_which_rule_it_breaks_and_needs_a_reason(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    problem = gather(roster)
    person, slot = next(iter(sorted(roster.duties)))
    other = next(one for one in problem.slots if one.day == problem.slot[slot].day and one.id != slot)
    added = [(person, other.id)]
    _problem, found = changing.told_by(roster, added, ())
    assert Rule.REST in {one.rule for one in found}
    with pytest.raises(Invalid):
        changing.change_shift(world.actor("spring"), roster, added, ())
    client = client_for(world.accounts["spring"])
    held = f"{person} {slot}"
    breaks = client.get(f"/rosters/{roster.pk}/grid/verdicts/?held={held}").json()["breaks"]
    assert slot not in breaks
    assert breaks[other.id] == "超过班次需要的人数"
    grid = client.get(f"/rosters/{roster.pk}/grid/?held={person}+").content.decode()
    assert "这样会违反规则" in grid
    sent = {"held": f"{person} ", "to": other.id}
    told = client.post(f"/rosters/{roster.pk}/change/", sent)
    assert told.status_code == 422
    done = client.post(f"/rosters/{roster.pk}/change/?by=post", sent | {"sure": "1", "reason": "无人可替"})
    assert done.status_code == 302
    assert done.url.endswith(f"?by=post#{other.id}")
    roster.refresh_from_db()
    assert (person, other.id) in roster.duties
    assert roster.marks[f"{person} {other.id}"][1] == "无人可替"
    actions.publish(world.actor("spring"), roster)
    assert Shift.objects.at().filter(breach__contains="无人可替").count() == 1
    assert client.post(f"/rosters/{roster.pk}/change/", sent | {"held": "nobody "}).status_code in (400, 422)


@pytest.mark.django_db
def test_a_shift_is_given_to_somebody_else_in_the_grid_of_people(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    client = client_for(world.accounts["spring"])
    person, slot = min(roster.duties)
    breaks = client.get(f"/rosters/{roster.pk}/grid/verdicts/?by=person&held={person} {slot}").json()[
        "breaks"
    ]
    free = next(key for key in roster.placed if key not in breaks and key != person)
    sent = {"held": f"{person} {slot}", "other": free, "sure": "1"}
    assert client.post(f"/rosters/{roster.pk}/change/?by=person", sent).status_code == 302
    roster.refresh_from_db()
    assert (free, slot) in roster.duties
    assert (person, slot) not in roster.duties
    assert not hard(gather(roster), roster.duties)
    second, theirs = next(one for one in sorted(roster.duties) if one[0] != free and one[1] != slot)
    sent = {"held": f"{free} {slot}", "to": theirs, "other": second, "sure": "1", "reason": "对换"}
    assert client.post(f"/rosters/{roster.pk}/change/", sent).status_code == 302
    roster.refresh_from_db()
    assert {(free, theirs), (second, slot)} <= roster.duties
    assert not {(free, slot), (second, theirs)} & roster.duties
    assert client.post(f"/rosters/{roster.pk}/change/", {"held": f"{free} ", "to": theirs}).status_code == 422
    found = client.get(f"/rosters/{roster.pk}/grid/?q=赵").content.decode()
    assert 'value="' + gate["赵安"] + ' "' in found


@pytest.mark.django_db
def test_changes_by_hand_are_undone_one_by_one_until_the_roster_is_published(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    roster.refresh_from_db()
    problem = gather(roster)
    before = (roster.plan, roster.marks, roster.result["total"])
    person, slot = min(roster.duties)
    other = next(one.id for one in problem.slots if one.day == problem.slot[slot].day and one.id != slot)
    client = client_for(world.accounts["spring"])
    undoing = f"/rosters/{roster.pk}/undo/"
    assert client.post(undoing).status_code == 409
    for sent in ({"held": f"{person} {slot}"}, {"held": f"{person} ", "to": other, "reason": "临时加人"}):
        assert client.post(f"/rosters/{roster.pk}/change/", sent | {"sure": "1"}).status_code == 302
    roster.refresh_from_db()
    assert len(roster.steps) == 2
    assert roster.marks
    for left in (1, 0):
        assert client.post(f"{undoing}?by=person").url.endswith(f"?by=person#{person}")
        roster.refresh_from_db()
        assert len(roster.steps) == left
    assert (roster.plan, roster.marks, roster.result["total"]) == (before[0] | {"steps": []}, *before[1:])
    taken = {"held": f"{person} {slot}", "sure": "1"}
    assert client.post(f"/rosters/{roster.pk}/change/", taken).status_code == 302
    assert "撤销上一步调整" in client.get(f"/rosters/{roster.pk}/grid/").content.decode()
    roster.refresh_from_db()
    actions.publish(world.actor("spring"), roster)
    assert client.post(undoing).status_code == 409
    assert "撤销上一步调整" not in client.get(f"/rosters/{roster.pk}/grid/").content.decode()
    assert client_for(world.accounts["autumn"]).post(undoing).status_code == 404


@pytest.mark.django_db
def test_a_large_grid_comes_in_parts_by_few_queries(
    world: World, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(18):
        stated(world, "spring", POSTS, name=f"卡点{number:02d}", kind="gate", place="春晖社区")
        demand(world, "08:00", "16:00", post=f"卡点{number:02d}")
    roster = solved(world)
    client = client_for(world.accounts["spring"])
    client.get(f"/rosters/{roster.pk}/grid/")
    with django_assert_max_num_queries(40):
        page = client.get(f"/rosters/{roster.pk}/grid/").content.decode()
    assert page.count("卡点15") == 1
    assert "卡点16" not in page
    assert "卡点16" in client.get(f"/rosters/{roster.pk}/grid/?page=1").content.decode()


@pytest.mark.django_db
def test_who_would_stand_at_two_posts_at_once_is_told_before_and_in_the_check_of_the_whole(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    stated(world, "spring", POSTS, name="西门卡点", kind="gate", place="春晖社区")
    demand(world, "08:00", "16:00", 1, post="西门卡点")
    stated(world, "committee", POSTINGS, person="赵安", place="春晖社区", since="2020-02-01")
    roster = solved(world)
    problem = gather(roster)
    here = next(one for one in sorted(roster.duties) if problem.slot[one[1]].begin % 1440 == 480)
    person, slot = here[0], problem.slot[here[1]]
    west = next(post for post in problem.post if post != slot.post)
    there = next(one.id for one in problem.slots_of[west] if one.begin == slot.begin)
    client = client_for(world.accounts["spring"])
    breaks = client.get(f"/rosters/{roster.pk}/grid/verdicts/?held={person}+").json()["breaks"]
    assert "同一时间排了两个班" in breaks[there]
    sent = {"held": f"{person} ", "to": there, "sure": "1", "reason": "临时兼岗"}
    assert client.post(f"/rosters/{roster.pk}/change/", sent).status_code == 302
    page = client.get(f"/rosters/{roster.pk}/").content.decode()
    assert "同一时间排了两个班" in page
    assert "本期排班中还站别的岗" in page
