"""Views say who may open them, and what says nothing is closed."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fangxian.trees.people.access import OPEN, SIGNED_IN, declared, requires
from fangxian.trees.people.models import Role
from fangxian.trees.people.roles import PERMISSIONS
from fangxian.trees.people.tests.factories import World, make_account, sign_in

HTMX = {"hx-request": "true", "hx-current-url": "http://testserver/test/guarded/?q=1"}
pytestmark = pytest.mark.usefixtures("test_urls")


def test_an_undeclared_view_is_closed_even_to_those_who_may_most(world: World, client: Client) -> None:
    sign_in(client, make_account("admin", Role.ADMINISTRATOR, place=world.district))
    assert client.get("/test/undeclared/").status_code == 404


@pytest.mark.django_db
def test_an_open_view_greets_visitors(client: Client) -> None:
    assert client.get("/test/welcome/").content == b"hello visitor"


@pytest.mark.django_db
def test_visitors_sign_in_and_come_back(client: Client) -> None:
    answer = client.get("/test/guarded/?q=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Ftest%2Fguarded%2F%3Fq%3D1"


@pytest.mark.django_db
def test_after_a_refused_write_they_come_back_to_the_page_they_wrote_on(client: Client) -> None:
    answer = client.post("/test/guarded/", headers={"referer": "http://testserver/test/welcome/"})
    assert answer["Location"] == "/sign-in/?next=%2Ftest%2Fwelcome%2F"


def test_a_fragment_of_an_expired_session_leads_to_the_sign_in(world: World, client: Client) -> None:
    sign_in(client, make_account("east", Role.COMMUNITY_WORKER, place=world.east))
    assert client.get("/test/guarded/", headers=HTMX).status_code == 200
    client.session.flush()
    answer = client.get("/test/guarded/", headers=HTMX)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Ftest%2Fguarded%2F%3Fq%3D1"


def test_without_the_permission_the_page_is_forbidden(world: World, client: Client) -> None:
    sign_in(client, make_account("idle"))
    assert client.get("/test/guarded/").status_code == 403


def test_a_closed_account_is_signed_out_by_its_next_request(world: World, client: Client) -> None:
    account = make_account("east", Role.COMMUNITY_WORKER, place=world.east)
    sign_in(client, account)
    account.is_active = False
    account.save()
    assert client.get("/test/guarded/").status_code == 302


def test_permissions_are_spelt_right() -> None:
    with pytest.raises(ValueError, match=r"figure\.views"):
        requires("figure.views")


def test_every_page_about_accounts_declares_who_may_open_it() -> None:
    views = list(_views(get_resolver("fangxian.trees.people.urls").url_patterns))
    assert len(views) > 20
    for view in views:
        assert set(declared(view)) <= set(PERMISSIONS) | {OPEN, SIGNED_IN}
        assert declared(view), view


def _views(patterns: list[URLPattern | URLResolver]) -> list[object]:
    flat: list[object] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            flat += _views(pattern.url_patterns)
        else:
            flat.append(pattern.callback)
    return flat
