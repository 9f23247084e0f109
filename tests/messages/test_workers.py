"""Two workers at once, and a clerk beside them, on PostgreSQL: every reminder is made once and sent once (M8)."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

import pytest
from django.db import connections

from fangxian.conftest import BEGAN, FIRST_DAY, World, make_world
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.delivering import claim, deliver
from fangxian.mechanisms.messages.models import Channel, Delivery, Message
from fangxian.mechanisms.messages.worker import tick
from tests.messages.receivers import Receiver

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]
UNITS = ("audit-office", "archives", "statistics", "meteorology", "north-bank", "south-bank")


@pytest.fixture
def running(transactional_db: None, robot: Receiver) -> Iterator[World]:
    """The small world, committed: every liaison has a robot, and a rule is due."""
    time = SimulatedClock(BEGAN.astimezone(UTC))
    with clock.use(time):
        world = make_world(time)
        for unit in UNITS:
            actions.add_channel(world.actor(unit), "dingtalk", unit.replace("-", "") + "0" * 20)
        deliver()
        robot.arrived.clear()
        Channel.objects.update(verified_at=clock.now())
        rule = NewRule("reports.daily-returnees", world.places["county"], "ower", 30)
        actions.add_rule(world.actor("committee"), world.response, rule)
        time.advance(timedelta(hours=2, minutes=31))
        yield world


def at_once(*jobs: Callable[[], object]) -> None:
    """Run jobs at the same moment, each on its own connections; raise what one raised."""
    barrier, failures = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            job()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert not failures, failures


def test_two_workers_at_once_say_everything_once(running: World, robot: Receiver) -> None:
    for _ in range(3):
        at_once(tick, tick, tick)
    assert Message.objects.filter(kind="reminder").count() == 6
    assert Delivery.objects.filter(channel=None).count() == 6
    assert len(robot.arrived) == 6
    assert len({found.to for found in robot.arrived}) == 6
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_two_clerks_who_remind_by_hand_at_once_remind_once(running: World) -> None:
    committee = running.actor("committee")
    at_once(*[lambda: reports.remind(committee, running.response, FIRST_DAY)] * 2)
    assert Message.objects.filter(kind="reminder").count() == 6
    assert Delivery.objects.filter(channel=None).count() == 6


def test_what_one_worker_is_sending_no_other_takes(running: World, robot: Receiver) -> None:
    tick()
    robot.arrived.clear()
    Delivery.objects.filter(channel__isnull=False).update(state="waiting", next_at=clock.now())
    Channel.objects.update(sent_at=None)
    touched, parcels = claim(clock.now())
    assert (touched, len(parcels)) == (12, 6)
    at_once(deliver, deliver)
    assert not robot.arrived
