"""Every address and API operation × every role × inside and outside one's part (decision 7).

A view or operation that declares no permission fails here, and so does a new address with an id until its room tells
in `tests/opened.py` which object it opens.
"""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fangxian.core.audit.models import Event
from fangxian.core.clock import SimulatedClock
from fangxian.trees.people import actions as people
from fangxian.trees.people.access import OPEN, SIGNED_IN
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.people.roles import PERMISSIONS, ROLES
from tests.doors import doors, guarded
from tests.town import Town, make_town

SignIn = Callable[[Account], Client]


@pytest.fixture
def town(db: None, time: SimulatedClock, remembered: Callable[..., Any]) -> Town:
    made: Town = remembered(make_town, time)
    return made


def test_every_view_and_operation_declares_who_may_open_it() -> None:
    closed = [door for door in doors() if not door.permissions]
    assert not closed
    unknown = {code for door in doors() for code in door.permissions} - set(PERMISSIONS) - {OPEN, SIGNED_IN}
    assert not unknown
    assert len(guarded()) > 80


def test_only_what_a_visitor_needs_is_open() -> None:
    visited = {door.route for door in doors() if OPEN in door.permissions}
    assert visited == {
        "sign-in/", "sign-in/code/", "sign-in/as/", "sign-out/", "invitation/", "language/", "health",
        "self/<str:token>/", "self/receipt/", "self/receipt/correct/", "self/receipt/withdraw/",
        "self/receipt/find/",
        "volunteers/join/<str:token>/", "volunteers/receipt/", "volunteers/receipt/correct/",
        "volunteers/receipt/withdraw/", "volunteers/receipt/certificate/",
        "dispatch/conduct/<str:token>/",
        "api/v1/volunteers/sign-up", "api/v1/volunteers/receipt", "api/v1/volunteers/withdraw",
        "rosters/own/<str:token>/", "rosters/own/<str:token>/shifts.ics", "rosters/own/<str:token>/swap/",
        "rosters/own/<str:token>/swap/<uuid:swap_id>/",
        "service/arrive/<str:token>/", "service/here/<str:token>/", "api/v1/service/arrive",
        "api/v1/self-registrations", "api/v1/self-registrations/receipt", "api/v1/self-registrations/withdraw",
        "api/v1/uplink/pair", "api/v1/uplink/packages", "api/v1/uplink/keys",
    }  # fmt: skip


def test_a_visitor_is_shown_the_door(town: Town) -> None:
    for door in doors():
        if OPEN in door.permissions:
            continue
        answer = door.knock(Client(), town.values(door))
        if door.is_api:
            assert answer.status_code == 401, door
        else:
            assert answer.status_code == 302, door
            assert answer["Location"].startswith("/sign-in/?next="), door


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_permission_is_refused_everywhere(
    town: Town, role: Role, client_for: SignIn
) -> None:
    """Whether it would be his part or not, the answer is the same: his roles do not allow this."""
    account = people.create_account(SYSTEM, name="somebody")
    people.grant_role(SYSTEM, account, role, place=town.world.places["city"])
    client = client_for(account)
    shut = [door for door in guarded() if not set(door.permissions) & ROLES[role]]
    for door in shut:
        assert door.knock(client, town.values(door)).status_code == 403, door


def test_outside_his_part_a_thing_does_not_exist_whatever_his_roles(town: Town, client_for: SignIn) -> None:
    """Somebody with every role in the next county meets 404 for each object here, and nothing changes."""
    client = client_for(town.far)
    events = Event.objects.exclude(kind="sign_in").count()
    missing = {uuid.UUID: uuid.uuid4(), int: 999_999_999, str: "none"}
    for door in guarded():
        if not door.parameters or door.route in SHARED:
            continue
        values = town.values(door)
        answer = door.knock(client, values)
        written = answer.wsgi_request.method != "GET"  # what is wrong in the form may be said first
        assert answer.status_code in ({404, 422, 302} if written else {404}), door
        nothing = {name: missing.get(type(value), value) for name, value in values.items()}
        again = door.knock(client, nothing)
        assert (again.status_code, again.get("Location")) == (answer.status_code, answer.get("Location")), (
            door
        )
    assert Event.objects.exclude(kind="sign_in").count() == events


