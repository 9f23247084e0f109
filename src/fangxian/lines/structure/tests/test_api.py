"""Programs that decide on groups, read the structure, and answer volunteers (M1–M4)."""

import json
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.lines.structure.ledgers import CHARGES, GROUPS, MEMBERS
from fangxian.lines.structure.models import Decision, Group
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_program_approves_closes_and_reads_the_structure(world: World, client_for: Any) -> None:
    team = stated(world, "spring", GROUPS, name="突击队", kind="commando", place="春晖社区")
    top = stated(world, "committee", GROUPS, name="指挥部", kind="command", place="浑江区", head="钱宁")
    stated(world, "audit-office", PERSONS, name="周宁", body="audit-office")
    stated(world, "committee", MEMBERS, group="指挥部", person="周宁", role="deputy")
    stated(world, "spring", CHARGES, place="春晖社区", function="secretary", head="吴明")
    client: Client = client_for(world.accounts["committee"])
    worker: Client = client_for(world.accounts["spring"])

    def post(who: Client, path: str, sent: dict[str, Any]) -> int:
        return who.post(f"/api/v1/{path}", json.dumps(sent), content_type="application/json").status_code

    one = f"groups/{team.entry_id}"
    assert post(worker, f"{one}/approve", {}) == 403
    assert post(client, f"{one}/refuse", {"reason": ""}) == 422
    assert post(client, f"{one}/approve", {"number": "1号"}) == 204
    assert post(client, f"{one}/approve", {}) == 409
    assert post(worker, f"{one}/close", {"day": "2020-02-05", "reason": "完成"}) == 204
    assert Group.objects.at().get(entry=team.entry_id).decision == Decision.APPROVED
    (box,) = client.get("/api/v1/structure").json()
    assert (box["id"], box["head"], box["members"][0]["role"]) == (str(top.entry_id), "钱宁", "deputy")
    links = worker.get("/api/v1/chain", {"place": world.places["spring"].code}).json()
    assert (links[-1]["charges"], links[-1]["missing"]) == ({"secretary": ["吴明"]}, ["first"])
    assert worker.get("/api/v1/chain", {"place": world.places["autumn"].code}).status_code == 404
    (own,) = worker.get("/api/v1/five-teams").json()
    assert (own["counts"], "zones.count" in own["missing"]) == ({"teams.commando.count": 1}, True)
    assert worker.get("/api/v1/household-coverage").json()[0]["covered"] == 0
