"""Another system hears that something was entered which its account may see, once, signed, without its content."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from fangxian.conftest import World
from fangxian.core.audit.models import Event
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Forbidden, Invalid, Missing
from fangxian.mechanisms.webhooks import actions, sending
from fangxian.mechanisms.webhooks.models import Call, Webhook
from fangxian.mechanisms.webhooks.tests.receiver import Receiver, receiver
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
UNIT, VOID = "arrivals.unit", "arrivals.void"


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as kept:
        yield kept


def system(world: World, place: str = "city") -> Account:
    account = people.create_account(SYSTEM, name=f"health-{place}", is_service=True)
    people.grant_role(SYSTEM, account, Role.WORK_COMMITTEE, place=world.places[place])
    return account


def hook(world: World, kept: Receiver, place: str = "city") -> tuple[Webhook, str]:
    return actions.add(SYSTEM, system(world, place), "卫健", kept.address, [UNIT, VOID])


def test_a_call_is_signed_and_names_the_entry_but_nothing_of_its_content(
    world: World, other: Receiver
) -> None:
    _webhook, secret = hook(world, other)
    declared = world.declare(1)

    assert sending.tell() == 1
    (told,), (headers,) = other.told, other.headers
    assert told["type"] == UNIT
    assert told["data"]["url"] == f"/api/v1/arrivals/{declared.entry_id}"
    assert set(told) == {"type", "timestamp", "data"}
    assert set(told["data"]) == {"id", "response", "url"}

    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + other.bodies[0]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_nothing_is_told_twice_nor_what_was_entered_before(world: World, other: Receiver) -> None:
    world.declare(1)
    hook(world, other)
    assert sending.tell() == 0
    world.declare(2)
    assert [sending.tell(), sending.tell()] == [1, 0]
    assert len(other.bodies) == 1


def test_what_lies_outside_the_accounts_area_is_not_told(world: World, other: Receiver) -> None:
    declared = world.declare(1)
    elsewhere = next(name for name, place in world.places.items()
                     if len(place.path) == 12 and not declared.path.startswith(place.path))  # fmt: skip
    hook(world, other, elsewhere)
    world.declare(2)
    sending.tell()
    assert other.bodies == []
    assert not Call.objects.exists()


def test_a_call_that_fails_is_sent_again_later_and_at_last_given_up(
    world: World, other: Receiver, time: SimulatedClock
) -> None:
    hook(world, other)
    world.declare(1)
    other.status = 503
    for expected in range(1, len(sending.PAUSES) + 2):
        assert [sending.tell(), sending.tell()] == [0, 0]
        assert len(other.bodies) == expected, "not again before its pause is over"
        time.advance(sending.PAUSES[-1])
    call = Call.objects.get()
    assert (call.state, call.outcome, call.attempts) == ("given_up", "503", len(sending.PAUSES) + 1)

    other.status = 200
    actions.again(SYSTEM, call.pk)
    assert sending.tell() == 1
    assert len({headers["webhook-id"] for headers in other.headers}) == 1, "the receiver knows it as the same"


def test_an_address_that_fails_too_often_is_left_in_peace_until_resumed(
    world: World, other: Receiver, time: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_FAILURES", 2)
    webhook, _secret = hook(world, other)
    other.status = 302
    world.declare(1)
    for _turn in range(4):
        sending.tell()
        time.advance(timedelta(days=1))
    assert len(other.bodies) == 2, "a redirection is followed by nobody, and counts as a failure"
    other.status = 200
    actions.resume(SYSTEM, webhook.pk)
    assert sending.tell() == 1


def signed_with(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check one of a call's signatures as a receiver does who knows one secret."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


def test_for_a_day_after_its_renewal_the_former_secret_is_right_too(
    world: World, other: Receiver, time: SimulatedClock
) -> None:
    webhook, former = hook(world, other)
    _webhook, secret = actions.renew_secret(SYSTEM, webhook.pk)
    world.declare(1)
    sending.tell()
    assert [signed_with(own, other.headers[0], other.bodies[0]) for own in (former, secret)] == [True, True]
    time.advance(timedelta(days=1))
    world.declare(2)
    sending.tell()
    assert [signed_with(own, other.headers[1], other.bodies[1]) for own in (former, secret)] == [False, True]


def test_what_was_taken_is_sent_again_by_hand_and_recorded(world: World, other: Receiver) -> None:
    hook(world, other)
    world.declare(1)
    sending.tell()
    call = Call.objects.get()
    actions.again(SYSTEM, call.pk)
    assert sending.tell() == 1
    assert [headers["webhook-id"] for headers in other.headers] == [f"event-{call.event}"] * 2
    assert Event.objects.filter(action="webhooks.again").count() == 1


def test_a_paused_address_is_a_duty_and_its_page_says_why(
    world: World, other: Receiver, client_for: Callable[[Account], Client]
) -> None:
    webhook, secret = hook(world, other)
    manager = people.create_account(SYSTEM, name="set-up")
    people.grant_role(SYSTEM, manager, Role.ADMINISTRATOR, place=world.places["city"])
    browser, page = client_for(manager), f"/webhooks/{webhook.pk}/"
    assert page not in browser.get("/").content.decode()
    Webhook.objects.update(failures=sending.MOST_FAILURES, paused_at=world.time.now())
    assert page in browser.get("/").content.decode()
    assert str(sending.MOST_FAILURES) in browser.get(page).content.decode()
    assert page not in client_for(world.accounts["audit-office"]).get("/").content.decode()
    browser.post(f"{page}resume/")
    assert page not in browser.get("/").content.decode()

    shown = browser.post(f"{page}secret/").content.decode()
    assert "whsec_" in shown
    assert secret not in shown
    assert "whsec_" not in browser.get(page).content.decode()


def test_a_receiver_that_is_not_there_stops_nobody(world: World, other: Receiver) -> None:
    account = system(world)
    actions.add(SYSTEM, account, "无", "http://127.0.0.1:9/", [UNIT])
    actions.add(SYSTEM, account, "卫健", other.address, [UNIT])
    world.declare(1)
    assert sending.tell() == 1
    assert Call.objects.get(state="waiting").outcome == "ConnectionError"


def test_address_and_secret_are_nowhere_in_plaintext(world: World, other: Receiver) -> None:
    webhook, secret = hook(world, other)
    stored = bytes(webhook.address) + bytes(webhook.secret)
    assert b"topsecretpart" not in stored
    assert secret.encode() not in stored
    assert actions.opened(Webhook.objects.get(pk=webhook.pk)) == (other.address, [secret])
    assert Path(settings.FANGXIAN_KEYS_DIR, "accounts").is_dir()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"address": "ftp://127.0.0.1/"}, "address"),
        ({"address": "https://user:word@127.0.0.1/"}, "address"),
        ({"address": "https://127.0.0.1:99999/"}, "address"),
        ({"wanted": []}, "actions"),
        ({"wanted": ["people.grant_role"]}, "actions"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    given = {"title": "卫健", "address": "https://127.0.0.1/", "wanted": [UNIT]} | changes
    with pytest.raises(Invalid) as refused:
        actions.add(SYSTEM, system(world), **given)
    assert set(refused.value.errors) == {field}


def test_only_who_manages_a_service_account_decides_what_it_is_told(
    world: World, other: Receiver, client_for: Callable[[Account], Client]
) -> None:
    webhook, _secret = hook(world, other)
    with pytest.raises(Forbidden):
        actions.add(SYSTEM, world.accounts["committee"], "x", other.address, [UNIT])
    with pytest.raises((Forbidden, Missing)):
        actions.end(world.actor("audit-office"), webhook.pk)
    assert client_for(world.accounts["audit-office"]).get("/webhooks/").status_code == 403


def test_an_administrator_adds_one_on_the_page_sees_its_log_and_ends_it(
    world: World, other: Receiver, client_for: Callable[[Account], Client]
) -> None:
    account = system(world)
    administrator = people.create_account(SYSTEM, name="set-up")
    people.grant_role(SYSTEM, administrator, Role.ADMINISTRATOR, place=world.places["city"])
    browser = client_for(administrator)
    wrong = browser.post(
        "/webhooks/", {"account": account.pk, "title": "卫健", "address": "x", "actions": [UNIT]}
    )
    assert wrong.status_code == 422
    sent = {"account": account.pk, "title": "卫健", "address": other.address, "actions": [UNIT]}
    shown = browser.post("/webhooks/", sent).content.decode()
    assert "whsec_" in shown

    world.declare(1)
    sending.tell()
    webhook = Webhook.objects.get()
    log = browser.get(f"/webhooks/{webhook.pk}/").content.decode()
    assert "204" in log
    assert not {word for word in ("topsecretpart", "whsec_") if word in log}
    browser.post(f"/webhooks/{webhook.pk}/end/")
    world.declare(2)
    assert sending.tell() == 0
    assert webhook.title not in browser.get("/webhooks/").content.decode()
    assert "204" in browser.get(f"/webhooks/{webhook.pk}/").content.decode(), "the log stays"
    assert browser.post(f"/webhooks/{webhook.pk}/resume/").status_code == 409
