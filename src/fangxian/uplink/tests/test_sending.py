"""What waits is kept, sent in its order, less and less often while nobody answers; two workers do no harm."""

from datetime import timedelta

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Conflict
from fangxian.trees.people.actor import SYSTEM
from fangxian.uplink import sending
from fangxian.uplink.actions import upstreams
from fangxian.uplink.models import Upstream
from fangxian.uplink.tests.handing import Link, link

NOBODY = "https://127.0.0.1:9"


@pytest.fixture
def held(world: World) -> Link:
    made = link(world)
    Upstream.objects.update(url=NOBODY)
    made.upstream.refresh_from_db()
    return made


def test_what_is_not_taken_waits_and_is_tried_less_and_less_often(held: Link, time: SimulatedClock) -> None:
    gaps = []
    for _turn in range(7):
        Upstream.objects.update(next_round=clock.now() + timedelta(days=9))
        assert sending.pass_up() == 0 if _turn else True
        if not _turn:
            sending.send_now(held.upstream)
        held.upstream.refresh_from_db()
        gaps.append(held.upstream.next_at - clock.now())
        time.set(held.upstream.next_at + timedelta(seconds=1))
    minutes = [round(gap / timedelta(minutes=1)) for gap in gaps]
    assert minutes == [1, 2, 5, 15, 30, 30, 30]
    assert held.upstream.outcome == "ConnectionError"
    assert held.upstream.failures == 7
    assert held.upstream.packages.filter(taken_at=None).count() == 1
    assert held.upstream.packages.get().attempts == 7


def test_a_round_is_made_when_it_is_due_and_by_one_worker(held: Link, time: SimulatedClock) -> None:
    sending.pass_up()
    assert held.upstream.packages.count() == 1
    sending.pass_up()
    assert held.upstream.packages.count() == 1, "not before its minutes are over"
    time.advance(timedelta(minutes=16))
    stale = Upstream.objects.get()
    sending.pass_up()
    assert held.upstream.packages.count() == 2
    assert sending._claimed(stale, "next_round", clock.now()) is False, "another worker that read it before"


def test_after_a_restart_what_waited_goes_first(held: Link) -> None:
    """What was made before the failure has the lower numbers; nothing is made anew for the same day."""
    sending.send_now(held.upstream)
    waiting = held.upstream.packages.get()
    sending.send_now(held.upstream)
    assert held.upstream.packages.order_by("sequence").first() == waiting
    for package in held.upstream.packages.order_by("sequence"):
        held.hand(bytes(package.body))
    held.node.refresh_from_db()
    assert held.node.last_sequence == held.upstream.packages.count()


def test_one_may_ask_the_worker_to_hurry_or_to_send_no_more(held: Link, time: SimulatedClock) -> None:
    sending.send_now(held.upstream)
    upstreams.hurry(SYSTEM, held.upstream.pk)
    assert Upstream.objects.get().next_at <= clock.now()
    upstreams.end(SYSTEM, held.upstream.pk)
    time.advance(timedelta(days=1))
    count = held.upstream.packages.count()
    assert sending.pass_up() == 0
    assert held.upstream.packages.count() == count
    with pytest.raises(Conflict):
        upstreams.hurry(SYSTEM, held.upstream.pk)


def test_a_receipt_for_another_package_is_not_believed(held: Link) -> None:
    sending.send_now(held.upstream)
    package = held.upstream.packages.get()
    receipt = held.hand(bytes(package.body))
    told = sending._understood(held.upstream, package, receipt)
    assert told["sequence"] == package.sequence
    package.digest = "0" * 64
    with pytest.raises(sending.NotSent):
        sending._understood(held.upstream, package, receipt)
