"""A list comes from a station; every row gets exactly one outcome, and nobody counts by the list alone (M5)."""

import uuid
from datetime import timedelta

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers import actions, lists, queries
from fangxian.lines.arrivals.passengers.access import visible
from fangxian.lines.arrivals.passengers.models import PassengerRow, RowStanding
from fangxian.lines.arrivals.passengers.tests.samples import DAY, TRIP, passenger, send
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account


def outcomes(world: World) -> dict[int, str]:
    """Return the outcome of each row of the latest list by its position."""
    rows = RowStanding.objects.known().filter(on_list=True)
    return dict(rows.order_by("position").values_list("position", "outcome"))


def test_rows_find_their_registrations_and_their_communities(world: World) -> None:
    world.register(1)
    received = send(world, passenger(1), passenger(2), passenger(3, "秋实社区"), passenger(4, "某地"))
    assert outcomes(world) == {1: "registered_already", 2: "open", 3: "open", 4: "open"}
    places = {row.position: row.path for row in received.rows}
    assert places[3] == world.places["autumn"].path
    assert places[4] == world.places["county"].path
    world.time.advance(timedelta(hours=1))
    world.register(2)
    assert outcomes(world)[2] == "newly_registered"
    assert Standing.objects.known().count() == 2  # the list itself neither declares nor registers anybody


def test_a_declared_passenger_who_is_registered_by_phone_is_found_through_the_person(world: World) -> None:
    world.declare(1)
    world.register(1, id_number="")
    send(world, passenger(1, name=passenger(1).name, phone=""))
    assert outcomes(world) == {1: "registered_already"}


def test_taking_a_registration_back_opens_the_row_again(world: World) -> None:
    send(world, passenger(1))
    report = world.register(1)
    assert outcomes(world) == {1: "newly_registered"}
    arrivals.void(world.actor("spring"), report.entry_id, "误报")
    assert outcomes(world) == {1: "open"}


def test_the_same_person_twice_in_a_list_counts_once(world: World) -> None:
    received = send(world, passenger(1), passenger(2), passenger(1, id=uuid.uuid4(), seat="3车"))
    assert outcomes(world) == {1: "open", 2: "open", 3: "duplicate"}
    actions.answer(world.actor("spring"), received.rows[2].entry_id, "open")
    assert outcomes(world)[3] == "open"
    actions.take_back(world.actor("spring"), received.rows[2].entry_id)
    assert outcomes(world)[3] == "duplicate"


def test_a_community_answers_and_changes_its_mind(world: World) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    spring = world.actor("spring")
    for outcome in ("not_found", "left_again", "wrongly_listed"):
        actions.answer(spring, row, outcome)
        assert outcomes(world) == {1: outcome}
    actions.take_back(spring, row)
    assert outcomes(world) == {1: "open"}
    with pytest.raises(Conflict):
        actions.take_back(spring, row)
    for outcome in ("registered_already", "newly_registered", "nonsense", ""):
        with pytest.raises(Invalid):
            actions.answer(spring, row, outcome)


def test_a_registration_outranks_that_nobody_was_found(world: World) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    actions.answer(world.actor("spring"), row, "not_found")
    world.register(1)
    assert outcomes(world) == {1: "newly_registered"}


def test_not_resident_goes_back_and_is_given_to_another_community(world: World) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    committee = world.actor("committee")
    assert not queries.waiting(committee, world.response, unplaced=True).exists()
    actions.answer(world.actor("spring"), row, "not_resident")
    assert queries.waiting(committee, world.response, unplaced=True).count() == 1
    world.time.advance(timedelta(hours=30))
    actions.assign(committee, row, world.places["autumn"])
    assert outcomes(world) == {1: "open"}
    assert not visible(world.actor("spring"), world.response).exists()
    standing = visible(world.actor("autumn"), world.response).get()
    assert standing.due_at > standing.received_at + timedelta(hours=50)
    with pytest.raises(Missing):
        actions.assign(committee, row, world.places["summer"])


def test_a_row_may_be_linked_to_a_registration_that_the_rules_do_not_find(world: World) -> None:
    row = send(world, passenger(1, id_number="", phone="")).rows[0].entry_id
    report = world.register(9)
    actions.answer(world.actor("spring"), row, "", registration=report.entry_id)
    assert outcomes(world) == {1: "newly_registered"}
    arrivals.void(world.actor("spring"), report.entry_id, "误报")
    assert outcomes(world) == {1: "open"}
    for stranger in (world.register(8, "autumn").entry_id, world.declare(7).entry_id, uuid.uuid4()):
        with pytest.raises(Missing):
            actions.answer(world.actor("spring"), row, "", registration=stranger)