SHARED = {
    "imports/template/<str:kind_code>/",
    "dispatch/<slug:deed>/",
    "figures/table.<slug:ending>",
    "uplink/status.<slug:ending>",
    "uplink/figures.<slug:ending>",
    "territory/responses/<uuid:key>",
    "territory/responses/<uuid:key>/<slug:change>",
}
"""Addresses that open the same to everybody: templates, file formats, steps, and the response of the whole city."""


def test_below_the_jurisdiction_nobody_changes_the_response(town: Town, client_for: SignIn) -> None:
    """He sees the response that reaches him; neither its rules nor its level are his."""
    response = town.world.response
    assert client_for(town.far).get(f"/territory/responses/{response.pk}").status_code == 200
    answer = client_for(town.far).post(f"/territory/responses/{response.pk}/level", {"level": 4})
    assert answer.status_code == 404
    response.refresh_from_db()
    assert response.level == 1


def test_inside_his_part_every_door_opens(town: Town, client_for: SignIn) -> None:
    """Somebody with every role here is never told that he may not, or that it does not exist."""
    client = client_for(town.near)
    for door in guarded():
        if any(own in door.route for own in ("answer", "pairing/undo")) or door.method == "DELETE":
            continue  # open to whoever was asked, or did what is undone
        status = door.knock(client, town.values(door)).status_code
        assert status < 500, (door, status)
        if door.method == "GET":
            assert status not in (403, 404), (door, status)


@pytest.mark.parametrize("role", list(Role))
def test_no_page_fails_for_any_role(town: Town, role: Role, client_for: SignIn) -> None:
    """Also at the edge, with a role on one community only, a page answers: 200, a refusal or what is wrong."""
    account = people.create_account(SYSTEM, name="somebody")
    people.grant_role(SYSTEM, account, role, place=town.world.places["spring"])
    client = client_for(account)
    for door in doors():
        if door.method == "GET" and "sign-out" not in door.route:
            status = door.knock(client, town.values(door)).status_code
            assert status < 500, (door, status)


def test_figures_count_only_what_lies_in_his_part(town: Town, client_for: SignIn) -> None:
    for account, declared_ in ((town.far, 0), (town.near, 3), (town.world.accounts["autumn"], 0)):
        answer = client_for(account).get("/api/v1/figures", {"measure": "arrivals.declared"})
        assert answer.status_code == 200
        assert f'"value": {declared_}'.replace(" ", "") in answer.content.decode().replace(" ", "")


def test_a_token_does_less_than_its_account(town: Town) -> None:
    """The service account has every right of the committee; its token was given two."""
    assert Actor(town.world.accounts["service"]).may("reports.review")
    headers = {"Authorization": f"Bearer {town.world.token}"}
    allowed = {"figures.view", "arrivals.view_community"}
    for door in (door for door in guarded() if door.is_api):
        client = Client(headers=headers)
        status = door.knock(client, town.values(door)).status_code
        if set(door.permissions) & allowed:
            assert status not in (401, 403), (door, status)
        else:
            assert status == 403, (door, status)


def test_a_side_does_not_open_the_other_s_report(town: Town, client_for: SignIn) -> None:
    """The community where a declared person lives, and every other unit, cannot open the declaration."""
    entry = town.objects["arrivals/"]["entry_id"]
    for name in ("spring", "summer", "archives", "north-bank", "regulator"):
        for url in (f"/arrivals/{entry}/", f"/api/v1/arrivals/{entry}"):
            assert client_for(town.world.accounts[name]).get(url).status_code == 404, (name, url)
    assert client_for(town.world.accounts["audit-office"]).get(f"/arrivals/{entry}/").status_code == 200
