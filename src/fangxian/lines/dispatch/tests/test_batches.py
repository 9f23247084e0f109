"""Stories of a hospital's team that the commission's batches count already (M10): never added, and confirmed."""

import json
import uuid
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.dispatch import containing
from fangxian.lines.dispatch.duties import owed
from fangxian.lines.dispatch.ledgers import BATCHES
from fangxian.lines.dispatch.models import Batch
from fangxian.lines.dispatch.tests.test_flow import figure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.personnel.tests.opened import stated

COMMISSION, HOSPITAL = "committee", "audit-office"
PEOPLE = ("medical.batches", "medical.people", "medical.batches_within", "medical.people_within")


@pytest.fixture
def sent(world: World) -> list[Batch]:
    """The commission's three batches: 303 people."""
    told = {"name": "援鄂医疗队", "body": COMMISSION, "destination": "武汉"}
    return [
        stated(world, COMMISSION, BATCHES, **told, ordinal=n, people=100 + (n == 3) * 3) for n in (1, 2, 3)
    ]


def own(world: World, ordinal: int, people: int, within: str, account: str = HOSPITAL) -> Batch:
    told = {
        "name": "某医院医疗队",
        "body": HOSPITAL,
        "destination": "武汉",
        "ordinal": ordinal,
        "people": people,
    }
    return stated(world, account, BATCHES, **told, within=within)  # type: ignore[no-any-return]


def figures(world: World) -> list[Any]:
    return [figure(world, code) for code in PEOPLE]


@pytest.mark.django_db
def test_the_hospital_says_in_which_batches_its_23_are_and_they_are_never_added(
    world: World, sent: list[Batch], client_for: Any
) -> None:
    first = own(world, 1, 12, "援鄂医疗队 · 1")
    own(world, 2, 11, "援鄂医疗队 · 2")
    assert first.containment == "stated"
    assert figures(world) == [3, 303, 2, 23]
    hospital = world.bodies[HOSPITAL]
    assert (figure(world, "medical.people_within", body=hospital), figure(world, "medical.people", body=hospital)) == (
        23, 0,
    )  # fmt: skip
    titles = [duty.count for duty in owed(world.actor(COMMISSION), world.response)]
    assert titles == [2]
    commission, page = client_for(world.accounts[COMMISSION]), f"/dispatch/batches/{first.entry_id}/within/"
    assert page in commission.get(f"/ledgers/batches/{first.entry_id}/").content.decode()
    assert commission.get(page).status_code == 200
    assert commission.post(page, {"answer": "apart"}).status_code == 422
    assert commission.post(page, {"answer": "within"}).status_code == 302
    assert [duty.count for duty in owed(world.actor(COMMISSION), world.response)] == [1]
    assert figures(world) == [3, 303, 2, 23]
    with pytest.raises(Conflict):
        containing.decide(world.actor(COMMISSION), first.entry_id, confirmed=True)
    containing.decide(world.actor(COMMISSION), first.entry_id, confirmed=False, reason="不在名单")
    assert figures(world) == [4, 315, 1, 11]
    assert client_for(world.accounts[HOSPITAL]).get(page).status_code == 404
    assert client_for(world.accounts["spring"]).get(page).status_code == 403


@pytest.mark.django_db
def test_what_cannot_hold_a_team_is_refused_at_the_field(world: World, sent: list[Batch]) -> None:
    first = own(world, 1, 12, "援鄂医疗队 · 1")
    wrong = (
        (2, 11, str(first.entry_id)),  # itself counted within another
        (2, 101, "援鄂医疗队 · 2"),  # more people than it has
        (2, 11, "没有的队"),
    )
    for ordinal, people, within in wrong:
        with pytest.raises(Invalid) as refused:
            own(world, ordinal, people, within)
        assert set(refused.value.errors) == {"within"}
    with pytest.raises(Invalid):  # a stranger's team is none that one may name
        stated(
            world,
            "regulator",
            BATCHES,
            name="队",
            body="regulator",
            destination="武汉",
            within=str(first.entry_id),
        )
    assert own(world, 2, 11, "援鄂医疗队 · 2", COMMISSION).containment == "confirmed"


@pytest.mark.django_db
def test_the_sheet_and_the_operation_say_so_too(world: World, sent: list[Batch], client_for: Any) -> None:
    rows = ("队伍名称,批次,目的地,人数,包含于", "某医院医疗队,1,武汉,12,援鄂医疗队 · 1",
            "某医院医疗队,2,武汉,400,援鄂医疗队 · 2")  # fmt: skip
    actor = world.actor(HOSPITAL)
    run = imports.upload(
        actor, world.response, "batches", "a.csv", "\n".join(rows).encode(), body=world.bodies[HOSPITAL],
        line=world.line_of[HOSPITAL],
    )  # fmt: skip
    found = imports.commit(actor, run, partial=True)
    assert [(problem.row, problem.field) for _sheet, problem in found.errors] == [(3, "within")]
    hospital, commission = client_for(world.accounts[HOSPITAL]), client_for(world.accounts[COMMISSION])
    second = {"id": str(uuid.uuid4()), "name": "某医院医疗队", "body": HOSPITAL, "ordinal": 2, "destination": "武汉",
              "people": "11", "within": str(sent[1].entry_id)}  # fmt: skip

    def post(client: Any, path: str, told: dict[str, Any]) -> int:
        return client.post(f"/api/v1/{path}", json.dumps(told), content_type="application/json").status_code  # type: ignore[no-any-return]

    assert post(hospital, "batches", second) == 201
    assert figures(world) == [3, 303, 2, 23]
    decision = f"batches/{second['id']}/within"
    assert post(hospital, decision, {"within": True}) == 404
    assert post(commission, decision, {"within": False}) == 422
    assert post(commission, decision, {"within": True}) == 204
    assert commission.get(f"/api/v1/batches/{second['id']}").json()["containment"] == "confirmed"
    assert figure(world, "medical.people", end=clock.now()) == 303
