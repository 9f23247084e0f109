"""Tokens of systems: shown once, narrowed, and checked at every call; sessions serve the API too."""

from datetime import timedelta

import pytest
from django.test import Client

from fangxian.core import clock
from fangxian.core.errors import Forbidden, Invalid
from fangxian.trees.people import actions
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, ApiToken, Role
from fangxian.trees.people.tests.factories import World, make_account, make_service, sign_in

pytestmark = [pytest.mark.usefixtures("test_urls"), pytest.mark.django_db]


@pytest.fixture
def service(world: World) -> Account:
    """Return a system that files for the bureau."""
    return make_service("exchange", Role.UNIT_LIAISON, body=world.bureau, line=world.line)


def bearer(secret: str) -> dict[str, str]:
    """Return the header of a token."""
    return {"authorization": f"Bearer {secret}"}


def test_a_token_acts_as_its_account(service: Account, client: Client) -> None:
    secret = actions.issue_token(SYSTEM, service, "daily", ["figures.view", "reports.file"])
    answer = client.get("/api/test/figures", headers=bearer(secret))
    assert answer.json() == {"who": "exchange", "channel": "api"}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/api/test/reports", headers=bearer(secret)).json() == {"who": "exchange"}


def test_a_token_is_narrower_than_its_account(service: Account, client: Client) -> None:
    secret = actions.issue_token(SYSTEM, service, "figures", ["figures.view"])
    assert client.post("/api/test/reports", headers=bearer(secret)).status_code == 403
    actor = Actor.from_token(secret)
    assert actor is not None
    assert actor.may("figures.view")
    assert not actor.may("reports.file", "places.view")


def test_a_token_never_gives_more_than_the_roles_of_the_day(service: Account, client: Client) -> None:
    with pytest.raises(Invalid):
        actions.issue_token(SYSTEM, service, "too much", ["figures.view", "audit.view"])
    secret = actions.issue_token(SYSTEM, service, "figures", ["figures.view"])
    actions.end_grant(SYSTEM, service.grants.get())
    assert client.get("/api/test/figures", headers=bearer(secret)).status_code == 403


def test_people_carry_no_tokens(world: World) -> None:
    person = make_account("person", Role.AUDITOR, place=world.district)
    with pytest.raises(Forbidden):
        actions.issue_token(SYSTEM, person, "mine", ["figures.view"])
    with pytest.raises(Forbidden):
        actions.invite(SYSTEM, make_service("system", Role.AUDITOR, place=world.district))


def test_expired_revoked_and_invented_tokens_are_unknown(service: Account, client: Client) -> None:
    old = actions.issue_token(SYSTEM, service, "old", ["figures.view"], clock.now() - timedelta(seconds=1))
    revoked = actions.issue_token(SYSTEM, service, "revoked", ["figures.view"])
    actions.revoke_token(SYSTEM, ApiToken.objects.get(label="revoked"))
    for secret in (old, revoked, "invented", ""):
        assert client.get("/api/test/figures", headers=bearer(secret)).status_code == 401
    assert client.get("/api/test/figures", headers={"authorization": "Basic eDp5"}).status_code == 401
    assert not [token for token in ApiToken.objects.all() if revoked.encode() in bytes(token.digest)]


def test_a_session_serves_too_and_a_bad_token_does_not_fall_back_on_it(world: World, client: Client) -> None:
    assert client.get("/api/test/figures").status_code == 401
    sign_in(client, make_account("east", Role.COMMUNITY_WORKER, place=world.east))
    assert client.get("/api/test/figures").json() == {"who": "east", "channel": "api"}
    assert client.get("/api/test/figures", headers=bearer("invented")).status_code == 401
    assert client.post("/api/test/reports").status_code == 403


def test_a_session_writes_only_with_the_pages_own_key(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        make_account("bureau", Role.UNIT_LIAISON, body=world.bureau, line=world.line),
        backend="fangxian.trees.people.backends.NameOrPhoneBackend",
    )
    assert client.get("/api/test/figures").status_code == 200
    assert client.post("/api/test/reports").status_code == 403
    client.cookies["csrftoken"] = "a" * 32
    assert client.post("/api/test/reports", headers={"x-csrftoken": "a" * 32}).json() == {"who": "bureau"}


def test_an_operation_that_says_nothing_is_closed(service: Account, client: Client) -> None:
    secret = actions.issue_token(SYSTEM, service, "figures", ["figures.view"])
    assert client.get("/api/test/forgotten", headers=bearer(secret)).status_code == 403
