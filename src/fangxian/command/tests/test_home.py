"""Home: what I owe, most overdue first; then my place's figures, as far as my roles go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.command.adding import add_up
from fangxian.conftest import World
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response

SignIn = Callable[[Account], Client]


def home(client: Client, query: str = "") -> Any:
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return answer.context


def test_a_visitor_is_sent_to_the_sign_in(world: World, client: Client) -> None:
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_what_is_most_overdue_comes_first_with_the_one_primary_action(
    world: World, client_for: SignIn
) -> None:
    world.register(1, employer="audit-office")
    world.time.advance(timedelta(hours=27))
    shown = home(client_for(world.accounts["audit-office"]))["duties"]
    assert [duty["status"] for duty in shown] == ["late", "late", "late"]
    assert [duty["primary"] for duty in shown] == [True, False, False]
    assert shown[-1]["url"].endswith("day=2020-02-02")


def test_a_duty_with_time_left_is_due_and_not_overdue(world: World, client_for: SignIn) -> None:
    context = home(client_for(world.accounts["audit-office"]))
    (duty,) = context["duties"]
    assert (duty["status"], context["overdue"]) == ("due", 0)


def test_who_owes_nothing_is_told_so(world: World, client_for: SignIn) -> None:
    world.file()
    client = client_for(world.accounts["audit-office"])
    assert home(client)["total"] == 0
    assert 'class="empty"' in client.get("/").content.decode()


def test_the_tiles_count_what_lies_in_ones_scope(world: World, client_for: SignIn) -> None:
    world.declare(1, "audit-office", "spring")
    world.declare(2, "statistics", "autumn")
    world.register(1, "spring", "audit-office")

    def declared(name: str) -> object:
        return home(client_for(world.accounts[name]))["tiles"][0]["value"]

    assert [declared(name) for name in ("committee", "audit-office", "autumn")] == [2, 1, 1]
    rate = home(client_for(world.accounts["committee"]))["tiles"][1]
    assert (rate["value"], rate["detail"]) == ("50", "1 / 2")


def test_a_rate_of_nothing_is_no_number(world: World, client_for: SignIn) -> None:
    assert home(client_for(world.accounts["committee"]))["tiles"][1]["value"] is None


def test_a_place_below_can_be_looked_at_and_a_foreign_one_does_not_exist(
    world: World, client_for: SignIn
) -> None:
    world.declare(1, "audit-office", "spring")
    committee = client_for(world.accounts["committee"])
    assert home(committee, "?place=220602002")["tiles"][0]["value"] == 0
    assert home(committee, "?place=220602001")["tiles"][0]["value"] == 1
    assert committee.get("/?place=110101").status_code == 404
    assert client_for(world.accounts["spring"]).get("/?place=220602002").status_code == 404


def test_the_committee_sees_who_is_silent_and_a_unit_does_not_see_others(
    world: World, client_for: SignIn
) -> None:
    world.file("archives")
    world.time.advance(timedelta(hours=3))
    glance = home(client_for(world.accounts["committee"]))["glance"]
    assert (glance.due, glance.filed, glance.zero, glance.missing) == (6, 1, 1, 5)
    assert "glance" not in home(client_for(world.accounts["audit-office"]))
    assert "glance" not in home(client_for(world.accounts["spring"]))


def test_only_the_first_who_are_silent_stand_there_and_the_link_counts_all(
    world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangxian.command.views.home.SILENT", 2)
    world.file("archives")
    world.time.advance(timedelta(hours=3))
    add_up()
    shown = client_for(world.accounts["committee"]).get("/")
    assert len(shown.context["silent"]) == 2
    assert "看全部 5 个单位" in shown.content.decode()


def test_as_of_an_hour_there_is_nothing_to_do_but_to_look(world: World, client_for: SignIn) -> None:
    world.time.advance(timedelta(hours=1))
    world.declare(1)
    committee = client_for(world.accounts["committee"])
    then = home(committee, "?as_of=2020-02-01T08:30")
    assert then["tiles"][0]["value"] == 0
    assert not then["duties"]
    assert home(committee)["tiles"][0]["value"] == 1


@pytest.mark.parametrize("query", ["?as_of=2030-01-01", "?as_of=later"])
def test_an_hour_that_cannot_be_looked_at_is_refused_in_words(
    world: World, client_for: SignIn, query: str
) -> None:
    answer = client_for(world.accounts["committee"]).get(f"/{query}")
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_the_wall_screen_is_the_same_page(world: World, client_for: SignIn) -> None:
    committee = client_for(world.accounts["committee"])
    assert 'class="wall' in committee.get("/?wall=1").content.decode()
    assert committee.get("/wall/")["Location"] == "/?wall=1"


def test_before_any_response_home_says_what_to_do(world: World, client_for: SignIn) -> None:
    Response.objects.filter(pk=world.response.pk).update(jurisdiction=world.places["grid"])
    answer = client_for(world.accounts["autumn"]).get("/")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_a_response_can_be_chosen_but_not_one_of_elsewhere(world: World, client_for: SignIn) -> None:
    committee = client_for(world.accounts["committee"])
    assert committee.post("/response/", {"response": str(world.response.id)}).status_code == 302
    for unknown in ("nonsense", str(world.bodies["archives"].id)):
        assert committee.post("/response/", {"response": unknown}).status_code == 404
    assert list(committee.get("/response/").context["responses"]) == [world.response]


@pytest.mark.parametrize(
    ("name", "most"), [("committee", 50), ("audit-office", 28), ("spring", 23), ("command", 26)]
)
def test_home_takes_a_bounded_number_of_queries(
    world: World,
    client_for: SignIn,
    django_assert_max_num_queries: Callable[..., object],
    name: str,
    most: int,
) -> None:
    for number in range(3):
        world.declare(number)
    world.time.advance(timedelta(hours=27))
    client = client_for(world.accounts[name])
    with django_assert_max_num_queries(most):
        client.get("/")
