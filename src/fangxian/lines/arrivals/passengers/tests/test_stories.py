"""A station's clerk, a secretary and the passengers: lists sent twice, outcomes that add up, answers corrected (M5)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers import actions, lists
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerList, PassengerRow, RowStanding
from fangxian.lines.arrivals.passengers.tests.samples import DAY, TRIP, passenger, send, workbook
from fangxian.lines.arrivals.selfreg import actions as selfreg
from fangxian.lines.arrivals.selfreg import confirming, links
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.contacts.queries import asked_about
from fangxian.mechanisms.contacts.subjects import topic_of
from fangxian.mechanisms.imports import actions as imports
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def outcome(row: uuid.UUID) -> str:
    """Return a row's present outcome."""
    return RowStanding.objects.known().get(entry=row).outcome


def himself(world: World, number: int) -> SelfRegistration:
    """Let an invented person register himself at the spring community."""
    link = links.make(
        world.actor("spring"), world.response, f"place:{world.places['spring'].code}", "出站口", 7
    )
    return selfreg.submit(link, [world.registration(number)], "192.0.2.7")


def times(world: World, topic: str, entry: uuid.UUID) -> int:
    """Return how often the spring community sees that the person of an entry was asked."""
    about = topic_of(topic).find(world.actor("spring"), entry)
    return asked_about(world.response, entry, about.subject).times


def upload(world: World, station: Account, content: bytes, name: str = "旅客.xlsx") -> Any:
    """Send a workbook as the station's officer, and import it."""
    run = imports.upload(
        Actor(station), world.response, "arrivals.passengers", name, content, place=world.places["east"]
    )
    return imports.commit(Actor(station), run).prepared


def counts(world: World, who: str = "committee") -> lists.Counts:
    """Return how the only list is divided to somebody."""
    (listed,) = lists.lists(world.actor(who), world.response)
    return listed.counts


def test_every_outcome_once_and_they_add_up_to_the_list(world: World) -> None:
    world.register(1)
    sent = [passenger(number) for number in range(1, 8)]
    received = send(world, *sent, passenger(2, id=new_id(), seat=""))
    rows, spring = [row.entry_id for row in received.rows], world.actor("spring")
    world.register(2)
    for row, said in zip(
        rows[2:6], ("left_again", "not_resident", "not_found", "wrongly_listed"), strict=True
    ):
        actions.answer(spring, row, said)
    found = counts(world)
    assert found.outcomes == dict.fromkeys(Outcome.values, 1)
    assert (found.listed, sum(found.outcomes.values()), found.wrong, found.open) == (8, 8, 4, 1)
    for who in ("committee", "spring"):
        assert counts(world, who).listed == sum(counts(world, who).outcomes.values())


def test_the_same_workbook_twice_is_one_list(world: World, station: Account) -> None:
    first, second = workbook(passenger(1), passenger(2)), workbook(passenger(2), passenger(1))
    assert len(upload(world, station, first).new) == 2
    again = upload(world, station, second, "旅客（补）.xlsx")
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 2)
    assert (PassengerList.objects.count(), PassengerRow.objects.count()) == (1, 2)
    assert counts(world).outcomes == {"open": 2}


def test_a_list_by_workbook_and_again_over_the_machine_is_no_second_list(
    world: World, station: Account
) -> None:
    upload(world, station, workbook(passenger(1), passenger(2)))
    with pytest.raises(Conflict):
        send(world, passenger(1), passenger(2), actor=Actor(station))
    of = PassengerList.objects.get()
    more = send(world, passenger(3), actor=Actor(station), id=of.entry_id, station=of.station)
    assert (more.new, len(more.rows)) == (False, 1)
    assert counts(world).outcomes == {"open": 3}


def test_a_corrected_sheet_corrects_the_row_and_keeps_its_outcome(world: World, station: Account) -> None:
    upload(world, station, workbook(passenger(1), passenger(2)))
    row = PassengerRow.objects.at().get(position=1).entry_id
    actions.answer(world.actor("spring"), row, "left_again")
    again = upload(world, station, workbook(passenger(1, phone="19911112222"), passenger(2)), "再报.xlsx")
    assert len(again.changed) == 1
    assert outcome(row) == "left_again"
    assert counts(world).listed == 2


def test_two_stations_list_the_same_person_and_each_list_adds_up(world: World) -> None:
    one = send(world, passenger(1))
    other = send(
        world, passenger(1, id=new_id()), place=world.places["county"], station="客运站", trip="A123"
    )
    contacts.log(world.actor("spring"), "passenger_row", one.rows[0].entry_id, "phone", "reached")
    world.register(1)
    for received in (one, other):
        assert outcome(received.rows[0].entry_id) == "newly_registered"
    found = lists.lists(world.actor("committee"), world.response)
    assert [listed.counts.outcomes for listed in found] == [{"newly_registered": 1}] * 2


def test_a_passenger_who_registers_himself_is_settled_when_that_is_confirmed(
    world: World, client_for: ClientFor
) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    own = himself(world, 1)
    client = client_for(world.accounts["spring"])
    assert outcome(row) == "open"
    assert client.get("/passengers/waiting/").context["himself"] == {row: own.entry_id}
    page = client.get(f"/passengers/rows/{row}/")
    assert page.context["himself"] == own.entry_id
    assert f"/arrivals/self/{own.entry_id}/" in page.content.decode()
    assert client_for(world.accounts["committee"]).get(f"/passengers/rows/{row}/").context["himself"] is None
    confirming.confirm(world.actor("spring"), [own.entry_id])
    assert outcome(row) == "newly_registered"
    assert client.get(f"/passengers/rows/{row}/").context["himself"] is None
    assert ArrivalReport.objects.at().count() == 1


