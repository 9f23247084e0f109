"""The frame of every page: navigation by roles, the place, the hour; cheap, and empty for visitors."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve, reverse

from fangxian.command.navigation import GROUPS, Item
from fangxian.conftest import World
from fangxian.trees.people.access import declared
from fangxian.trees.people.models import Account
from fangxian.trees.people.roles import ROLES

SignIn = Callable[[Account], Client]
ITEMS = [item for _title, items in GROUPS for item in items]
MEASURES = "/measures/"
"""A page that asks the database nothing itself."""


def urls(client: Client, page: str = MEASURES) -> list[str]:
    return [item["url"] for group in client.get(page).context["navigation"] for item in group["items"]]


@pytest.mark.parametrize("item", [item for item in ITEMS if item.permissions], ids=lambda item: item.view)
def test_whichever_role_is_shown_an_item_may_open_it(item: Item) -> None:
    opening = set(declared(resolve(reverse(item.view)).func))
    shown = [held for held in ROLES.values() if held & set(item.permissions)]
    assert shown
    assert all(held & opening for held in shown)


@pytest.mark.parametrize(
    "name", ["committee", "audit-office", "spring", "command", "auditor", "administrator"]
)
def test_every_item_shown_opens(world: World, client_for: SignIn, name: str) -> None:
    client = client_for(world.accounts[name])
    assert {url: client.get(url).status_code for url in urls(client)} == dict.fromkeys(urls(client), 200)


def test_items_carry_what_waits(world: World, client_for: SignIn) -> None:
    world.file()
    groups = client_for(world.accounts["committee"]).get(MEASURES).context["navigation"]
    counts = {item["url"]: item["count"] for group in groups for item in group["items"]}
    assert counts["/reports/review/"] == 1


def test_a_community_is_shown_no_reports(world: World, client_for: SignIn) -> None:
    assert not [url for url in urls(client_for(world.accounts["spring"])) if url.startswith("/reports/")]


def test_the_hour_is_kept_from_page_to_page(world: World, client_for: SignIn) -> None:
    world.time.advance(timedelta(hours=2))
    client = client_for(world.accounts["committee"])
    shown = urls(client, f"{MEASURES}?as_of=2020-02-01T09:00")
    assert all("as_of=2020-02-01T09%3A00" in url for url in shown)


def test_one_stands_at_ones_place_with_what_lies_around(world: World, client_for: SignIn) -> None:
    context = client_for(world.accounts["spring"]).get(MEASURES).context
    assert [place["name"] for place in context["place_trail"]][-1] == "春晖社区"
    context = client_for(world.accounts["committee"]).get(f"{MEASURES}?place=220602001").context
    assert [place["name"] for place in context["place_children"]] == ["春晖社区", "夏荫社区"]


def test_a_visitor_learns_nothing(world: World, client: Client) -> None:
    context = client.get("/sign-in/").context
    assert context.get("navigation") is None
    assert context.get("response") is None


@pytest.mark.parametrize(("name", "most"), [("committee", 12), ("audit-office", 8), ("spring", 9)])
def test_the_frame_costs_few_queries(
    world: World,
    client_for: SignIn,
    django_assert_max_num_queries: Callable[..., object],
    name: str,
    most: int,
) -> None:
    """Session, account and grants are three of them; then response, place, and the counts."""
    client = client_for(world.accounts[name])
    with django_assert_max_num_queries(most):
        client.get(MEASURES)


def test_a_fragment_carries_no_frame(world: World, client_for: SignIn) -> None:
    client = client_for(world.accounts["committee"])
    context = client.get(MEASURES, headers={"HX-Request": "true"}).context
    assert "navigation" not in context
    assert "now" in context


def test_a_refused_fragment_is_said_beside_the_page(world: World, client_for: SignIn) -> None:
    client = client_for(world.accounts["committee"])
    answer = client.get("/figures/?by=colour", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#toasts")
    assert "toast-note" in answer.content.decode()
