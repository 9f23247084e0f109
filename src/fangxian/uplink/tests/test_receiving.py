"""What comes from below: taken once and in its order, and everything else refused by a code and recorded (M24)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import crypto
from fangxian.core.audit.models import Event
from fangxian.trees.people.actor import SYSTEM
from fangxian.uplink import packing
from fangxian.uplink.actions import nodes
from fangxian.uplink.calling import now_in_micros
from fangxian.uplink.models import Figure, Package, Received, Refusal
from fangxian.uplink.refusing import UplinkRefused
from fangxian.uplink.rules.packages import canonical
from fangxian.uplink.tests.handing import Link, link, today

SKEW = timedelta(minutes=6)


@pytest.fixture
def held(world: World) -> Link:
    world.register(1)
    return link(world)


def refused(act: Callable[[], Any], code: str) -> UplinkRefused:
    """Check that something is refused by a code, that nothing was taken, and that the refusal was recorded."""
    before = Received.objects.count()
    with pytest.raises(UplinkRefused) as told:
        act()
    assert told.value.code == code
    assert Received.objects.count() == before
    assert Refusal.objects.filter(code=code).exists()
    assert Event.objects.filter(action="uplink.refuse").exists()
    return told.value


def test_a_package_is_taken_and_its_receipt_names_it(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    told = json.loads(held.hand(bytes(package.body)))
    assert (told["sequence"], told["digest"]) == (package.sequence, package.digest)
    row = Figure.objects.get(measure="arrivals.registered", path=held.node.place.path, day=today())
    assert (row.value, row.origin, row.via) == (1, held.node.place.path, held.node.place.path)
    assert Event.objects.get(action="uplink.receive").count == package.figures
    assert not Event.objects.filter(action="uplink.refuse").exists()


def test_sent_again_because_the_receipt_was_lost_it_gets_the_same_receipt(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    first = held.hand(bytes(package.body))
    figures = list(Figure.objects.values_list("pk", flat=True))
    assert held.hand(bytes(package.body)) == first
    assert list(Figure.objects.values_list("pk", flat=True)) == figures
    assert Received.objects.count() == 1


def test_the_very_call_repeated_by_somebody_is_refused(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    at = now_in_micros()
    held.hand(bytes(package.body), time=at)
    refused(lambda: held.hand(bytes(package.body), time=at), "replayed")


def test_who_signs_by_another_key_is_refused(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    crypto.create_signing_key("stranger")
    refused(lambda: held.hand(bytes(package.body), key="stranger"), "signature")
    refused(lambda: held.hand(bytes(package.body), upper_key="00" * 32), "signature")


def test_a_body_changed_on_the_way_is_refused(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    body = bytes(package.body).replace(b'"decimals":0', b'"decimals":1', 1)
    refused(lambda: held.hand(body, digest=package.digest), "tampered")


@pytest.mark.parametrize("ahead", [SKEW, -SKEW])
def test_a_clock_that_differs_by_more_than_five_minutes_is_refused(held: Link, ahead: timedelta) -> None:
    (package,) = packing.make(held.upstream)
    at = now_in_micros() + ahead // timedelta(microseconds=1)
    refused(lambda: held.hand(bytes(package.body), time=at), "clock")


def test_an_unknown_node_and_a_revoked_one_are_refused(held: Link, world: World) -> None:
    (package,) = packing.make(held.upstream)
    refused(lambda: held.hand(bytes(package.body), node="0" * 32), "unknown-node")
    nodes.revoke(SYSTEM, held.node.pk)
    refused(lambda: held.hand(bytes(package.body)), "revoked")


def test_a_missing_package_holds_back_no_other_and_the_highest_number_of_a_day_counts(
    held: Link, world: World
) -> None:
    packing.make(held.upstream)
    world.register(2)
    packing.make(held.upstream)
    first, second = Package.objects.order_by("sequence")
    held.hand(bytes(second.body))
    held.node.refresh_from_db()
    assert (held.node.last_sequence, held.node.received.count()) == (2, 1)
    registered = Figure.objects.filter(measure="arrivals.registered", path=held.node.place.path)
    assert registered.known().get().value == 2
    as_of = held.node.last_as_of
    held.hand(bytes(first.body))
    held.node.refresh_from_db()
    assert (held.node.last_sequence, held.node.last_as_of) == (2, as_of)
    assert registered.known().get().value == 2, "the later version stays"
    told = Received.objects.order_by("sequence").values_list("sequence", "superseded")
    assert list(told) == [(1, True), (2, False)]


def test_another_content_under_a_number_that_was_taken_is_refused(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    held.hand(bytes(package.body))
    body = bytes(package.body).replace(b'"decimals":0', b'"decimals":1', 1)
    refused(lambda: held.hand(body), "other-content")


def outside(told: dict[str, Any]) -> None:
    told["series"][0]["cells"][0] = ["220605", 0, 1, None, None, 0]


def for_another(told: dict[str, Any]) -> None:
    told["origins"][0]["place"] = "220602001"


def other_response(told: dict[str, Any]) -> None:
    told["response"] = "0" * 32


def other_node(told: dict[str, Any]) -> None:
    told["node"] = "0" * 32


def from_the_future(told: dict[str, Any]) -> None:
    told["as_of"] = "2099-01-01T00:00:00Z"


def hidden_with_value(told: dict[str, Any]) -> None:
    told["series"][0]["cells"][0] = ["220602", 0, 1, None, None, 1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (outside, "territory"),
        (for_another, "territory"),
        (other_response, "response"),
        (other_node, "malformed"),
        (from_the_future, "clock"),
        (hidden_with_value, "malformed"),
    ],
)
def test_what_a_node_may_not_say_is_refused_though_it_is_signed(
    held: Link, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    body = held.forged(change)
    refused(lambda: held.hand(body), code)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"format":1}', b'{ "format": 1 }', b"\xff"])
def test_what_is_no_package_is_refused(held: Link, body: bytes) -> None:
    refused(lambda: held.hand(body), "malformed")


def test_the_same_package_written_otherwise_is_none(held: Link) -> None:
    (package,) = packing.make(held.upstream)
    refused(lambda: held.hand(bytes(package.body) + b" "), "malformed")
    refused(lambda: held.hand(json.dumps(json.loads(package.body)).encode()), "malformed")
    assert canonical(json.loads(package.body)) == bytes(package.body)


def test_refusals_are_counted_and_not_kept_one_by_one(held: Link) -> None:
    for _turn in range(3):
        with pytest.raises(UplinkRefused):
            held.hand(b"{}")
    assert Refusal.objects.get().count == 3
    assert Event.objects.filter(action="uplink.refuse").count() == 1


def test_over_http_a_refusal_is_a_problem_with_its_code(held: Link, client: Any) -> None:
    answer = client.post("/api/v1/uplink/packages", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    paired = client.post(
        "/api/v1/uplink/pair", {"key": "0" * 64, "proof": "0" * 64}, content_type="application/json"
    )
    assert (paired.status_code, paired.json()["code"]) == (403, "pairing")
