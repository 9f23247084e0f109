"""Reminders by the hour: 09:30 the units, 10:30 the silent, 11:00 those above them; each exactly once (M8)."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fangxian.conftest import FIRST_DAY, INDUSTRY, World
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.models import Delivery, Message, ReminderRule
from fangxian.mechanisms.messages.previewing import previews
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from tests.messages.conftest import TOKENS, AddChannel
from tests.messages.receivers import Receiver

SOURCE = "reports.daily-returnees"
UNITS = {"audit-office", "archives", "statistics", "meteorology", "north-bank", "south-bank"}


def at(world: World, hour: str, day: int = 1) -> None:
    """Let the clock show an hour, and the worker tick."""
    world.time.set(datetime.fromisoformat(f"2020-02-{day:02d}T{hour}+08:00").astimezone(UTC))
    tick()


def rule(world: World, to: str = "ower", who: str = "committee", **other: Any) -> ReminderRule:
    described = {"source": SOURCE, "place": world.places["county"], "to": to} | other
    return actions.add_rule(world.actor(who), world.response, NewRule(**described))


@pytest.fixture
def ladder(world: World) -> World:
    """The command's rules: half an hour before and after the cut-off to the units, then to those above."""
    rule(world, minutes=-30)
    rule(world, minutes=30)
    rule(world, to="superior", hour=time(11))
    rule(world, to="committee", hour=time(11, 30), urgent=True)
    return world


def told(world: World) -> Counter[str]:
    """Return how many messages each account found inside the system."""
    rows = Delivery.objects.filter(channel=None).values_list("account__name", flat=True)
    return Counter(rows)


def test_reminders_climb_by_the_hour_until_who_is_silent_has_filed(ladder: World) -> None:
    world = ladder
    at(world, "09:29")
    assert not told(world)
    at(world, "09:30")
    assert told(world) == dict.fromkeys(UNITS, 1)
    for body in ("archives", "statistics", "north-bank"):
        world.file(body)
    at(world, "10:30")
    assert told(world) == dict.fromkeys(UNITS, 1) | dict.fromkeys(
        ("audit-office", "meteorology", "south-bank"), 2
    )
    world.file("meteorology")
    at(world, "11:00")
    assert told(world)["committee"] == 1
    assert told(world)["regulator"] == 1
    over = Message.objects.filter(kind="oversight").order_by("line")
    assert [[name for _key, name, _count in row.about] for row in over] == [["南方银行"], ["审计局"]]
    at(world, "11:30")
    assert told(world)["committee"] == 2
    last = Message.objects.latest("created_at")
    assert sorted(name for _key, name, _count in last.about) == ["南方银行", "审计局"]


def test_a_tick_again_or_the_next_minute_says_nothing_twice(ladder: World) -> None:
    for hour in ("09:30", "09:30", "09:31", "09:45"):
        at(ladder, hour)
    assert told(ladder) == dict.fromkeys(UNITS, 1)


def test_after_an_outage_what_was_to_come_before_the_cut_off_is_left_out(ladder: World) -> None:
    at(ladder, "13:00")
    assert set(Message.objects.filter(kind="reminder").values_list("rule__minutes", flat=True)) == {30}
    assert told(ladder) == dict.fromkeys(UNITS, 1) | {"committee": 2, "regulator": 1}


def test_after_a_day_nothing_is_said_about_the_day_before(ladder: World) -> None:
    at(ladder, "11:31", day=2)
    assert set(Message.objects.values_list("day", flat=True)) == {FIRST_DAY + timedelta(days=1)}


def test_whoever_is_excused_gets_nothing(ladder: World) -> None:
    reports.excuse(SYSTEM, ladder.response, ladder.bodies["archives"], FIRST_DAY, None, "停业")
    at(ladder, "10:30")
    assert set(told(ladder)) == UNITS - {"archives"}


def test_a_unit_without_an_account_is_reminded_through_the_one_above_it(world: World) -> None:
    for account in ("south-bank", "north-bank"):
        people.deactivate(SYSTEM, world.accounts[account])
    rule(world, minutes=-30, line=world.response and _line(INDUSTRY))
    at(world, "09:40")
    assert told(world) == {"regulator": 2}


def _line(code: str) -> Any:
    from fangxian.trees.bodies.models import Line

    return Line.objects.get(pk=code)


