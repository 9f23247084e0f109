"""Arrivals over the API: sent twice, sent by the wrong side, corrected, decided, read for a purpose (M5)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.command.api import paging
from fangxian.command.api.tests.caller import API, arrival, committee, liaison, registration, worker
from fangxian.conftest import World
from fangxian.core.audit.models import Event
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.trees.people.models import Account


def test_the_same_arrival_sent_twice_is_entered_once(world: World) -> None:
    unit, entry = liaison(world), new_id()
    first, again = unit.post("/arrivals", arrival(entry)), unit.post("/arrivals", arrival(entry))
    assert (first.status_code, first.json()) == (201, {"id": str(entry), "new": True})
    assert (again.status_code, again.json()) == (200, {"id": str(entry), "new": False})
    assert ArrivalReport.objects.filter(entry=entry).count() == 1


def test_other_content_under_the_same_id_is_a_conflict_and_changes_nothing(world: World) -> None:
    unit, entry = liaison(world), new_id()
    unit.post("/arrivals", arrival(entry))
    answer = unit.post("/arrivals", arrival(entry, trip="G999"))
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:problem-type:fangxian:conflict"
    assert ArrivalReport.objects.get(entry=entry).trip == ""


def test_a_body_or_place_outside_the_scope_does_not_exist(world: World) -> None:
    entry = new_id()
    assert liaison(world, "archives").post("/arrivals", arrival(entry)).status_code == 404
    assert worker(world, "autumn").post("/arrivals", registration(entry)).status_code == 404
    liaison(world).post("/arrivals", arrival(entry))
    for stranger in (liaison(world, "archives"), worker(world, "autumn")):
        assert stranger.get(f"/arrivals/{entry}").status_code == 404
        assert stranger.put(f"/arrivals/{entry}", arrival() | {"reason": "想改"}).status_code in (404, 422)
        assert stranger.post(f"/arrivals/{entry}/void", {"reason": "想删"}).status_code == 404
        assert stranger.post(f"/arrivals/{entry}/disclose", {"purpose": "想看"}).status_code == 404


def test_persons_are_masked_until_a_purpose_is_stated_and_that_is_kept(world: World) -> None:
    unit, entry = liaison(world), new_id()
    unit.post("/arrivals", arrival(entry))
    for text in (unit.get(f"/arrivals/{entry}").content.decode(), unit.get("/arrivals").content.decode()):
        assert "虚构甲" not in text
        assert "11010519491231002X" not in text
        assert "19900000001" not in text
    assert unit.post(f"/arrivals/{entry}/disclose", {"purpose": ""}).status_code == 422
    shown = unit.post(f"/arrivals/{entry}/disclose", {"purpose": "电话核实"}).json()
    assert (shown["name"], shown["phone"]) == ("虚构甲", "19900000001")
    event = Event.objects.get(kind=Event.Kind.READ)
    assert (event.subject, event.purpose, event.channel) == (str(entry), "电话核实", "api")


def test_each_side_sees_its_own_and_the_state_of_the_other(world: World) -> None:
    unit, community, declared = liaison(world), worker(world), new_id()
    unit.post("/arrivals", arrival(declared))
    assert unit.get(f"/arrivals/{declared}").json()["state"] == "unit_only"
    registered = new_id()
    community.post("/arrivals", registration(registered, trip="G1"))
    assert unit.get(f"/arrivals/{declared}").json()["state"] in ("matched", "conflicting")
    assert [row["id"] for row in unit.get("/arrivals").json()["items"]] == [str(declared)]
    assert [row["id"] for row in community.get("/arrivals").json()["items"]] == [str(registered)]
    assert {row["id"] for row in committee(world).get("/arrivals").json()["items"]} == {
        str(declared), str(registered),
    }  # fmt: skip


def test_a_correction_keeps_the_former_version_and_needs_a_reason(world: World) -> None:
    unit, entry = liaison(world), new_id()
    unit.post("/arrivals", arrival(entry))
    content = arrival(entry, trip="G2")
    assert unit.put(f"/arrivals/{entry}", content | {"reason": " "}).status_code == 422
    assert unit.put(f"/arrivals/{entry}", content | {"reason": "车次写错"}).status_code == 200
    shown = unit.get(f"/arrivals/{entry}").json()
    assert (shown["version"], shown["trip"]) == (2, "G2")
    assert unit.post("/arrivals", arrival(entry)).status_code == 200, (
        "the first content, sent again, is known"
    )


def test_a_voided_arrival_is_gone_now_and_there_as_known_then(world: World) -> None:
    unit, entry = liaison(world), new_id()
    unit.post("/arrivals", arrival(entry))
    before = world.time.now().isoformat()
    world.time.now()
    assert unit.post(f"/arrivals/{entry}/void", {"reason": "重复"}).status_code == 204
    assert unit.get(f"/arrivals/{entry}").status_code == 404
    assert unit.get(f"/arrivals/{entry}", as_of=before).json()["state"] == "unit_only"


def test_gaps_name_who_is_missing_and_count_by_body_and_place(world: World) -> None:
    liaison(world).post("/arrivals", arrival())
    above = committee(world)
    (gap,) = above.get("/gaps", line="organs").json()["items"]
    assert (gap["state"], gap["body"], gap["place"]) == ("unit_only", "audit-office", "220602001001")
    (count,) = above.get("/gaps", by="place").json()["counts"]
    assert (count["name"], count["waiting"]) == ("春晖社区", 1)
    assert "社区书记" in count["responsible"]


def test_lists_are_paged_without_repetition_or_omission(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        world.declare(number)
    monkeypatch.setattr(queries, "PAGE", 3)
    monkeypatch.setattr(paging, "PAGE", 3)
    for path in ("/arrivals", "/gaps"):
        seen, cursor = [], ""
        while True:
            page = committee(world).get(path, cursor=cursor).json()
            seen += [row.get("id") or row["entry"] for row in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert (len(seen), len(set(seen))) == (7, 7), path


def test_the_committee_decides_and_takes_it_back(world: World) -> None:
    declared = world.declare(1, id_number="", phone="")
    registered = world.register(1, employer="audit-office", id_number="", phone="", address="")
    above = committee(world)
    pair = {"first": str(declared.entry_id), "second": str(registered.entry_id)}
    made = above.post("/decisions", {"verdict": "same", "reason": "电话核实"} | pair)
    assert made.status_code == 201
    assert above.get(f"/arrivals/{declared.entry_id}").json()["fulfilled_at"]
    undone = above.send("delete", f"/decisions/{made.json()['id']}", query="?reason=认错人")
    assert undone.status_code == 204
    assert liaison(world).post("/decisions", {"verdict": "same"} | pair).status_code == 403
    assert above.post("/decisions", {"verdict": "same", "first": pair["first"]}).status_code == 422


def test_a_community_answers_not_ours(world: World) -> None:
    declared = world.declare(1)
    answer = {"verdict": "not_ours", "first": str(declared.entry_id)}
    assert worker(world, "autumn").post("/decisions", answer).status_code == 404
    assert worker(world, "spring").post("/decisions", answer).status_code == 201


def test_somebody_signed_in_may_use_the_api_but_only_with_the_page_s_token(
    world: World, client_for: Callable[[Account], Client]
) -> None:
    client = client_for(world.accounts["audit-office"])
    assert client.get(f"{API}/arrivals").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        world.accounts["audit-office"], backend="fangxian.trees.people.backends.NameOrPhoneBackend"
    )
    refused = strict.post(f"{API}/arrivals", arrival(), content_type="application/json")
    assert refused.status_code == 403
