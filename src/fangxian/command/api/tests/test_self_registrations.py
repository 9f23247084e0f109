"""A mini-program lets people register themselves, and a community's own system answers, over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World, id_number, invent
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.selfreg import limits, links
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.secrets import link_token
from fangxian.trees.people.api_auth import LARGEST
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
URL = "/api/v1/self-registrations"


@pytest.fixture
def token(world: World) -> str:
    owner = f"place:{world.places['spring'].code}"
    return link_token(links.make(world.actor("spring"), world.response, owner, "小程序", 14))


def stated(world: World, token: str, number: int, **other: Any) -> dict[str, Any]:
    person = invent(number)
    return {
        "id": str(new_id()), "link": token, "place": world.places["spring"].code, "origin": "武汉",
        "arrived_at": "2020-02-01T07:00:00+08:00", "employer": "审计局",
        "person": {"name": person.identity.name, "phone": person.contact.phone, "id_number": id_number(number)},
        "household": [{"name": "某孩"}],
    } | other  # fmt: skip


def post(client: Client, url: str, told: dict[str, Any]) -> Any:
    return client.post(url, told, content_type="application/json")


def test_somebody_registers_by_a_mini_program_and_the_community_confirms(
    world: World, token: str, client_for: ClientFor
) -> None:
    told, visitor = stated(world, token, 1), Client()
    first, again = post(visitor, URL, told), post(visitor, URL, told)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert post(visitor, URL, told | {"origin": "北京"}).status_code == 409
    key = first.json()["key"]
    assert post(visitor, f"{URL}/receipt", {"key": key}).json()["state"] == "pending"
    worker = client_for(world.accounts["spring"])
    items = worker.get(URL).json()["items"]
    assert [item["by_proxy"] for item in items] == [False, True]
    assert invent(1).contact.phone not in str(items)
    ids = [item["id"] for item in items]
    assert post(client_for(world.accounts["summer"]), f"{URL}/confirm", {"ids": ids}).status_code == 404
    confirmed = post(worker, f"{URL}/confirm", {"ids": ids})
    assert confirmed.status_code == 201
    assert len(confirmed.json()["arrivals"]) == ArrivalReport.objects.at().count() == 2
    assert post(visitor, f"{URL}/receipt", {"key": key}).json()["state"] == "confirmed"
    assert post(visitor, f"{URL}/withdraw", {"key": key}).status_code == 409


def test_the_community_refuses_and_a_person_withdraws(
    world: World, token: str, client_for: ClientFor
) -> None:
    visitor, worker = Client(), client_for(world.accounts["spring"])
    made = post(visitor, URL, stated(world, token, 1, household=[])).json()
    assert post(worker, f"{URL}/{made['id']}/refuse", {"reason": "查无此人"}).status_code == 204
    assert post(visitor, f"{URL}/receipt", {"key": made["key"]}).json()["reason"] == "查无此人"
    other = post(visitor, URL, stated(world, token, 2, household=[])).json()
    assert post(visitor, f"{URL}/withdraw", {"key": other["key"]}).json()["state"] == "withdrawn"
    assert client_for(world.accounts["audit-office"]).get(URL).status_code == 403


def test_what_is_wrong_too_much_or_too_large_is_refused(
    world: World, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Client()
    for wrong in ({"link": "x"}, {"place": "999"}, {"arrived_at": "2030-01-01T00:00:00+08:00"}, {"id": "7"}):
        assert post(visitor, URL, stated(world, token, 1) | wrong).status_code in (404, 422), wrong
    assert post(visitor, URL, {"x": "x" * LARGEST}).status_code == 413
    assert post(visitor, f"{URL}/receipt", {"key": token}).status_code == 404
    monkeypatch.setattr(limits, "BY_ADDRESS", 1)
    assert post(visitor, URL, stated(world, token, 1)).status_code == 201
    refused = post(visitor, URL, stated(world, token, 2))
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert SelfRegistration.objects.count() == 2
