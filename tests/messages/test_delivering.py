"""Quiet hours and digests, failures, hanging channels, and what is never said or kept (M8)."""

import io
import logging
import time as machine
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.logs import JsonLines
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.delivering import deliver
from fangxian.mechanisms.messages.models import Channel, Delivery, Message
from fangxian.mechanisms.messages.worker import tick
from tests.messages.conftest import SECRET, TOKENS, AddChannel
from tests.messages.receivers import Receiver
from tests.test_no_plaintext import database_bytes

SOURCE = "reports.daily-returnees"
DAY = timedelta(days=1)


def at(world: World, hour: str, day: int = 1) -> None:
    world.time.set(datetime.fromisoformat(f"2020-02-{day:02d}T{hour}+08:00").astimezone(UTC))
    tick()


def rule(world: World, **other: Any) -> None:
    described = {"source": SOURCE, "place": world.places["county"], "to": "ower"} | other
    actions.add_rule(world.actor("committee"), world.response, NewRule(**described))


def outside(**filters: object) -> set[tuple[str, str]]:
    rows = Delivery.objects.filter(channel__isnull=False, message__rule__isnull=False, **filters)
    return set(rows.values_list("state", "error"))


@pytest.fixture
def ringing(world: World, robot: Receiver, add_channel: AddChannel) -> World:
    """The liaison of the audit office has a checked DingTalk robot."""
    add_channel("audit-office", "dingtalk", TOKENS["dingtalk"], robot)
    world.time.advance(timedelta(minutes=30))
    return world


def test_in_quiet_hours_only_what_is_urgent_rings_and_the_rest_is_one_digest_in_the_morning(
    ringing: World, robot: Receiver
) -> None:
    world = ringing
    for hour in (time(22, 30), time(23), time(23, 30)):
        rule(world, hour=hour, urgent=hour == time(23))
    for hour in ("22:30", "23:00", "23:30", "23:59"):
        at(world, hour)
    assert len(robot.arrived) == 1
    at(world, "06:59", day=2)
    assert len(robot.arrived) == 1
    at(world, "07:00", day=2)
    assert len(robot.arrived) == 2
    assert robot.arrived[1].text.count("/reports/mine/?day=2020-02-01") == 2
    assert outside() == {("sent", "")}


def test_one_s_own_quiet_hours_go_before_the_response_s(ringing: World, robot: Receiver) -> None:
    world = ringing
    actions.set_default_preference(world.actor("committee"), world.response, time(9), time(11), 0)
    rule(world, minutes=30)
    at(world, "10:30")
    assert not robot.arrived
    actions.set_preference(world.actor("audit-office"), None, None, 0)
    at(world, "11:00")
    assert len(robot.arrived) == 1
    at(world, "10:30", day=2)
    assert len(robot.arrived) == 2


def test_several_messages_within_the_digest_window_become_one(ringing: World, robot: Receiver) -> None:
    world = ringing
    actions.set_preference(world.actor("audit-office"), None, None, 20)
    for minutes in (30, 35, 40):
        rule(world, minutes=minutes)
    for hour in ("10:30", "10:35", "10:40", "10:49"):
        at(world, hour)
    assert len(robot.arrived) == 1
    at(world, "10:51")
    assert len(robot.arrived) == 2
    assert robot.arrived[1].text.count("http://127.0.0.1:8000/reports/mine/") == 2


def test_a_reminder_that_would_be_too_late_after_the_window_goes_at_once(
    ringing: World, robot: Receiver
) -> None:
    world = ringing
    actions.set_preference(world.actor("audit-office"), None, None, 60)
    rule(world, minutes=-30)
    rule(world, minutes=-20)
    at(world, "09:30")
    at(world, "09:40")
    assert len(robot.arrived) == 2


def test_what_waits_past_the_cut_off_is_not_sent_late(ringing: World, robot: Receiver) -> None:
    world = ringing
    rule(world, minutes=-30)
    robot.behaviour[""] = "fails"
    at(world, "09:30")
    robot.behaviour.clear()
    at(world, "10:01")
    assert not robot.arrived
    assert outside() == {("lapsed", "refused")}


def test_a_failure_is_tried_again_later_and_later_and_given_up_and_sent_again_by_hand(
    ringing: World, robot: Receiver
) -> None:
    world = ringing
    robot.behaviour[""] = "fails"
    rule(world, minutes=30)
    asked = robot.asked
    for hour in ("10:30", "10:30", "10:32", "10:33", "10:38", "10:54", "11:30", "11:55", "12:30"):
        at(world, hour)
    assert robot.asked - asked == 5
    assert outside() == {("failed", "refused")}
    assert Channel.objects.get().rests_until
    robot.behaviour.clear()
    at(world, "12:40")
    failed = Delivery.objects.get(state="failed")
    assert actions.send_again(world.actor("committee"), world.response, [failed.id]) == 1
    deliver()
    assert len(robot.arrived) == 1
    assert (Channel.objects.get().failures, Channel.objects.get().rests_until) == (0, None)
    assert actions.send_again(world.actor("committee"), world.response, [failed.id]) == 0


