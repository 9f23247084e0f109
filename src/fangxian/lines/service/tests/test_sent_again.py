"""What a place has accepted stays so, and counts, when it is sent again with other particulars (M11)."""

from collections.abc import Callable
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.service import actions
from fangxian.lines.service.ledgers import CHECKINS
from fangxian.lines.service.models import Checkin
from fangxian.lines.service.tests.people import figure, member, organisation
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.tests.opened import stated

LATER = "2020-01-30"
Way = Callable[[World, Any, Checkin, dict[str, Any]], None]


def by_form(world: World, client_for: Any, row: Checkin, told: dict[str, Any]) -> None:
    actor = world.actor("audit-office")
    ledgers.correct(
        actor, CHECKINS, row.entry_id, read(CHECKINS, told, Meaning(actor, world.response)), "日期写错"
    )


def by_call(world: World, client_for: Any, row: Checkin, told: dict[str, Any]) -> None:
    url = f"/api/v1/checkins/{row.entry_id}"
    sent = told | {"reason": "日期写错"} | ({"person": str(row.person)} if row.person else {})
    reply = client_for(world.accounts["audit-office"]).put(url, sent, content_type="application/json")
    assert reply.status_code == 200, reply.content


def by_sheet(world: World, client_for: Any, row: Checkin, told: dict[str, Any]) -> None:
    names = {"organisation": "单位", "member": "党员"}
    sheet = (
        "报到类型,小区,单位名称,姓名,党员人数,报到时间\n"
        f"{names[told['kind']]},春晖社区,审计局,{told.get('person', '')},{told.get('people', '')},{told['since']}"
    )
    actor = world.actor("audit-office")
    run = imports.upload(actor, world.response, "checkins", "a.csv", sheet.encode(), body=world.bodies["audit-office"],
                         line="organs")  # fmt: skip
    assert not imports.commit(actor, run).problems


WAYS = pytest.mark.parametrize("way", [by_form, by_call, by_sheet])


@WAYS
@pytest.mark.django_db
def test_a_unit_stays_accepted_and_counted(world: World, client_for: Any, way: Way) -> None:
    row = organisation(world, since="2020-01-29")
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    accepted = Checkin.objects.at().get()
    told = {
        "kind": "organisation",
        "body": "audit-office",
        "place": "春晖社区",
        "people": "12",
        "since": LATER,
    }
    way(world, client_for, row, told)
    again = Checkin.objects.at().get()
    assert (again.number, again.step, again.accepted_at) == (3, "accepted", accepted.accepted_at)
    assert (figure(world, "units"), figure(world, "people"), figure(world, "communities")) == (1, 12, 1)


@WAYS
@pytest.mark.django_db
def test_a_member_stays_accepted_and_his_posting_still_ends_with_it(
    world: World, client_for: Any, way: Way
) -> None:
    member(world)
    told = {"kind": "member", "person": "李和", "body": "audit-office", "place": "春晖社区"}
    row = stated(world, "audit-office", CHECKINS, **told, since="2020-01-29")
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    way(world, client_for, row, told | {"since": LATER})
    assert figure(world, "members") == 1
    assert Checkin.objects.at().get().posting == Posting.objects.at().get().entry_id
    ledgers.void(world.actor("audit-office"), CHECKINS, row.entry_id, "报错社区")
    assert Posting.objects.at().get().ended_at is not None
    assert figure(world, "members") == 0


@pytest.mark.django_db
def test_what_awaits_an_answer_counts_from_the_answer_on(world: World) -> None:
    row = organisation(world, since="2020-01-29")
    told = {
        "kind": "organisation",
        "body": "audit-office",
        "place": "春晖社区",
        "people": "15",
        "since": LATER,
    }
    by_form(world, None, row, told)
    assert figure(world, "units") == 0
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    assert figure(world, "people") == 15
    assert Checkin.objects.at().get().accepted_at is not None


@pytest.mark.django_db
def test_what_has_ended_is_reported_anew_with_another_number(world: World) -> None:
    told = {
        "kind": "organisation",
        "body": "audit-office",
        "place": "春晖社区",
        "people": "12",
        "since": "2020-01-29",
    }
    row = organisation(world, since="2020-01-29")
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    with pytest.raises(Invalid):
        by_form(world, None, row, told | {"people": "15"})
    by_form(world, None, row, told | {"until": "2020-01-31"})
    anew = organisation(world, people_="15")
    actions.answer(world.actor("spring"), "accept", [anew.entry_id])
    assert (figure(world, "units"), figure(world, "people")) == (1, 15)
    with pytest.raises(Invalid):
        organisation(world, since="2020-01-29", until="2020-01-31")  # as a sheet with ended rows, sent twice
    with pytest.raises(Conflict):  # two of them would hold at a time
        by_form(world, None, row, told)