def test_who_was_asked_as_a_passenger_was_asked_as_one_who_registered_himself(
    world: World, client_for: ClientFor
) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    contacts.log(world.actor("spring"), "passenger_row", row, "phone", "not_reached")
    own = himself(world, 1)
    page = client_for(world.accounts["spring"]).get(f"/arrivals/self/{own.entry_id}/")
    assert page.context["asked"].times == 1
    declared = world.declare(1)
    seen = client_for(world.accounts["audit-office"]).get(f"/arrivals/{declared.entry_id}/")
    assert seen.context["asked"].times == 1
    assert "旅客" in seen.content.decode()


def test_an_outcome_is_corrected_on_the_row_s_page(world: World, client_for: ClientFor) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    client, url = client_for(world.accounts["spring"]), f"/passengers/rows/{row}/"
    client.post(f"{url}answer/", {"outcome": "not_found"})
    assert Outcome.LEFT_AGAIN in client.get(url).context["offered"]
    assert Outcome.NOT_FOUND not in client.get(url).context["offered"]
    client.post(f"{url}answer/", {"outcome": "left_again", "reason": "回电了"})
    assert outcome(row) == "left_again"
    page = client.get(url)
    assert [said.outcome for said in page.context["history"]] == ["left_again", "not_found"]
    assert "回电了" in page.content.decode()


def test_a_registered_passenger_who_left_again_is_said_to_have_left(
    world: World, client_for: ClientFor
) -> None:
    """Found by the rules, nobody answered: the page must offer what outranks a registration, and no more."""
    row = send(world, passenger(1)).rows[0].entry_id
    world.register(1)
    client, url = client_for(world.accounts["spring"]), f"/passengers/rows/{row}/"
    page = client.get(url)
    assert set(page.context["offered"]) == {Outcome.LEFT_AGAIN, Outcome.WRONGLY_LISTED, Outcome.DUPLICATE}
    assert 'value="left_again"' in page.content.decode()
    client.post(f"{url}answer/", {"outcome": "left_again"})
    assert outcome(row) == "left_again"
    client.post(f"{url}take-back/")
    assert outcome(row) == "newly_registered"


def test_registering_a_passenger_is_both_or_nothing(world: World) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    known = world.register(2)
    arrival = world.registration(1)
    with pytest.raises(Conflict):
        actions.register(world.actor("spring"), row, world.registration(1, id=known.entry_id))
    late = world.time.now() + timedelta(days=9)
    with pytest.raises(Invalid):
        actions.register(world.actor("spring"), row, world.registration(1, arrived_at=late))
    assert (ArrivalReport.objects.count(), outcome(row)) == (1, "open")
    actions.register(world.actor("spring"), row, arrival)
    assert (ArrivalReport.objects.count(), outcome(row)) == (2, "newly_registered")
    actions.register(world.actor("spring"), row, arrival)
    assert ArrivalReport.objects.count() == 2


def test_nothing_is_registered_when_the_row_cannot_be_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where saying that the row is he fails, the registration is not left behind alone."""
    from fangxian.lines.arrivals.passengers.actions import answering

    def fail(*_told: object, **_more: object) -> None:
        raise Conflict("somebody was quicker")

    row = send(world, passenger(1)).rows[0].entry_id
    monkeypatch.setattr(answering, "settle_rows", fail)
    with pytest.raises(Conflict):
        actions.register(world.actor("spring"), row, world.registration(1))
    assert not ArrivalReport.objects.exists()


def test_the_clerk_sees_what_became_of_his_list_and_of_no_other(world: World, station: Account) -> None:
    send(world, passenger(1), actor=Actor(station))
    send(world, passenger(2), trip="K1", place=world.places["west"])
    (listed,) = lists.lists(Actor(station), world.response)
    assert (listed.list.trip, listed.list.travelled_on, listed.counts.outcomes) == (TRIP, DAY, {"open": 1})
    assert lists.lists(Actor(station), world.response, state="settled") == []
    world.register(1)
    (settled,) = lists.lists(Actor(station), world.response, state="settled")
    assert settled.counts.outcomes == {"newly_registered": 1}


def test_what_was_noted_of_a_call_is_read_where_the_number_is_shown(
    world: World, client_for: ClientFor
) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    client = client_for(world.accounts["spring"])
    client.post(f"/contacts/passenger_row/{row}/", {"said": "phone:reached", "remark": "明晚再打"})
    assert "明晚再打" not in client.get(f"/passengers/rows/{row}/").content.decode()
    shown = client.post(f"/passengers/rows/{row}/disclose/", {"purpose": "打电话核实"}).content.decode()
    assert "明晚再打" in shown
    assert f"/contacts/passenger_row/{row}/" in shown


def test_contacts_about_a_passenger_follow_the_registration_that_is_named(world: World) -> None:
    row = send(world, passenger(1, id_number="", phone="")).rows[0].entry_id
    spring, made = world.actor("spring"), world.register(9)
    contacts.log(spring, "passenger_row", row, "phone", "reached")
    assert times(world, "arrival", made.entry_id) == 0
    actions.answer(spring, row, "", registration=made.entry_id)
    assert times(world, "arrival", made.entry_id) == 1
    actions.take_back(spring, row)
    assert times(world, "arrival", made.entry_id) == 0
    assert times(world, "passenger_row", row) == 1
