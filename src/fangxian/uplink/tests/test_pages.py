"""The pages, the API and the exports: who tells and who is silent, and the figures beside one's own."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.core.clock import SimulatedClock
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role
from fangxian.trees.responses import actions as responses
from fangxian.uplink.actions import nodes
from fangxian.uplink.models import Node, Received, Upstream
from fangxian.uplink.tests.handing import Link, link, today

SignIn = Callable[[Account], Client]


@pytest.fixture
def above(world: World) -> Link:
    """The world's response is the upper node's; the lower one has the same register and nothing entered."""
    began = world.response.started_at - timedelta(hours=1)
    lower = responses.start_response(
        SYSTEM, name="区（虚构）", level=1, jurisdiction=world.places["county"], started_at=began
    )
    world.register(1)
    return link(world, lower=lower, upper=world.response)


@pytest.fixture
def manager(world: World, client_for: SignIn) -> Client:
    account = people.create_account(SYSTEM, name="set-up")
    people.grant_role(SYSTEM, account, Role.ADMINISTRATOR, place=world.places["city"])
    return client_for(account)


def text(answer: object) -> str:
    return answer.content.decode()


def test_an_administrator_adds_a_node_sees_its_code_once_and_revokes_it(
    world: World, manager: Client
) -> None:
    assert manager.get("/uplink/").status_code == 200
    sent = {"place": world.places["county"].pk, "title": "浑江区节点", "depth": "community", "minutes": 15}
    assert manager.post("/uplink/register/", sent | {"minutes": 0}).status_code == 422
    shown = manager.post("/uplink/register/", sent)
    node = Node.objects.get()
    assert shown.status_code == 200
    assert node.title in text(shown)
    assert manager.post("/uplink/register/", sent).status_code == 422, "one node a place"
    page = f"/uplink/nodes/{node.pk}/"
    assert manager.get(page).status_code == 200
    assert manager.post(f"{page}code/").status_code == 200
    assert manager.post(f"{page}key/").status_code == 409, "not paired yet"
    assert manager.post(f"{page}revoke/").status_code == 302
    assert manager.post(f"{page}revoke/").status_code == 409
    assert manager.get("/uplink/pair/").status_code == 200
    wrong = manager.post("/uplink/pair/", {"url": "http://city.example", "code": "AAAA"})
    assert wrong.status_code == 422


def test_a_silent_node_is_a_duty_of_whoever_oversees_until_it_is_heard(
    above: Link, world: World, client_for: SignIn, time: SimulatedClock
) -> None:
    browser, page = client_for(world.accounts["command"]), f"/uplink/nodes/{above.node.pk}/"
    above.round(every_day=False)
    assert page not in text(browser.get("/"))
    time.advance(timedelta(minutes=31))
    assert page in text(browser.get("/"))
    assert page not in text(client_for(world.accounts["audit-office"]).get("/"))
    rows = browser.get("/api/v1/uplink/nodes").json()
    assert (rows[0]["state"], rows[0]["last_sequence"]) == ("silent", 1)
    above.round(every_day=False)
    assert page not in text(browser.get("/"))
    assert browser.get("/api/v1/uplink/nodes").json()[0]["state"] == "current"


def test_figures_received_stand_beside_those_entered_here_and_open_their_package(
    above: Link, world: World, client_for: SignIn
) -> None:
    above.round(every_day=False)
    browser, asked = client_for(world.accounts["command"]), {"measure": "arrivals.registered", "day": today()}
    found = browser.get("/api/v1/uplink/figures", asked | {"place": "220602"}).json()
    county = found["rows"][0]
    assert (county["told"]["value"], county["own"], county["difference"]) == (0, 1, -1)
    assert found["total"]["value"] == 0
    page = browser.get("/uplink/figures/", asked | {"place": "220602"})
    package = Received.objects.get()
    assert f"/uplink/received/{package.pk}/" in text(page)
    shown = browser.get(f"/uplink/received/{package.pk}/")
    assert shown.status_code == 200
    told = browser.get(f"/api/v1/uplink/received/{package.pk}").json()
    assert (told["verified"], told["digest"]) == (True, package.digest)
    assert browser.get("/uplink/figures/", asked | {"day": "x"}).status_code == 422
    assert browser.get("/uplink/figures/", {"measure": "no.such"}).status_code == 404


def test_a_kept_package_that_somebody_changed_shows_a_wrong_signature(
    above: Link, world: World, client_for: SignIn
) -> None:
    above.round(every_day=False)
    Received.objects.update(digest="0" * 64)
    told = client_for(world.accounts["command"]).get(f"/api/v1/uplink/received/{Received.objects.get().pk}")
    assert told.json()["verified"] is False


def test_before_any_node_tells_the_pages_say_what_to_do(world: World, client_for: SignIn) -> None:
    browser = client_for(world.accounts["command"])
    for page in ("/uplink/", "/uplink/figures/"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert 'class="empty"' in text(answer)


def test_status_and_figures_come_as_csv_and_excel(above: Link, world: World, client_for: SignIn) -> None:
    above.round(every_day=False)
    browser = client_for(world.accounts["command"])
    rows = list(csv.reader(io.StringIO(browser.get("/uplink/status.csv").content.decode("utf-8-sig"))))
    assert rows[1][0] == "220602"
    asked = {"measure": "arrivals.registered", "place": "220602"}
    rows = list(
        csv.reader(io.StringIO(browser.get("/uplink/figures.csv", asked).content.decode("utf-8-sig")))
    )
    assert rows[1][0] == "220602"
    assert (rows[1][2], rows[1][4]) == ("0", "1")
    assert browser.get("/uplink/figures.xlsx", asked).content[:2] == b"PK"
    assert browser.get("/uplink/status.txt").status_code == 404


def test_the_node_above_has_a_page_with_what_waits(world: World, manager: Client) -> None:
    made = link(world)
    made.round(every_day=False)
    page = f"/uplink/above/{made.upstream.pk}/"
    assert manager.get(page).status_code == 200
    assert manager.post(f"{page}send/").status_code == 302
    Upstream.objects.update(failures=3, outcome="SSLError", url="https://127.0.0.1:9")
    assert page in text(manager.get("/")), "what is not taken is a duty of whoever manages it"
    assert manager.post(f"{page}key/").status_code == 409, "nobody answers there"
    assert manager.post(f"{page}none/").status_code == 404
    assert manager.post(f"{page}end/").status_code == 302


def test_roles_without_the_permission_and_other_places_see_nothing(
    above: Link, world: World, client_for: SignIn
) -> None:
    above.round(every_day=False)
    for name in ("audit-office", "spring"):
        assert client_for(world.accounts[name]).get("/uplink/").status_code == 403
    browser = client_for(world.accounts["command"])
    assert browser.post(f"/uplink/nodes/{above.node.pk}/revoke/").status_code == 403
    account = people.create_account(SYSTEM, name="west-only")
    people.grant_role(SYSTEM, account, Role.SUPERVISOR, place=world.places["west"])
    assert client_for(account).get(f"/uplink/nodes/{above.node.pk}/").status_code == 404


def test_more_nodes_cost_no_more_queries(above: Link, world: World, client_for: SignIn) -> None:
    browser = client_for(world.accounts["command"])

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    few = [asked(page) for page in ("/uplink/", "/", "/uplink/figures/")]
    for name in ("east", "west"):
        node, _code = nodes.register(SYSTEM, world.response, world.places[name], name)
        Node.objects.filter(pk=node.pk).update(paired_at=node.created_at)
    assert [asked(page) for page in ("/uplink/", "/", "/uplink/figures/")] == few