def test_a_rule_holds_for_its_line_place_and_days_and_says_nothing_of_hours_before_it_was_made(
    world: World,
) -> None:
    rule(
        world,
        minutes=-30,
        line=_line(INDUSTRY),
        place=world.places["east"],
        valid_to=FIRST_DAY + timedelta(days=2),
    )
    at(world, "09:40")
    assert told(world) == {"north-bank": 1}
    at(world, "12:00")
    late = rule(world, minutes=60)
    at(world, "12:30")
    assert told(world) == {"north-bank": 1}
    actions.end_rule(world.actor("committee"), late.id)
    at(world, "09:40", day=2)
    assert told(world) == {"north-bank": 2}
    at(world, "09:40", day=3)
    assert told(world) == {"north-bank": 2}


def test_an_ended_rule_says_nothing_more(world: World) -> None:
    made = rule(world, minutes=30)
    actions.end_rule(world.actor("committee"), made.id)
    at(world, "10:40")
    assert not told(world)


def test_a_chat_group_gets_the_list_by_its_robot(
    world: World, robot: Receiver, add_channel: AddChannel
) -> None:
    group = add_channel(
        "committee", "feishu", TOKENS["feishu"], robot, place=world.places["county"], title="工作群"
    )
    rule(world, to="group", minutes=30, group=group.id, note="请抓紧报送")
    world.file("archives")
    at(world, "10:30")
    at(world, "10:31")
    assert len(robot.arrived) == 1
    text = robot.arrived[0].text
    assert "审计局" in text
    assert "档案馆" not in text
    assert "请抓紧报送" in text
    assert "http://127.0.0.1:8000/reports/missing/?day=2020-02-01" in text
    with pytest.raises(Conflict):
        actions.remove_channel(world.actor("committee"), group.id)


def test_who_files_while_the_robot_is_down_is_not_reminded_afterwards(
    world: World, robot: Receiver, add_channel: AddChannel
) -> None:
    add_channel("audit-office", "dingtalk", TOKENS["dingtalk"], robot)
    rule(world, minutes=30)
    robot.behaviour[""] = "fails"
    at(world, "10:30")
    assert not robot.arrived
    world.file("audit-office")
    robot.behaviour.clear()
    at(world, "10:45")
    assert not robot.arrived
    assert Delivery.objects.get(channel__isnull=False, message__kind="reminder").state == "settled"


def test_only_the_kinds_that_a_rule_names_carry_it(
    world: World, robot: Receiver, add_channel: AddChannel
) -> None:
    add_channel("audit-office", "dingtalk", TOKENS["dingtalk"], robot)
    add_channel("audit-office", "wecom", TOKENS["wecom"], robot)
    rule(world, minutes=30, kinds=("wecom",))
    at(world, "10:30")
    assert [found.way for found in robot.arrived] == ["wecom"]


def test_a_preview_tells_how_many_units_and_when(ladder: World) -> None:
    def seen() -> dict[object, tuple[int, int, str]]:
        rows = previews(ladder.actor("committee"), ladder.response)
        return {
            row.rule.minutes or str(row.rule.hour): (
                row.units,
                row.people,
                f"{row.at:%d %H:%M}" if row.at else "",
            )
            for row in rows
        }

    at(ladder, "09:20")
    ladder.file("archives")
    assert seen() == {
        -30: (5, 5, "01 09:30"), 30: (5, 5, "01 10:30"), "11:00:00": (5, 2, "01 11:00"), "11:30:00": (5, 1, "01 11:30"),
    }  # fmt: skip
    at(ladder, "10:15")
    assert seen()[-30] == (6, 6, "02 09:30")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"source": "reports.nothing"}, "source"),
        ({"minutes": None}, "minutes"),
        ({"hour": time(9)}, "minutes"),
        ({"minutes": 3000}, "minutes"),
        ({"to": "everybody"}, "to"),
        ({"to": "group"}, "group"),
        ({"level": 0}, "level"),
        ({"kinds": ("pigeon",)}, "kinds"),
        ({"note": "找他：19912345678"}, "note"),
        ({"valid_to": FIRST_DAY}, "valid_to"),
    ],
)
def test_a_rule_that_makes_no_sense_goes_back(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rule(world, **({"minutes": 30} | wrong))
    assert field in refusal.value.errors


def test_rules_are_for_the_command_of_the_place(world: World) -> None:
    with pytest.raises(Forbidden):
        rule(world, who="audit-office", minutes=30)
    with pytest.raises(Missing):
        rule(world, place=world.places["city"], minutes=30)
    made = rule(world, minutes=30)
    with pytest.raises(Forbidden):
        actions.end_rule(world.actor("audit-office"), made.id)
    assert not queries.rules(world.actor("audit-office"), world.response)
