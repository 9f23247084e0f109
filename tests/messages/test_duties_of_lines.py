"""What communities, units and the committee owe besides reports: they are reminded, then those above them (M5, M8)."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fangxian.conftest import ORGANS, World
from fangxian.core.errors import Invalid
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.models import Delivery, Message, ReminderRule
from fangxian.mechanisms.messages.previewing import previews
from fangxian.mechanisms.messages.reading import read_by
from fangxian.mechanisms.messages.sources import sources
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.bodies.models import Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role
from tests.messages.conftest import TOKENS, AddChannel
from tests.messages.receivers import Receiver

REGISTER, DECLARE, DECIDE = "arrivals.register", "arrivals.declare", "arrivals.decide"


def at(world: World, hour: str, day: int = 2) -> None:
    world.time.set(datetime.fromisoformat(f"2020-02-{day:02d}T{hour}+08:00").astimezone(UTC))
    tick()


def rule(world: World, source: str = REGISTER, to: str = "ower", **other: Any) -> ReminderRule:
    described = {"source": source, "place": world.places["county"], "to": to} | other
    return actions.add_rule(world.actor("committee"), world.response, NewRule(**described))


def told(**filters: Any) -> Counter[str]:
    """Return how many messages each account found inside the system."""
    rows = Delivery.objects.filter(channel=None, **filters)
    return Counter(rows.values_list("account__name", flat=True))


def said(**filters: Any) -> str:
    """Return the words of the only message that there is."""
    (one,) = read_by(list(Delivery.objects.filter(channel=None, **filters)))
    return f"{one.words.title}\n{one.words.text}\n{one.words.url}"


@pytest.fixture
def street(world: World) -> World:
    """Somebody at the street above the community looks after its registrations."""
    account = people.create_account(SYSTEM, name="east-street")
    people.grant_role(SYSTEM, account, Role.COMMUNITY_WORKER, place=world.places["east"])
    return world


def test_overdue_registrations_reach_the_community_and_then_its_street(street: World) -> None:
    world = street
    rule(world, minutes=60)
    rule(world, to="superior", minutes=240)
    world.declare(1)
    world.declare(2, "archives")
    world.declare(3, place="autumn")
    at(world, "07:30")
    assert not told(), "they are due at seven, and an hour of grace was set"
    at(world, "08:00")
    assert told() == {"spring": 1, "autumn": 1}
    assert "春晖社区" in said(account__name="spring")
    assert "2" in said(account__name="spring")
    assert said(account__name="spring").endswith("/arrivals/gaps/?view=to_register")
    world.register(3, "autumn")
    at(world, "11:00")
    at(world, "11:10")
    assert told() == {"spring": 1, "autumn": 1, "east-street": 1}
    assert "春晖社区" in said(account__name="east-street")
    assert "秋实社区" not in said(account__name="east-street")


def test_without_anybody_at_the_community_its_street_is_told_and_the_log_shows_it(street: World) -> None:
    world = street
    people.deactivate(SYSTEM, world.accounts["spring"])
    rule(world, minutes=0)
    world.declare(1)
    at(world, "07:10")
    assert told() == {"east-street": 1}
    message = Message.objects.get(kind="reminder")
    assert (message.body, message.path) == (None, world.places["spring"].path)


def test_a_unit_is_reminded_to_declare_whom_a_community_registered(world: World) -> None:
    rule(world, DECLARE, minutes=0)
    rule(world, DECLARE, to="superior", minutes=60)
    world.register(1, employer="north-bank")
    at(world, "19:01", day=1)
    assert told() == {"north-bank": 1}
    at(world, "20:01", day=1)
    assert told() == {"north-bank": 1, "regulator": 1}
    assert "北方银行" in said(account__name="regulator")


def test_the_committee_is_told_every_morning_of_what_awaits_its_decision(world: World) -> None:
    rule(world, DECIDE, hour=time(9))
    declared = world.declare(1)
    arrivals.disclaim(world.actor("spring"), declared.entry_id)
    for day in (2, 3, 4):
        at(world, "09:00", day)
        at(world, "15:00", day)
    assert told() == {"committee": 3}


def test_what_stays_owed_is_repeated_every_day_until_it_is_done(world: World) -> None:
    rule(world, hour=time(9))
    world.declare(1)
    world.time.advance(timedelta(hours=2))
    world.declare(2)
    at(world, "08:59")
    assert not told()
    at(world, "09:00")
    at(world, "09:20")
    assert told() == {"spring": 1}, "one message about both, though they fall due at different hours"
    at(world, "09:00", day=3)
    assert told() == {"spring": 2}
    world.register(1)
    world.register(2)
    at(world, "09:00", day=4)
    assert told() == {"spring": 2}


def test_passengers_to_call_are_a_source_of_their_own(world: World) -> None:
    send(world, passenger(20), passenger(21), place=world.places["county"])
    rule(world, "passengers.call", minutes=0)
    at(world, "09:10")
    assert told() == {"spring": 1}


def test_a_chat_group_hears_who_is_behind_and_nobody_whose_person_came_meanwhile(
    world: World, robot: Receiver, add_channel: AddChannel
) -> None:
    group = add_channel("committee", "feishu", TOKENS["feishu"], robot, place=world.places["county"])
    rule(world, to="group", hour=time(9), group=group.id)
    world.declare(1)
    world.declare(2, place="autumn")
    robot.behaviour[""] = "fails"
    at(world, "09:00")
    world.register(2, "autumn")
    robot.behaviour.clear()
    at(world, "09:10")
    (text,) = robot.texts()
    assert "1. 春晖社区 1" in text
    assert "秋实社区" not in text


def test_a_preview_counts_communities_and_who_would_hear(street: World) -> None:
    world = street
    rule(world, hour=time(9))
    world.declare(1)
    world.declare(2)
    world.declare(3, place="autumn")
    (seen,) = previews(world.actor("committee"), world.response)
    assert (seen.units, seen.people, f"{seen.at:%d %H:%M}") == (
        2,
        2,
        "02 09:00",
    )


def test_places_owe_in_no_line(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        rule(world, minutes=0, line=Line.objects.get(pk=ORGANS))
    assert set(refused.value.errors) == {"line"}


def test_every_source_says_what_is_owed_and_opens_pages(world: World) -> None:
    found = sources(world.response)
    assert set(found) >= {REGISTER, DECLARE, DECIDE, "passengers.call", "selfreg.confirm", "cases.take_over",
                          "papers.answer", "reports.daily-returnees"}  # fmt: skip
    for own in found.values():
        assert str(own.title)
        assert own.file_url(world.filing().day).startswith("/")
        assert own.missing_url(world.filing().day).startswith("/")


def test_what_is_owed_costs_the_same_however_much_it_is(
    world: World, django_assert_max_num_queries: Any
) -> None:
    rule(world, hour=time(9))
    for number in range(12):
        world.declare(number, place=("spring", "summer", "autumn")[number % 3])
    at(world, "09:00")
    with django_assert_max_num_queries(25):
        tick()
