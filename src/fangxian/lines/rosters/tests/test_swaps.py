"""Stories of two who swap: by one tap each, by the dispatcher, refused with the reason (M10)."""

import uuid
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.rosters import actions, changing, links, swapping
from fangxian.lines.rosters.duties import owed
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.models import Shift, Swap
from fangxian.lines.rosters.queries import links_of
from fangxian.lines.rosters.solving.checking import hard
from fangxian.lines.rosters.tests.opened import solved
from fangxian.lines.rosters.tests.test_api import called
from fangxian.lines.rosters.wording import rule_names
from fangxian.mechanisms.messages.models import Message


@pytest.mark.django_db
def test_two_swap_by_one_tap_each_where_no_rule_breaks(
    world: World, gate: dict[str, str], client: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    people = [uuid.UUID(one) for one in gate.values()]
    made: dict[Any, Any] = links_of(world.response, people)
    rows = list(Shift.objects.at().order_by("happened_at"))
    refused = 0
    for own in rows:
        for other in rows:
            if own.person == other.person:
                continue
            try:
                swap = swapping.offer(made[own.person], own.entry_id, other.entry_id)
            except (Conflict, Invalid):
                refused += 1
                continue
            page = client.get(f"/rosters/own/{links.token(made[own.person])}/swap/?mine={own.entry_id}")
            assert page.status_code == 200
            assert other in [one["shift"] for one in page.context["others"]]
            assert not any(one["rules"] for one in page.context["others"])
            assert all(one["rules"] for one in page.context["breaking"])
            address = f"/rosters/own/{links.token(made[other.person])}/swap/{swap.pk}/"
            assert client.post(address, {"accept": "yes"}).status_code == 302
            swap.refresh_from_db()
            assert swap.state == Swap.State.DONE
            assert Shift.objects.at().get(entry=own.entry_id).person == other.person
            assert Shift.objects.at().get(entry=other.entry_id).person == own.person
            roster.refresh_from_db()
            assert not hard(gather(roster), roster.duties)
            with pytest.raises(Missing):
                swapping.answer(made[other.person], swap.pk, True)
            return
    raise AssertionError(f"no swap kept the rules, {refused} were refused")


@pytest.mark.django_db
def test_a_swap_that_breaks_a_rule_goes_to_the_dispatcher_once_both_want_it(
    world: World, gate: dict[str, str], client: Any, client_for: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    made: dict[Any, Any] = links_of(world.response, [uuid.UUID(one) for one in gate.values()])
    mine, theirs, rules = _breaking(made)
    own, other = links.token(made[mine.person]), links.token(made[theirs.person])
    address = f"/rosters/own/{own}/swap/"
    sent = {"mine": str(mine.entry_id), "theirs": str(theirs.entry_id)}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert rule_names(rules) in refused.content.decode()
    assert client.post(address, sent | {"sure": "1"}).status_code == 302
    swap = Swap.objects.get()
    assert owed(world.actor("spring"), world.response) == []
    client.post(f"/rosters/own/{other}/swap/{swap.pk}/", {"accept": "yes"})
    assert Shift.objects.at().get(entry=mine.entry_id).person == mine.person
    assert [duty.count for duty in owed(world.actor("spring"), world.response)] == [1]
    assert owed(world.actor("autumn"), world.response) == []
    spring = client_for(world.accounts["spring"])
    assert rule_names(rules) in spring.get("/rosters/swaps/").content.decode()
    assert client_for(world.accounts["autumn"]).post(f"/rosters/swaps/{swap.pk}/").status_code == 404
    assert spring.post(f"/rosters/swaps/{swap.pk}/", {"answer": "grant"}).status_code == 422
    told = {"answer": "grant", "reason": "家中有急事"}
    assert spring.post(f"/rosters/swaps/{swap.pk}/", told).status_code == 302
    assert Shift.objects.at().get(entry=mine.entry_id).person == theirs.person
    assert "家中有急事" in client.get(f"/rosters/own/{own}/").content.decode()
    with pytest.raises(Conflict):
        swapping.decide(world.actor("spring"), swap.pk, False, "晚了")


@pytest.mark.django_db
def test_whose_swap_is_refused_or_declined_is_told_why_by_a_message(
    world: World, gate: dict[str, str], client: Any, client_for: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    made: dict[Any, Any] = links_of(world.response, [uuid.UUID(one) for one in gate.values()])
    mine, theirs, _rules = _breaking(made)
    called(world, "archives", str(mine.person), "13900000001")
    swap = swapping.offer(made[mine.person], mine.entry_id, theirs.entry_id, sure=True)
    swapping.answer(made[theirs.person], swap.pk, False)
    told = Message.objects.get(source="rosters.swaps")
    assert [one.account for one in told.deliveries.all()] == [world.accounts["archives"]]
    again = swapping.offer(made[mine.person], mine.entry_id, theirs.entry_id, sure=True)
    swapping.answer(made[theirs.person], again.pk, True)
    spring = client_for(world.accounts["spring"])
    assert "没有批准" not in spring.get("/messages/").content.decode()
    assert spring.post(f"/rosters/swaps/{again.pk}/", {"answer": "refuse"}).status_code == 422
    assert (
        spring.post(f"/rosters/swaps/{again.pk}/", {"answer": "refuse", "reason": "夜班太密"}).status_code
        == 302
    )
    page = client_for(world.accounts["archives"]).get("/messages/").content.decode()
    assert "对方没有同意" in page
    assert "没有批准" in page
    assert "夜班太密" in page
    without = spring.get("/messages/").content.decode()  # the other has no account: who plans hands it on
    assert "请转告" in without
    assert "夜班太密" in without
    own = client.get(f"/rosters/own/{links.token(made[theirs.person])}/").content.decode()
    assert "夜班太密" in own


@pytest.mark.django_db
def test_a_swap_whose_shift_is_gone_can_still_be_refused(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    made: dict[Any, Any] = links_of(world.response, [uuid.UUID(one) for one in gate.values()])
    mine, theirs, _rules = _breaking(made)
    swap = swapping.offer(made[mine.person], mine.entry_id, theirs.entry_id, sure=True)
    swapping.answer(made[theirs.person], swap.pk, True)
    roster.refresh_from_db()
    slot = next(one for one in sorted(roster.duties) if swapping._slot(roster, mine) == one[1])
    changing.change_shift(world.actor("spring"), roster, [], [slot], "病了")
    spring = client_for(world.accounts["spring"])
    told = {"answer": "grant", "reason": "可以"}
    assert spring.post(f"/rosters/swaps/{swap.pk}/", told).status_code == 409
    assert spring.post(f"/rosters/swaps/{swap.pk}/", told | {"answer": "refuse"}).status_code == 302


def _breaking(made: dict[Any, Any]) -> tuple[Shift, Shift, str]:
    rows = list(Shift.objects.at().order_by("happened_at"))
    for own in rows:
        for other in rows:
            exchange = swapping.weigh(own, other) if own.person != other.person else None
            if exchange and exchange.broken:
                return own, other, exchange.broken
    raise AssertionError("every swap keeps the rules")