def test_whom_a_list_lacks_is_counted_as_its_quality(world: World) -> None:
    world.register(1, trip="k 7385次")
    world.register(2, trip="K7385")
    world.register(3, trip="K7386")
    received = send(world, passenger(1))
    committee = world.actor("committee")
    (listed,) = lists.lists(committee, world.response)
    assert (listed.counts.listed, listed.counts.missed) == (1, 1)
    late = world.register(4, "autumn", trip=TRIP)
    (listed,) = lists.lists(committee, world.response)
    assert listed.counts.missed == 2
    arrivals.void(world.actor("autumn"), late.entry_id, "误报")
    send(world, passenger(1, id=received.rows[0].entry_id), passenger(2), id=received.list.entry_id)
    (listed,) = lists.lists(committee, world.response)
    assert (listed.counts.listed, listed.counts.missed) == (2, 0)
    actions.withdraw(SYSTEM, received.list.entry_id, "发错了")
    assert lists.lists(committee, world.response) == []
    assert not RowStanding.objects.known().exists()


def test_on_another_trip_s_list_one_is_missing_from_one_s_own(world: World) -> None:
    """Somebody who stands on the list of one trip and was registered with another is missing from that one's."""
    world.register(1, trip="G2")
    send(world, passenger(2), trip="G2")
    send(world, passenger(1), trip="K1")
    world.register(1, "spring", trip="K1")
    assert RowStanding.objects.known().filter(on_list=False).count() == 1


def test_the_same_list_sent_again_adds_nothing_and_more_rows_are_added(world: World) -> None:
    first = [passenger(1), passenger(2)]
    received = send(world, *first)
    again = send(world, *first, id=received.list.entry_id)
    assert (again.new, again.rows) == (False, [])
    more = send(world, *first, passenger(3), id=received.list.entry_id)
    assert [row.position for row in more.rows] == [3]
    with pytest.raises(Conflict):
        send(world, passenger(4))
    with pytest.raises(Conflict):
        send(world, passenger(5, id=first[0].id), id=received.list.entry_id)
    with pytest.raises(Conflict):
        send(world, passenger(5), trip="K1", id=received.list.entry_id)
    assert len(outcomes(world)) == 3


def test_a_corrected_row_moves_to_the_community_that_it_names_now(world: World) -> None:
    received = send(world, passenger(1))
    row = received.rows[0].entry_id
    actions.correct_rows(SYSTEM, received.list.entry_id, [passenger(1, "秋实社区", id=row)], "更正")
    assert visible(world.actor("autumn"), world.response).get().entry_id == row
    assert PassengerRow.objects.filter(entry=row).count() == 2


def test_who_may_send_answer_and_assign(world: World, station: Account) -> None:
    officer = Actor(station)
    received = send(world, passenger(1), passenger(2, "秋实社区"), actor=officer)
    row, other = (found.entry_id for found in received.rows)
    assert visible(officer, world.response).count() == 2
    assert visible(world.actor("spring"), world.response).get().entry_id == row
    assert not visible(world.actor("audit-office"), world.response).exists()
    with pytest.raises(Missing):
        send(world, passenger(3), trip="K2", actor=officer, place=world.places["west"])
    for name, error in (("spring", Forbidden), ("audit-office", Forbidden), ("supervisor", Forbidden)):
        with pytest.raises(error):
            send(world, passenger(3), trip="K2", actor=world.actor(name))
    for stranger in (officer, world.actor("summer"), world.actor("supervisor"), world.actor("audit-office")):
        with pytest.raises(Missing):
            actions.answer(stranger, row, "not_found")
    with pytest.raises(Forbidden):
        actions.assign(world.actor("spring"), row, world.places["summer"])
    actions.answer(world.actor("committee"), other, "left_again")
    assert outcomes(world)[2] == "left_again"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trip": " "}, "trip"),
        ({"trip": "K" * 41}, "trip"),
        ({"day": DAY + timedelta(days=3)}, "day"),
        ({"day": DAY - timedelta(days=200)}, "day"),
        ({"place": None}, "place"),
    ],
)
def test_a_list_that_breaks_a_rule_is_refused_by_field(
    world: World, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        send(world, passenger(1), **wrong)  # type: ignore[arg-type]
    assert field in refusal.value.errors
    with pytest.raises(Invalid):
        send(world, passenger(1, name=" "))
    assert not RowStanding.objects.exists()
