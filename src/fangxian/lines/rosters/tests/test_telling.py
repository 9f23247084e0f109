"""Who is told of his shifts, and what his own page lets him do (M10)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.rosters import actions, changing, links
from fangxian.lines.rosters.models import Shift
from fangxian.lines.rosters.queries import links_of
from fangxian.lines.rosters.tests.opened import solved
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.queries import lines, rows_of
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.own import COOKIE
from fangxian.mechanisms.visitors import tokens
from fangxian.trees.people import phones


@pytest.mark.django_db
def test_each_is_told_of_his_own_shifts_and_later_only_whom_a_change_concerns(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    account = world.accounts["archives"]
    phones.put(account, "13900000001")
    account.save()
    row = Person.objects.at().get(entry=gate["赵安"])
    values = {**lines(PERSONS, world.response, [row])[0].values, "phone": "13900000001"}
    ledgers.correct(world.actor("audit-office"), PERSONS, row.entry_id, values, "补号码")
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    own = Message.objects.get(source="rosters.shifts", deliveries__account=account)
    assert len(own.about) == Shift.objects.at().filter(person=row.entry_id).count()
    others = Message.objects.get(source="rosters.shifts", deliveries__account=world.accounts["spring"])
    assert others.about == [["people", str(roster.pk), 5]]
    client = client_for(account)
    page = client.get("/messages/").content.decode()
    assert page.count("东门卡点") == len(own.about)
    assert client.get("/rosters/mine/", follow=True).content.decode().count("东门卡点") == len(own.about)
    assert client_for(world.accounts["autumn"]).get("/rosters/mine/").status_code == 404
    actions.publish(world.actor("spring"), roster)
    assert Message.objects.filter(source="rosters.shifts").count() == 2
    mine = next(one for one in sorted(roster.duties) if one[0] == gate["赵安"])
    changing.change_shift(world.actor("spring"), roster, [], [mine])
    latest = Message.objects.filter(source="rosters.shifts").latest("created_at")
    assert [one[0].partition("/")[0] for one in latest.about] == ["gone"]
    assert Message.objects.filter(source="rosters.shifts").count() == 3


@pytest.mark.django_db
def test_a_phone_that_opened_ones_own_page_checks_in_by_the_code_at_the_post(
    world: World, gate: dict[str, str], client: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    first = Shift.objects.at().order_by("happened_at").first()
    assert first
    assert first.person
    link = links_of(world.response, [first.person])[first.person]
    world.time.advance(first.happened_at - clock.now())
    code = f"/service/here/{tokens.signed(world.response, 'post', first.post, 8)}/"
    assert "btn-big" not in client.get(code).content.decode()
    own = client.get(f"/rosters/own/{links.token(link)}/")
    assert "我已到岗" in own.content.decode()
    assert own.cookies[COOKIE]["httponly"]
    assert "这部手机上次打开的是" in client.get(code).content.decode()
    assert client.post(code).status_code == 200
    there = rows_of(ledger_of("attendances")).at().get()
    assert (there.person, there.post, there.attended) == (first.person, first.post, "present")
    assert "我已到岗" not in client.get(f"/rosters/own/{links.token(link)}/").content.decode()
    links.revoke(world.actor("spring"), link.pk)
    assert "这部手机上次打开的是" not in client.get(code).content.decode()
