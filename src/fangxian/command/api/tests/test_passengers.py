"""A station's system sends a list, sends it again, and reads what became of it (M5)."""

import uuid
from typing import Any

from fangxian.command.api.tests.caller import Caller, _caller, committee, worker
from fangxian.conftest import World, invent
from fangxian.core.audit.models import Event
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import Standing
from fangxian.trees.people.models import Role


def station(world: World) -> Caller:
    """Return the system of the station in the east street."""
    return _caller(world, Role.CHECKPOINT_OFFICER, (), place=world.places["east"])


def rows(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    """Return invented passengers as a station's system sends them."""
    return [
        {"id": str(new_id()), "name": invent(number).identity.name, "id_number": invent(number).identity.id_number,
         "destination": "春晖社区1号楼"} | changes
        for number in numbers
    ]  # fmt: skip


def a_list(world: World, sent: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Return a list with its rows."""
    told = {"id": str(new_id()), "trip": "K7385", "day": "2020-02-01", "place": world.places["east"].code}
    return told | {"rows": sent} | changes


def test_a_list_is_sent_again_and_grows(world: World) -> None:
    system, sent = station(world), rows(1, 2)
    content = a_list(world, sent)
    first = system.post("/passenger-lists", content)
    assert (first.status_code, first.json()["added"]) == (201, 2)
    again = system.post("/passenger-lists", content)
    assert (again.status_code, again.json()) == (200, {"id": content["id"], "new": False, "added": 0})
    more = system.post("/passenger-lists", content | {"rows": [*sent, *rows(3)]})
    assert (more.status_code, more.json()["added"], more.json()["new"]) == (201, 1, False)
    other = system.post("/passenger-lists", content | {"rows": [sent[0] | {"name": "别人"}]})
    assert other.status_code == 409
    assert system.post("/passenger-lists", a_list(world, rows(4))).status_code == 409
    shown = system.get(f"/passenger-lists/{content['id']}").json()
    assert (shown["listed"], shown["outcomes"]) == (3, {"open": 3})
    assert not Standing.objects.exists()


def test_communities_answer_and_the_station_sees_the_outcomes_masked(world: World) -> None:
    system, community = station(world), worker(world)
    content = a_list(world, rows(1, 2))
    system.post("/passenger-lists", content)
    row = content["rows"][0]["id"]
    assert community.post(f"/passengers/{row}/outcome", {"outcome": "not_found"}).status_code == 201
    listed = system.get(f"/passenger-lists/{content['id']}/rows", outcome="not_found").json()["items"]
    assert [one["id"] for one in listed] == [row]
    assert content["rows"][0]["name"] not in str(listed)
    assert system.post(f"/passengers/{row}/outcome", {"outcome": "open"}).status_code == 403
    assert worker(world, "autumn").post(f"/passengers/{row}/outcome", {"outcome": "open"}).status_code == 404
    assert community.post(f"/passengers/{row}/outcome", {"outcome": "registered_already"}).status_code == 422
    assert (
        community.post(f"/passengers/{row}/disclose", {"purpose": "打电话"}).json()["name"]
        == (content["rows"][0]["name"])
    )
    assert Event.objects.filter(action="passengers.disclose", purpose="打电话").exists()
    assert community.send("delete", f"/passengers/{row}/outcome", query="?reason=看错").status_code == 204
    assert system.get("/passenger-lists").json()["items"][0]["outcomes"] == {"open": 2}


def test_the_committee_assigns_and_the_station_withdraws(world: World) -> None:
    system = station(world)
    content = a_list(world, rows(1, destination="某地"))
    system.post("/passenger-lists", content)
    row = content["rows"][0]["id"]
    assert worker(world).get("/passenger-lists").json()["items"] == []
    place = {"place": world.places["spring"].code}
    assert worker(world).post(f"/passengers/{row}/assign", place).status_code == 403
    assert committee(world).post(f"/passengers/{row}/assign", place).status_code == 204
    assert len(worker(world).get("/passenger-lists").json()["items"]) == 1
    gone = f"/passenger-lists/{content['id']}"
    assert committee(world).send("delete", gone, query="?reason=").status_code == 422
    assert system.send("delete", gone, query="?reason=发错了").status_code == 204
    assert system.get(gone).status_code == 404


def test_what_is_wrong_is_said_by_field(world: World) -> None:
    system = station(world)
    for changes, field in (({"trip": ""}, "trip"), ({"day": "2020-03-30"}, "day"), ({"place": ""}, "place")):
        answer = system.post("/passenger-lists", a_list(world, rows(1), **changes))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    outside = a_list(world, rows(1), place=world.places["west"].code)
    assert system.post("/passenger-lists", outside).status_code == 404
    assert worker(world).post("/passenger-lists", a_list(world, rows(1))).status_code == 403
    assert system.get(f"/passenger-lists/{uuid.uuid4()}").status_code == 404
