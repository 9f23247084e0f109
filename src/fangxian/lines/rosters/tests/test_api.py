"""Systems and apps over the API: a roster asked for, watched and published; one's own shifts and swaps (M10)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.lines.rosters import worker
from fangxian.lines.rosters.models import Roster, Shift
from fangxian.lines.rosters.resting import worked
from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.tests.opened import FIRST, demand, posted
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.rest import Asked
from fangxian.trees.people import phones

API = "/api/v1"


def post(client: Any, path: str, told: Any = None) -> Any:
    return client.post(f"{API}{path}", told or {}, content_type="application/json")


def called(world: World, account: str, person: str, phone: str) -> None:
    """Give an account and a person the same phone number: they are one."""
    phones.put(world.accounts[account], phone)
    world.accounts[account].save()
    row = Person.objects.at().get(entry=person)
    values = {**lines(PERSONS, world.response, [row])[0].values, "phone": phone}
    ledgers.correct(world.actor("audit-office"), PERSONS, row.entry_id, values, "补号码")


@pytest.fixture
def people(world: World) -> dict[str, str]:
    """Two people at a gate that needs one of them a day; both have accounts."""
    found = posted(world, ["赵安", "钱宁"])
    demand(world, "08:00", "16:00")
    called(world, "archives", found["赵安"], "13900000001")
    called(world, "audit-office", found["钱宁"], "13900000002")
    return found


@pytest.mark.django_db
def test_a_system_asks_for_a_roster_watches_and_publishes_it(
    world: World, people: dict[str, str], client_for: Any
) -> None:
    spring, autumn = client_for(world.accounts["spring"]), client_for(world.accounts["autumn"])
    sent = {"place": "220602001001", "first_day": str(FIRST), "days": 7, "limit": 5}
    assert post(autumn, "/rosters", sent).status_code == 404
    assert post(client_for(world.accounts["supervisor"]), "/rosters", sent).status_code == 403
    assert set(post(spring, "/rosters", sent | {"place": "9", "rest": 8}).json()["errors"]) == {"place"}
    assert set(post(spring, "/rosters", sent | {"rest": 8}).json()["errors"]) == {"rest"}
    asked = post(spring, "/rosters", sent)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    address = f"/rosters/{asked.json()['id']}"
    assert post(spring, f"{address}/publish").status_code == 409
    worker.solve_one(Roster.objects.get().pk)
    told = spring.get(f"{API}{address}").json()
    assert (told["state"], told["share"], told["uncovered"]) == ("solved", 100, 0)
    assert autumn.get(f"{API}{address}").status_code == 404
    assert post(spring, f"{address}/cancel").status_code == 409
    assert post(spring, f"{address}/publish").json() == {"written": 7}
    assert post(spring, f"{address}/again").json()["state"] == "waiting"
    assert [one["state"] for one in spring.get(f"{API}/rosters").json()] == ["waiting", "published"]
    days = Asked(world.response, [row.person for row in Shift.objects.at() if row.person], FIRST, FIRST)
    assert [one.day for one in worked(days)] == [FIRST]


@pytest.mark.django_db
def test_an_app_shows_ones_own_shifts_and_swaps_them(
    world: World, people: dict[str, str], client_for: Any
) -> None:
    spring = client_for(world.accounts["spring"])
    first, second = client_for(world.accounts["archives"]), client_for(world.accounts["audit-office"])
    asked = post(spring, "/rosters", {"place": "220602001001", "first_day": str(FIRST), "limit": 5})
    worker.solve_one(Roster.objects.get().pk)
    post(spring, f"/rosters/{asked.json()['id']}/publish")
    mine, theirs = first.get(f"{API}/shifts/mine").json(), second.get(f"{API}/shifts/mine").json()
    assert len(mine) + len(theirs) == 14
    assert {one["post"] for one in mine} == {"东门卡点"}
    assert spring.get(f"{API}/shifts/mine").status_code == 404
    sent = {"mine": mine[0]["id"], "theirs": theirs[0]["id"]}
    assert post(first, "/shifts/mine/swaps", {**sent, "mine": theirs[0]["id"]}).status_code == 404
    offer = post(first, "/shifts/mine/swaps", sent | {"sure": True})
    assert offer.status_code == 201
    assert [one["id"] for one in second.get(f"{API}/shifts/mine/swaps").json()] == [offer.json()["id"]]
    answered = post(second, f"/shifts/mine/swaps/{offer.json()['id']}", {"accept": True}).json()
    assert answered["state"] == ("requested" if answered["broken"] else "done")
    assert set(answered["broken"]) <= set(Rule)
    if answered["broken"]:
        told = {"answer": "grant", "reason": "双方已商定"}
        assert post(spring, f"/rosters/swaps/{offer.json()['id']}", told).json()["state"] == "done"
    assert theirs[0]["id"] in {one["id"] for one in first.get(f"{API}/shifts/mine").json()}
