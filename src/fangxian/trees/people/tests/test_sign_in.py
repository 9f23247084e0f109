"""Signing in by name, phone and code; what is counted, what is kept, and where it leads."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.clock import SimulatedClock
from fangxian.trees.people import actions
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.people.tests.factories import (
    PASSWORD,
    PHONE,
    World,
    make_account,
    make_service,
    make_world,
    sign_in,
)

WRONG = "two loud crows"
pytestmark = [pytest.mark.usefixtures("test_urls"), pytest.mark.django_db]


def who(client: Client) -> str:
    """Return whom the site takes the client for."""
    return client.get("/test/welcome/").content.decode()


def try_password(client: Client, username: str, password: str = WRONG) -> int:
    """Post the form and return the status of the answer."""
    return client.post("/sign-in/", {"username": username, "password": password}).status_code


def test_by_name_whatever_its_case(client: Client) -> None:
    make_account("liaison")
    assert try_password(client, " LIAISON ", PASSWORD) == 302
    assert who(client) == "hello liaison"


def test_by_phone_however_typed(client: Client) -> None:
    make_account("liaison", phone=PHONE)
    assert try_password(client, "+86 199-0000-０００１", PASSWORD) == 302
    assert who(client) == "hello liaison"


def test_a_wrong_password_and_an_unknown_name_look_alike(client: Client) -> None:
    make_account("liaison")
    for name in ("liaison", "nobody"):
        answer = client.post("/sign-in/", {"username": name, "password": "wrong"})
        assert answer.status_code == 200
        assert not answer.context["form"].is_valid()
    assert who(client) == "hello visitor"


def test_systems_and_closed_accounts_cannot_sign_in(client: Client) -> None:
    service = make_service("exchange", Role.AUDITOR, place=make_world().district)
    service.set_password(PASSWORD)
    service.save()
    closed = make_account("closed")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    assert [try_password(client, name, PASSWORD) for name in ("exchange", "closed")] == [200, 200]
    assert who(client) == "hello visitor"


def test_after_signing_in_one_is_where_one_was_bound(client: Client) -> None:
    make_account("liaison")
    form = {"username": "liaison", "password": PASSWORD, "next": "/test/guarded/?q=1"}
    assert client.post("/sign-in/", form)["Location"] == "/test/guarded/?q=1"


def test_but_never_led_to_another_site(client: Client) -> None:
    make_account("liaison")
    form = {"username": "liaison", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", form)["Location"] == "/"


def test_after_five_failures_one_is_told_when_to_try_again(client: Client) -> None:
    make_account("liaison", phone=PHONE)
    attempts = [try_password(client, name) for name in ("liaison", PHONE, "Liaison", PHONE, "liaison")]
    assert attempts == [200, 200, 200, 200, 429], "name and phone are counted together"
    answer = client.post("/sign-in/", {"username": PHONE, "password": PASSWORD})
    assert answer.status_code == 429
    wait = answer.context["again"] - datetime.now(UTC)
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)
    assert Event.objects.filter(action="people.locked_out").exists()


def test_a_right_password_clears_the_failures(client: Client) -> None:
    make_account("liaison")
    for _ in range(3):
        assert [try_password(client, "liaison") for _ in range(4)] == [200] * 4
        assert try_password(client, "liaison", PASSWORD) == 302
        client.post("/sign-out/")


def test_no_phone_number_is_kept_in_plain(client: Client) -> None:
    account = make_account("liaison", phone=PHONE)
    try_password(client, PHONE)
    try_password(client, "19911112222")
    try_password(client, PHONE, PASSWORD)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            kept = b"\n".join(_bytes(value) for row in cursor.fetchall() for value in row)
        assert PHONE.encode() not in kept, table
        assert b"19911112222" not in kept, table
    assert len(bytes(account.phone_token or b"")) == 16


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def with_codes(account: Account) -> TOTPDevice:
    """Switch codes on and forget that one was used just now."""
    device = actions.enroll_totp(Actor(account))
    actions.confirm_totp(Actor(account), f"{totp(device.bin_key):06}")
    TOTPDevice.objects.update(last_t=-1)
    return device


def test_with_codes_on_the_password_alone_opens_nothing(client: Client) -> None:
    account = make_account("liaison")
    device = with_codes(account)
    assert sign_in(client, account)["Location"] == "/sign-in/code/"
    assert who(client) == "hello visitor"
    answer = client.post("/sign-in/code/", {"code": f"{totp(device.bin_key):06}"})
    assert answer.status_code == 302
    assert who(client) == "hello liaison"


def test_a_code_serves_once(client: Client) -> None:
    account = make_account("liaison")
    device = with_codes(account)
    code = f"{totp(device.bin_key):06}"
    for expected in ("hello liaison", "hello visitor"):
        sign_in(client, account)
        client.post("/sign-in/code/", {"code": code})
        assert who(client) == expected
        client.post("/sign-out/")


def test_codes_cannot_be_guessed(client: Client) -> None:
    account = make_account("liaison")
    device = with_codes(account)
    sign_in(client, account)
    wrong = f"{(totp(device.bin_key) + 7) % 1_000_000:06}"
    assert client.post("/sign-in/code/", {"code": wrong}).status_code == 200
    right = {"code": f"{totp(device.bin_key):06}"}
    assert client.post("/sign-in/code/", right).status_code == 200, (
        "right, but within the pause after a failure"
    )
    for _ in range(3):
        answer = client.post("/sign-in/code/", {"code": wrong})
    assert answer["Location"] == "/sign-in/", "after five the password is asked again"
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_the_code_must_follow_within_five_minutes(client: Client) -> None:
    account = make_account("liaison")
    device = with_codes(account)
    with clock.use(SimulatedClock(datetime(2020, 2, 1, tzinfo=UTC))) as simulated:
        sign_in(client, account)
        simulated.advance(timedelta(minutes=6))  # type: ignore[attr-defined]
        answer = client.post("/sign-in/code/", {"code": f"{totp(device.bin_key):06}"})
    assert answer["Location"] == "/sign-in/"


def test_signing_in_and_out_stand_in_the_trail(client: Client) -> None:
    sign_in(client, make_account("liaison"))
    client.post("/sign-out/")
    assert client.get("/sign-out/").status_code == 405
    done = Event.objects.filter(actor_label="liaison", kind="sign_in").order_by("at")
    assert [event.action for event in done] == ["people.sign_in", "people.sign_out"]


def test_choosing_whom_to_be_is_for_the_demonstration_only(client: Client) -> None:
    make_account("liaison")
    assert client.get("/sign-in/as/").status_code == 404
    assert client.post("/sign-in/as/", {"account": "liaison"}).status_code == 404
    assert who(client) == "hello visitor"


def test_in_the_demonstration_anybody_is_chosen_without_a_password(client: Client, settings: object) -> None:
    settings.FANGXIAN_DEMO = True  # type: ignore[attr-defined]
    make_account("liaison")
    make_service("exchange", Role.AUDITOR, place=make_world().district)
    page = client.get("/sign-in/as/").content.decode()
    assert 'value="liaison"' in page
    assert "exchange" not in page
    assert client.post("/sign-in/as/", {"account": "exchange"}).status_code == 404
    assert client.post("/sign-in/as/", {"account": "liaison"}).status_code == 302
    assert who(client) == "hello liaison"


def test_the_language_is_kept_with_the_account(client: Client) -> None:
    account = make_account("liaison")
    sign_in(client, account)
    answer = client.post("/language/", {"language": "en", "next": "/me/"})
    assert answer["Location"] == "/me/"
    account.refresh_from_db()
    assert account.language == "en"
    assert "My account" in client.get("/me/").content.decode()
    client.post("/language/", {"language": "xx"})
    account.refresh_from_db()
    assert account.language == "en"


def test_an_invitation_sets_the_password_once(client: Client, world: World) -> None:
    account = actions.create_account(SYSTEM, name="newcomer")
    secret = actions.invite(SYSTEM, account)
    address = f"/invitation/?{urlencode({'key': secret})}"
    assert "newcomer" in client.get(address).content.decode()
    weak = client.post(address, {"password": "1234567890", "again": "1234567890"})
    assert "password" in weak.context["form"].errors
    assert client.post(address, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/sign-in/"
    assert client.get(address).status_code == 404
    assert try_password(client, "newcomer", PASSWORD) == 302