def test_a_channel_that_fails_again_and_again_rests_and_nothing_is_lost(
    ringing: World, robot: Receiver
) -> None:
    world = ringing
    actions.set_preference(world.actor("audit-office"), None, None, 0)
    for minutes in range(30, 36):
        rule(world, minutes=minutes)
    robot.behaviour[""] = "fails"
    for minute in range(30, 37):
        at(world, f"10:{minute}")
    asked = robot.asked
    robot.behaviour.clear()
    at(world, "10:50")
    assert robot.asked == asked
    at(world, "11:10")
    assert robot.asked == asked + 1
    assert robot.arrived[0].text.count("/reports/mine/") == 6


def test_a_hanging_channel_delays_neither_others_nor_any_request_and_is_bounded(
    ringing: World, robot: Receiver, add_channel: AddChannel, settings: Any
) -> None:
    world = ringing
    for body in ("archives", "statistics", "meteorology"):
        add_channel(body, "feishu", f"{body:_<20}", robot)
    settings.FANGXIAN_MESSAGE_TIMEOUT = (0.5, 1.0)
    robot.behaviour[TOKENS["dingtalk"]] = "hangs"
    rule(world, minutes=30)
    begun = machine.monotonic()
    at(world, "10:30")
    took = machine.monotonic() - begun
    assert took < 20, "bounded by the timeout, not by the server that hangs for thirty seconds"
    assert len(robot.arrived) == 3
    assert outside(channel__kind="dingtalk") == {("unsure", "no_answer")}
    robot.behaviour.clear()
    at(world, "10:45")
    assert len(robot.arrived) == 3, "it may have arrived: it is not sent again by itself"
    world.file("audit-office")


def test_a_server_that_is_not_there_is_tried_again(ringing: World, settings: Any) -> None:
    world = ringing
    from apprise.plugins.dingtalk import NotifyDingTalk

    with pytest.MonkeyPatch.context() as gone:
        gone.setattr(NotifyDingTalk, "notify_url", "http://127.0.0.1:9/{token}")
        rule(world, minutes=30)
        at(world, "10:30")
    assert outside() == {("waiting", "unreachable")}


def test_what_a_worker_was_sending_when_it_stopped_is_not_sent_again_by_itself(
    ringing: World, robot: Receiver
) -> None:
    world = ringing
    rule(world, minutes=30)
    robot.behaviour[""] = "fails"
    at(world, "10:30")
    robot.behaviour.clear()
    Delivery.objects.filter(message__rule__isnull=False, channel__isnull=False).update(state="sending")
    at(world, "10:40")
    assert not robot.arrived
    assert outside() == {("unsure", "interrupted")}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, from the finest level on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    former, level = root.level, logging.DEBUG
    root.addHandler(handler)
    root.setLevel(level)
    yield stream
    root.removeHandler(handler)
    root.setLevel(former)


def test_no_address_lies_open_in_the_database_or_the_log_and_no_person_in_a_message(
    world: World, robot: Receiver, mail: Receiver, add_channel: AddChannel, log: io.StringIO
) -> None:
    secrets = [*TOKENS.values(), SECRET, "liaison.one@example.org", "key=h00k"]
    add_channel("audit-office", "dingtalk", TOKENS["dingtalk"], robot, secret=SECRET)
    add_channel("archives", "wecom", TOKENS["wecom"], robot)
    add_channel("statistics", "feishu", TOKENS["feishu"], robot)
    add_channel("meteorology", "mail", "liaison.one@example.org", mail)
    add_channel("committee", "webhook", f"{robot.base}/in?key=h00k", robot, place=world.places["county"])
    robot.behaviour[TOKENS["wecom"]] = "fails"
    rule(world, minutes=30)
    at(world, "10:30")
    assert {found.way for found in robot.arrived + mail.arrived} == {"dingtalk", "feishu", "mail"}
    held = b"".join(content for alias in ("default", "audit") for _name, content in database_bytes(alias))
    assert str(Message.objects.latest("created_at").source).encode() in held
    for secret in secrets:
        assert secret.encode() not in held
        assert secret not in log.getvalue()
    said = " ".join(robot.texts() + mail.texts())
    assert not any(account.title in said for account in world.accounts.values())


def test_a_manual_reminder_goes_by_the_same_outbox(ringing: World, robot: Receiver) -> None:
    world = ringing
    world.time.advance(timedelta(hours=3))
    assert reports.remind(world.actor("committee"), world.response, world.filing().day) == 6
    assert reports.remind(world.actor("committee"), world.response, world.filing().day) == 0
    assert Delivery.objects.filter(channel=None).count() == 6
    deliver()
    assert len(robot.arrived) == 1


def test_a_tick_with_nothing_to_do_asks_little(
    ringing: World, robot: Receiver, django_assert_max_num_queries: Any
) -> None:
    rule(ringing, minutes=30)
    rule(ringing, minutes=-30)
    at(ringing, "10:31")
    with django_assert_max_num_queries(25):
        tick()
