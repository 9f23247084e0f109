"""Stories of the people of a unit: who leads them, who stands in, how they are, and the rules they keep (M10)."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.dispatch import actions, away, pledging, queries, replacing, rules
from fangxian.lines.dispatch.duties import owed
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.tests.test_flow import figure, nominate, send
from fangxian.lines.dispatch.units import contingents
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel import rest
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.own import asked_of
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_unit_s_people_have_a_gap_until_somebody_leads_them(world: World) -> None:
    first, second = nominate(world), nominate(world, "孙平")
    nominate(world, "周明", "archives")
    committee = world.actor("committee")
    assert [bool(one.heads) for one in contingents(committee, world.response)] == [False, False]
    assert [duty.count for duty in owed(world.actor("audit-office"), world.response)] == [1]
    actions.set_role(world.actor("audit-office"), first.entry_id, "head")
    actions.set_role(world.actor("audit-office"), second.entry_id, "deputy")
    gap, led = contingents(committee, world.response)
    assert (gap.body.code, led.body.code) == ("archives", "audit-office")
    assert [line.shown("person").partition(" ")[0] for line in led.heads] == ["钱宁"]
    assert [line.shown("person").partition(" ")[0] for line in led.deputies] == ["孙平"]
    assert (led.people, owed(world.actor("audit-office"), world.response)) == (2, [])
    with pytest.raises(Missing):
        actions.set_role(world.actor("archives"), first.entry_id, "member")
    with pytest.raises(Invalid):
        actions.set_role(committee, first.entry_id, "king")


@pytest.mark.django_db
def test_the_place_knows_who_leads_the_unit_s_people_wherever_he_stands(world: World) -> None:
    send(world)
    head = send(world, "孙平", "autumn")
    actions.set_role(world.actor("committee"), head.entry_id, "head")
    actions.arrive(world.actor("autumn"), head.entry_id)
    actions.set_role(world.actor("committee"), head.entry_id, "deputy")
    assert Posting.objects.at().get().role == "deputy"
    actions.set_role(world.actor("committee"), head.entry_id, "head")
    (seen,) = contingents(world.actor("spring"), world.response)
    assert (seen.people, len(seen.heads)) == (1, 1)


@pytest.mark.django_db
def test_whoever_stands_in_takes_the_place_and_the_post_is_never_double(world: World) -> None:
    post = stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区")
    row, committee, spring = nominate(world), world.actor("committee"), world.actor("spring")
    actions.decide(committee, row.entry_id, approved=True)
    actions.assign(committee, [row.entry_id], world.places["spring"], post.entry_id)
    actions.arrive(spring, row.entry_id)
    other = stated(world, "audit-office", PERSONS, name="孙平", body="audit-office")

    def standing() -> int:
        live = Assignment.objects.at().filter(post=post.entry_id, step__in=rules.SENT)
        assert Posting.objects.at().filter(post=post.entry_id, ended_at=None).count() <= 1
        return live.count()

    fresh = replacing.substitute(committee, row.entry_id, other.entry_id, "发烧")
    path = world.places["spring"].path
    assert (fresh.step, fresh.path, fresh.post, standing()) == ("assigned", path, post.entry_id, 1)
    (line,) = lines(ASSIGNMENTS, world.response, [fresh])
    assert line.shown("substitutes").startswith("钱宁")
    actions.arrive(spring, fresh.entry_id)
    assert (standing(), figure(world, "dispatch.in_place")) == (1, 1)
    with pytest.raises(Conflict):  # who is sent down already cannot stand in for somebody else
        replacing.substitute(committee, send(world, "李和").entry_id, other.entry_id, "发烧")
    with pytest.raises(Invalid):
        replacing.substitute(committee, fresh.entry_id, row.person, " ")


@pytest.mark.django_db
def test_the_board_tells_who_is_fit_and_for_how_long_he_has_not_rested(
    world: World, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tired, fresh, unknown = send(world), send(world, "孙平"), send(world, "李和")
    for row in (tired, fresh, unknown):
        actions.arrive(world.actor("spring"), row.entry_id)
    world.time.advance(timedelta(days=9))
    today = date(2020, 2, 10)

    def worked(asked: rest.Asked) -> Any:
        yield from (rest.Worked(tired.person, today - number * rest.DAY) for number in range(1, 9))
        yield rest.Worked(fresh.person, today - 2 * rest.DAY)
        yield rest.Worked(fresh.person, today)
        yield rest.Worked(fresh.person, today, on_duty=False)

    monkeypatch.setattr(rest, "_providers", [worked])
    people = [row.person for row in (tired, fresh, unknown)]
    told = queries.conditions(world.response, people)
    assert [told[one].days for one in people] == [8, 0, None]
    assert [told[one].tired for one in people] == [True, False, False]
    page = client_for(world.accounts["spring"]).get("/dispatch/?step=in_place").content.decode()
    assert ">8<" in page


@pytest.mark.django_db
def test_a_person_acknowledges_the_rules_by_two_taps_and_is_no_longer_asked(world: World) -> None:
    row, visitor = send(world), Client()
    (asked,) = asked_of(world.response, row.person)
    assert _lacking(world) == [row.person]
    assert visitor.get(asked.url).status_code == 200
    assert "钱宁" not in visitor.get(asked.url).content.decode()
    assert visitor.post(asked.url, {"part": "do"}).status_code == 302
    assert visitor.post(asked.url, {"part": "do"}).status_code == 409
    assert visitor.post(asked.url, {"part": "x"}).status_code == 422
    assert asked_of(world.response, row.person)
    assert visitor.post(asked.url, {"part": "do_not"}).status_code == 302
    assert (asked_of(world.response, row.person), _lacking(world)) == ([], [])
    person = pledging.person_of(asked.url.split("/")[-2])
    assert set(pledging.given(person).values()) == {date(2020, 2, 1)}
    assert visitor.get("/dispatch/conduct/none/").status_code == 404
    with pytest.raises(Missing):
        pledging.person_of(asked.url.split("/")[-2][:-3] + "AAA")


def _lacking(world: World) -> list[uuid.UUID]:
    rows = pledging.bound(world.actor("committee"), world.response).filter(pledging.LACKING)
    return [row.person for row in rows]


@pytest.mark.django_db
def test_pages_of_people_cost_the_same_over_few_and_over_many(world: World, client_for: Any) -> None:
    client = client_for(world.accounts["committee"])
    pages = (
        "/dispatch/?step=in_place",
        "/dispatch/units/",
        "/dispatch/conduct/",
        "/dispatch/conduct/?view=all",
    )

    def cost(page: str) -> int:
        with CaptureQueriesContext(connections["default"]) as found:
            assert client.get(page).status_code == 200, page
        return len(found)

    def fill(names: str) -> None:
        for number, name in enumerate(names):
            row = send(world, f"{name}远", body=("audit-office", "archives")[number % 2])
            actions.set_role(world.actor("committee"), row.entry_id, "head")
            actions.arrive(world.actor("spring"), row.entry_id)

    fill("赵钱")
    few = {page: (cost(page), cost(page))[1] for page in pages}
    fill("孙李周吴郑王")
    assert {page: cost(page) for page in pages} == few
    assert max(few.values()) < 40, few


@pytest.mark.django_db
def test_the_unit_names_its_head_and_a_substitute_on_the_pages(world: World, client_for: Any) -> None:
    row, unit = send(world), client_for(world.accounts["audit-office"])
    sent = {"chosen": [str(row.entry_id)], "confirmed": "1"}
    assert unit.post("/dispatch/role/", sent | {"role": "head"}).status_code == 302
    stated(world, "audit-office", PERSONS, name="孙平", body="audit-office")
    wrong = unit.post("/dispatch/substitute/", sent | {"person": "无此人", "reason": "发烧"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"person"})
    assert unit.post("/dispatch/substitute/", sent | {"person": "孙平", "reason": "发烧"}).status_code == 302
    fresh = Assignment.objects.at().get(substitutes=row.entry_id)
    assert (fresh.step, fresh.role) == ("nominated", "head")
    assert "钱宁" in unit.get("/dispatch/?step=nominated").content.decode()
    other = send(world, "李和")
    both = {"chosen": [str(fresh.entry_id), str(other.entry_id)]}
    assert unit.post("/dispatch/substitute/", both)["Location"] == "/dispatch/"
    assert unit.get("/dispatch/units/?view=gaps").status_code == 200


@pytest.mark.django_db
def test_somebody_is_assigned_to_a_team_of_the_place_and_stands_on_its_page(
    world: World, client_for: Any
) -> None:
    groups = ledger_of("groups")
    own, other = (
        stated(world, "committee", groups, name=name, kind="commando", place=place)
        for name, place in (("突击一队", "春晖社区"), ("突击二队", "秋实社区"))
    )
    row, committee, spring = nominate(world), world.actor("committee"), world.places["spring"]
    actions.decide(committee, row.entry_id, approved=True)
    with pytest.raises(Invalid) as refused:
        actions.assign(committee, [row.entry_id], spring, team=other.entry_id)
    assert set(refused.value.errors) == {"team"}
    sent = {"chosen": [str(row.entry_id)], "confirmed": "1", "place": "春晖社区", "team": "突击一队"}
    client = client_for(world.accounts["committee"])
    assert client.post("/dispatch/assign/", sent).status_code == 302
    assert Assignment.objects.at().get(entry=row.entry_id).team == own.entry_id
    assert "突击一队" in client.get("/dispatch/?step=assigned").content.decode()
    assert "钱宁" in client.get(f"/ledgers/groups/{own.entry_id}/").content.decode()


@pytest.mark.django_db
def test_whoever_falls_ill_on_the_day_he_is_back_from_leave_is_replaced_all_the_same(world: World) -> None:
    row, spring, today = send(world), world.actor("spring"), date(2020, 2, 1)
    actions.arrive(spring, row.entry_id)
    away.grant_leave(spring, row.entry_id, today, today, "家事")
    away.come_back(spring, row.entry_id)
    other = stated(world, "audit-office", PERSONS, name="孙平", body="audit-office")
    fresh = replacing.substitute(world.actor("audit-office"), row.entry_id, other.entry_id, "发烧")
    assert (fresh.person, fresh.step) == (other.entry_id, "nominated")
