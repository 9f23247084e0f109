"""Whatever the order of filings, excuses, ticks and hours: nobody is told twice, nor after he has filed (M8)."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core.errors import Refusal
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.gathering import full_hour
from fangxian.mechanisms.messages.models import Delivery, Message
from fangxian.mechanisms.messages.rules import Manners, Step, day_of_hour, expiry, is_timely, next_try
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.people.actor import SYSTEM
from tests.messages.conftest import TOKENS, AddChannel
from tests.messages.receivers import Receiver

ZONE = ZoneInfo("Asia/Shanghai")
UNITS = ("audit-office", "archives", "north-bank")
DAY = timedelta(days=1)
STEPS = st.one_of(
    st.tuples(st.just("file"), st.sampled_from(UNITS)),
    st.tuples(st.just("excuse"), st.sampled_from(UNITS)),
    st.tuples(st.just("wait"), st.integers(1, 500)),
    st.tuples(st.just("tick"), st.integers(1, 3)),
)
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.fixture
def ruled(world: World, robot: Receiver, add_channel: AddChannel) -> World:
    """A ladder of rules, and a robot of the audit office's liaison."""
    add_channel("audit-office", "dingtalk", TOKENS["dingtalk"], robot)
    for to, minutes, hour in (("ower", -30, None), ("ower", 30, None), ("superior", None, time(11))):
        rule = NewRule("reports.daily-returnees", world.places["county"], to, minutes, hour)
        actions.add_rule(world.actor("committee"), world.response, rule)
    return world


def carry_out(world: World, step: tuple[str, Any], done: dict[tuple[str, Any], datetime]) -> None:
    """Carry out a step, and note when who filed or was excused from which day on."""
    what, value = step
    today = world.time.now().astimezone(ZONE).date()
    if what == "wait":
        world.time.advance(timedelta(minutes=value))
    elif what == "tick":
        for _ in range(value):
            tick()
    else:
        try:
            with transaction.atomic():
                if what == "file":
                    world.file(value, today)
                else:
                    reports.excuse(SYSTEM, world.response, world.bodies[value], today, today + DAY, "停业")
            done.setdefault((value, today), world.time.now())
        except Refusal:
            pass


@given(steps=st.lists(STEPS, min_size=4, max_size=24))
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_nobody_is_told_twice_nor_after_he_has_filed(ruled: World, robot: Receiver, steps: list[Any]) -> None:
    world, start = ruled, ruled.time.now()
    before = len(robot.arrived)
    with transaction.atomic():
        done: dict[tuple[str, Any], datetime] = {}
        for step in steps:
            carry_out(world, step, done)
        rows = Message.objects.filter(kind="reminder").select_related("body")
        said = Counter((row.rule_id, row.body.code, row.day) for row in rows)
        assert not [key for key, count in said.items() if count > 1]
        late = [row for row in rows if done.get((row.body.code, row.day), row.created_at) < row.created_at]
        assert not late
        for row in Message.objects.filter(kind="oversight"):
            names = {name for _key, name, _count in row.about}
            assert not {
                unit
                for (unit, day), instant in done.items()
                if day == row.day and instant < row.created_at and str(world.bodies[unit]) in names
            }
        sent = Delivery.objects.filter(channel__isnull=False, state="sent", message__rule__isnull=False)
        assert all(
            row.tried_at and row.tried_at < row.message.expires_at for row in sent.select_related("message")
        )
        assert len(robot.arrived) - before <= sent.count()
        transaction.set_rollback(True)
    world.time._now = start


@given(
    due=st.datetimes(datetime(2020, 2, 1), datetime(2020, 3, 1)),  # noqa: DTZ001
    minutes=st.integers(-1440, 1440),
    waited=st.integers(0, 4000),
)
def test_a_reminder_before_the_cut_off_is_never_said_after_it(
    due: datetime, minutes: int, waited: int
) -> None:
    due_at = due.replace(tzinfo=ZONE)
    said_at = Step(minutes).at(due_at, due_at.date(), ZONE)
    now = said_at + timedelta(minutes=waited)
    timely = is_timely(said_at, due_at, now)
    assert timely == (now < due_at if minutes < 0 else waited < 1440)
    assert not is_timely(said_at, due_at, said_at - timedelta(minutes=1))
    assert expiry(said_at, due_at) > said_at


@given(
    now=st.datetimes(datetime(2020, 2, 1), datetime(2020, 2, 3)),  # noqa: DTZ001
    begin=st.times(),
    end=st.times(),
)
def test_quiet_hours_end_when_they_end_and_hold_for_less_than_a_day(
    now: datetime, begin: time, end: time
) -> None:
    manners, instant = Manners(begin, end, timedelta(0)), now.replace(tzinfo=ZONE)
    until = manners.quiet_until(instant, ZONE)
    if until is None:
        return
    assert instant < until <= instant + DAY
    assert until.astimezone(ZONE).time() == end
    assert manners.quiet_until(until, ZONE) is None


@given(now=st.datetimes(datetime(2020, 2, 1), datetime(2020, 2, 3)), hour=st.times())  # noqa: DTZ001
def test_an_hour_of_the_day_passed_within_a_day_and_comes_within_a_day(now: datetime, hour: time) -> None:
    instant = now.replace(tzinfo=ZONE)
    last, coming = (
        datetime.combine(day_of_hour(hour, instant, ZONE, ahead=ahead), hour, ZONE) for ahead in (False, True)
    )
    assert last <= instant < coming
    assert coming - last == DAY


@given(now=st.datetimes(datetime(2020, 2, 1), datetime(2020, 2, 3)))  # noqa: DTZ001
def test_what_falls_due_is_gathered_at_the_full_hour_at_which_it_is_over(now: datetime) -> None:
    instant = now.replace(tzinfo=ZONE)
    assert instant <= full_hour(instant) < instant + timedelta(hours=1)
    assert full_hour(full_hour(instant)) == full_hour(instant)


def test_failures_are_tried_again_less_and_less_often_and_then_given_up() -> None:
    now = datetime(2020, 2, 1, tzinfo=ZONE)
    waits = [next_try(attempts, now) for attempts in range(1, 7)]
    assert waits[4:] == [None, None]
    assert waits[:4] == sorted(wait for wait in waits if wait)
