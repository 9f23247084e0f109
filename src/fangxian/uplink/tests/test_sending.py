"""What waits is kept, sent in its order, less and less often while nobody answers; two workers do no harm."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Conflict
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role
from fangxian.uplink import queries, sending
from fangxian.uplink.actions import upstreams
from fangxian.uplink.models import Upstream
from fangxian.uplink.rules.packages import read
from fangxian.uplink.tests.handing import Link, link

SignIn = Callable[[Account], Client]
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


def test_what_is_refused_for_what_it_says_is_set_aside_and_holds_back_no_other(
    held: Link, world: World, time: SimulatedClock, monkeypatch: pytest.MonkeyPatch, client_for: SignIn
) -> None:
    """The node above is here, only the wire is not: its answer is what its server says."""
    refused: set[int] = {1}

    def wire(upstream: Upstream, operation: str, body: bytes) -> tuple[bytes, bytes]:
        if read(body).sequence in refused:
            raise sending.NotSent("territory")
        return held.hand(body), b""

    monkeypatch.setattr(sending, "call", wire)
    sending.send_now(held.upstream)
    time.advance(timedelta(minutes=16))
    world.register(3)
    assert sending.send_now(Upstream.objects.get()) == 1, "the later one was taken"
    upstream = Upstream.objects.get()
    first = upstream.packages.get(sequence=1)
    assert (first.outcome, first.taken_at, upstream.failures) == ("territory", None, 0)
    assert first.set_aside_at
    assert not queries.set_aside(upstream).exists(), "a later version of that day has come"
    time.advance(timedelta(days=1))
    refused.add(3)
    sending.send_now(upstream)
    assert [row.sequence for row in queries.set_aside(upstream)] == [3]
    manager = people.create_account(SYSTEM, name="manager")
    people.grant_role(SYSTEM, manager, Role.ADMINISTRATOR, place=world.places["city"])
    browser, page = client_for(manager), f"/uplink/above/{upstream.pk}/"
    assert page in browser.get("/").content.decode(), "somebody has to settle it"
    assert f"{page}again/3/" in browser.get(page).content.decode()
    refused.clear()
    assert browser.post(f"{page}again/2/").status_code == 404, "it was taken"
    assert client_for(world.accounts["command"]).post(f"{page}again/3/").status_code == 403
    assert browser.post(f"{page}again/3/").status_code == 302
    assert sending.deliver(Upstream.objects.get()) == 1
    assert page not in browser.get("/").content.decode()


@pytest.mark.parametrize("outcome", ["ConnectionError", "503", "clock", "signature", "revoked", "receipt"])
def test_what_concerns_the_link_sets_nothing_aside(
    held: Link, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sending.NotSent(outcome)

    monkeypatch.setattr(sending, "call", fail)
    sending.send_now(held.upstream)
    upstream = Upstream.objects.get()
    assert (upstream.failures, queries.waiting(upstream).count()) == (1, 1)
