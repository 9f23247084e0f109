"""The pages, as an administrator and as anybody with an account uses them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.trees.people import actions
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.people.queries import live_grants
from fangxian.trees.people.tests.factories import (
    PASSWORD,
    PHONE,
    World,
    make_account,
    make_service,
    sign_in,
)

pytestmark = [pytest.mark.usefixtures("test_urls"), pytest.mark.django_db]
NEW = {"name": "newcomer", "title": "新人（虚构）", "phone": PHONE, "language": "zh-hans"}


@pytest.fixture
def admin(world: World, client: Client) -> Account:
    """Sign the administrator of the east street in."""
    account = make_account("admin", Role.ADMINISTRATOR, place=world.east)
    sign_in(client, account)
    return account


def secret_of(page: bytes) -> str:
    """Return what a page shows once."""
    found = re.search(r'id="secret" readonly value="([^"]+)"', page.decode())
    assert found
    return found.group(1)


def test_from_a_new_account_to_its_first_sign_in(world: World, admin: Account, client: Client) -> None:
    form = NEW | {"role": Role.UNIT_LIAISON, "on": "bureau"}
    page = client.post("/accounts/new/", form, follow=True).content.decode()
    assert "199****0001" in page
    assert PHONE not in page
    account = Account.objects.get(name="newcomer")
    assert live_grants(account).get().line == world.line, "the body stands in one line only"
    link = secret_of(client.post(f"/accounts/{account.pk}/invitation/").content)
    newcomer = Client()
    newcomer.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert newcomer.post("/sign-in/", {"username": PHONE, "password": PASSWORD}).status_code == 302
    assert newcomer.get("/test/welcome/").content == b"hello newcomer"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": "nowhere"}, "on"),
        ({"on": "committee"}, None),
        ({"name": "123"}, "name"),
        ({"phone": "1"}, "phone"),
    ],
)
def test_a_refused_account_leaves_nothing_behind(
    wrong: dict[str, str], field: str | None, admin: Account, client: Client
) -> None:
    answer = client.post("/accounts/new/", NEW | {"role": Role.COMMAND, "on": "220602001"} | wrong)
    assert not Account.objects.filter(title=NEW["title"]).exists()
    if field:
        assert field in answer.context["form"].errors
    else:
        assert answer.status_code == 404, "the committee stands in the district, outside the east street"


def test_the_list_finds_and_pages(world: World, admin: Account, client: Client) -> None:
    make_account("east-worker", Role.COMMUNITY_WORKER, place=world.east)
    make_account("west-worker", Role.COMMUNITY_WORKER, place=world.west)
    page = client.get("/accounts/").content.decode()
    assert "east-worker" in page
    assert "west-worker" not in page
    assert "east-worker" not in client.get("/accounts/?q=admin").content.decode()
    assert "empty" in client.get("/accounts/?q=nobody").content.decode()


def test_the_list_takes_the_same_queries_for_one_account_and_twenty(
    world: World, admin: Account, client: Client
) -> None:
    counts = []
    for numbers in (range(1), range(1, 20)):
        for number in numbers:
            account = actions.create_account(SYSTEM, name=f"worker-{number}")
            actions.grant_role(SYSTEM, account, Role.COMMUNITY_WORKER, place=world.east)
        with CaptureQueriesContext(connection) as queries:
            client.get("/accounts/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_roles_are_granted_and_ended_on_the_page(world: World, admin: Account, client: Client) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    address = f"/accounts/{account.pk}/grants/"
    assert client.post(address, {"role": Role.FINANCE, "on": "220602001 东街道"}).status_code == 302
    assert client.post(address, {"role": Role.FINANCE, "on": "nowhere"}).status_code == 422
    assert client.post(address, {"role": Role.FINANCE, "on": "220602002"}).status_code == 404
    grant = account.grants.get(role=Role.FINANCE)
    client.post(f"/grants/{grant.pk}/end/")
    assert [held.role for held in live_grants(account)] == [Role.COMMUNITY_WORKER]


def test_who_answers_for_a_place_is_named_and_ended_on_the_page(
    world: World, admin: Account, client: Client
) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    address = f"/accounts/{account.pk}/responsible/"
    assert client.post(address, {"duty": "社区书记", "on": "220602001"}).status_code == 302
    assert client.post(address, {"duty": "", "on": "220602001"}).status_code == 422
    assert client.post(address, {"duty": "社区书记", "on": "220602002"}).status_code == 404
    assert "社区书记 · 东街道" in client.get(f"/accounts/{account.pk}/").content.decode()
    named = account.responsibilities.get()
    elsewhere = actions.name_responsible(SYSTEM, account, "社区书记", place=world.west)
    assert client.post(f"/responsibilities/{elsewhere.pk}/end/").status_code == 404
    assert client.post(f"/responsibilities/{named.pk}/end/").status_code == 302
    assert "社区书记 · 东街道" not in client.get(f"/accounts/{account.pk}/").content.decode()
    assert [row.place for row in account.responsibilities.filter(valid_to=None)] == [world.west]


def test_accounts_elsewhere_do_not_exist(world: World, admin: Account, client: Client) -> None:
    stranger = make_account("stranger", Role.COMMUNITY_WORKER, place=world.west)
    service = make_service("exchange", Role.AUDITOR, place=world.west)
    actions.issue_token(SYSTEM, service, "daily", ["figures.view"])
    assert client.get(f"/accounts/{stranger.pk}/").status_code == 404
    for action in ("grants", "phone", "invitation", "open", "codes", "tokens"):
        assert client.post(f"/accounts/{stranger.pk}/{action}/").status_code == 404
    assert client.post(f"/grants/{stranger.grants.get().pk}/end/").status_code == 404
    assert client.post(f"/tokens/{service.tokens.get().pk}/revoke/").status_code == 404


def test_auditors_look_but_change_nothing(world: World, client: Client) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    sign_in(client, make_account("auditor", Role.AUDITOR, place=world.district))
    assert "/grants/" not in client.get(f"/accounts/{account.pk}/").content.decode()
    assert client.post(f"/accounts/{account.pk}/invitation/").status_code == 403
    assert client.get("/accounts/new/").status_code == 403


def test_an_account_is_closed_and_opened_again(world: World, admin: Account, client: Client) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    for form, is_open in (({}, False), ({"open": "1"}, True)):
        client.post(f"/accounts/{account.pk}/open/", form)
        account.refresh_from_db()
        assert account.is_active is is_open
        assert client.get(f"/accounts/{account.pk}/").status_code == 200


def test_the_phone_number_is_changed_on_the_page(world: World, admin: Account, client: Client) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    assert client.post(f"/accounts/{account.pk}/phone/", {"phone": "12"}).status_code == 422
    assert client.post(f"/accounts/{account.pk}/phone/", {"phone": PHONE}).status_code == 302
    assert "199****0001" in client.get(f"/accounts/{account.pk}/").content.decode()


def test_a_token_is_shown_once_and_revoked(world: World, admin: Account, client: Client) -> None:
    service = make_service("exchange", Role.CHECKPOINT_OFFICER, place=world.east)
    address = f"/accounts/{service.pk}/tokens/"
    assert client.post(address, {"label": "x", "permissions": ["audit.view"]}).status_code == 422
    secret = secret_of(client.post(address, {"label": "daily", "permissions": ["figures.view"]}).content)
    assert secret not in client.get(f"/accounts/{service.pk}/").content.decode()
    assert Actor.from_token(secret) is not None
    client.post(f"/tokens/{service.tokens.get().pk}/revoke/")
    assert Actor.from_token(secret) is None


def test_codes_are_switched_on_with_a_picture_and_off_with_the_password(client: Client, world: World) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    sign_in(client, account)
    assert client.get("/me/codes/")["Location"] == "/me/"
    assert "<svg" in client.post("/me/codes/start/", follow=True).content.decode()
    device = TOTPDevice.objects.get(user=account)
    wrong = f"{(totp(device.bin_key) + 7) % 1_000_000:06}"
    assert client.post("/me/codes/", {"code": wrong}).context["form"].errors
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert client.post("/me/codes/", {"code": f"{totp(device.bin_key):06}"})["Location"] == "/me/"
    assert TOTPDevice.objects.filter(confirmed=True).exists()
    client.post("/me/codes/stop/", {"password": "wrong"})
    assert TOTPDevice.objects.filter(confirmed=True).exists()
    client.post("/me/codes/stop/", {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()


def test_a_lost_phone_is_helped_by_whoever_manages_the_account(
    world: World, admin: Account, client: Client
) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    TOTPDevice.objects.create(user=account, confirmed=True)
    client.post(f"/accounts/{account.pk}/codes/")
    assert not TOTPDevice.objects.exists()


def test_changing_the_password_ends_other_sessions_only(client: Client, world: World) -> None:
    account = make_account("helper")
    elsewhere = Client()
    sign_in(client, account)
    sign_in(elsewhere, account)
    form = {"current": PASSWORD, "password": "five quiet cranes", "again": "five quiet crane"}
    assert "again" in client.post("/me/password/", form).context["form"].errors
    client.post("/me/password/", form | {"again": "five quiet cranes"})
    assert client.get("/test/welcome/").content == b"hello helper"
    assert elsewhere.get("/test/welcome/").content == b"hello visitor"


def test_ones_own_page_shows_roles_and_what_they_allow(client: Client, world: World) -> None:
    sign_in(client, make_account("helper", Role.COMMUNITY_WORKER, place=world.east, phone=PHONE))
    client.post("/language/", {"language": "en"})
    page = client.get("/me/").content.decode()
    assert "东街道" in page
    assert "register arrivals at the community of residence" in page
    assert "199****0001" in page
