"""Daily reports over the API: filed once, replaced, reviewed; and who is silent (M8)."""

from datetime import timedelta

import pytest

from fangxian.command.api.tests.caller import committee, liaison, zero
from fangxian.conftest import World
from fangxian.core.ids import new_id
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.bodies.models import Body

MOST_QUERIES = 20


def test_a_zero_report_is_filed_once_however_often_it_is_sent(world: World) -> None:
    unit, entry = liaison(world), new_id()
    first, again = unit.post("/reports", zero(entry)), unit.post("/reports", zero(entry))
    assert (first.status_code, again.status_code) == (201, 200)
    shown = unit.get(f"/reports/{entry}").json()
    assert (shown["is_zero"], shown["state"], shown["late"]) == (True, "submitted", False)
    assert DailyReport.objects.count() == 1


def test_the_day_filed_under_another_id_is_a_conflict(world: World) -> None:
    unit = liaison(world)
    unit.post("/reports", zero())
    answer = unit.post("/reports", zero())
    assert (answer.status_code, answer.json()["title"]) == (409, "Conflict")


def test_the_same_id_with_other_numbers_is_a_conflict(world: World) -> None:
    unit, entry = liaison(world), new_id()
    unit.post("/reports", zero(entry))
    assert unit.post("/reports", zero(entry, comment="另有说明")).status_code == 409


def test_another_unit_s_report_does_not_exist(world: World) -> None:
    entry = new_id()
    liaison(world).post("/reports", zero(entry))
    stranger = liaison(world, "archives")
    assert stranger.post("/reports", zero()).status_code == 404
    assert stranger.get(f"/reports/{entry}").status_code == 404
    assert (
        stranger.put(f"/reports/{entry}", {"numbers": zero()["numbers"], "reason": "改"}).status_code == 404
    )
    assert stranger.post(f"/reports/{entry}/review", {"accept": True}).status_code == 403


def test_a_difference_from_the_ledgers_needs_its_reason(world: World) -> None:
    world.declare(1)
    unit = liaison(world)
    refused = unit.post("/reports", zero())
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) >= {"new_arrivals", "total_arrivals"}
    reasons = dict.fromkeys(refused.json()["errors"], "本日未返岗")
    entry = new_id()
    assert unit.post("/reports", zero(entry, reasons=reasons)).status_code == 201
    shown = unit.get(f"/reports/{entry}").json()
    assert shown["differences"]["new_arrivals"] == {"ledger": 1, "reason": "本日未返岗"}


def test_a_blank_is_not_a_zero(world: World) -> None:
    numbers = zero()["numbers"]
    del numbers["with_symptoms"]
    answer = liaison(world).post("/reports", zero(numbers=numbers))
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"with_symptoms"})


def test_a_report_is_returned_replaced_and_accepted(world: World) -> None:
    unit, above, entry = liaison(world), committee(world), new_id()
    unit.post("/reports", zero(entry))
    assert above.post(f"/reports/{entry}/review", {"accept": False}).status_code == 422
    returned = above.post(f"/reports/{entry}/review", {"accept": False, "comment": "请核实"})
    assert returned.json()["new"] is True
    replacement = {"numbers": zero()["numbers"], "reason": "已核实"}
    assert unit.put(f"/reports/{entry}", replacement).status_code == 200
    assert above.post(f"/reports/{entry}/review", {"accept": True}).json()["new"] is True
    assert above.post(f"/reports/{entry}/review", {"accept": True}).json()["new"] is False
    (shown,) = above.get("/reports", state="accepted").json()["items"]
    assert (shown["id"], shown["version"]) == (str(entry), 4)
    assert unit.put(f"/reports/{entry}", replacement).status_code == 422, "accepted: ask for its return first"


def test_who_is_silent_is_known_by_the_hour(world: World) -> None:
    liaison(world).post("/reports", zero())
    before = committee(world).get("/reports/missing", line="organs").json()["items"]
    assert "audit-office" not in {row["body"]["code"] for row in before}
    assert {row["late"] for row in before} == {False}
    world.time.advance(timedelta(hours=3))
    after = committee(world).get("/reports/missing", line="organs").json()["items"]
    assert [row["body"]["code"] for row in after] == [row["body"]["code"] for row in before]
    assert {row["late"] for row in after} == {True}


def test_the_silent_of_one_place_are_asked_for(world: World) -> None:
    asking = committee(world)
    whole = asking.get("/reports/missing").json()["items"]
    here = asking.get("/reports/missing", place=world.response.jurisdiction.code).json()["items"]
    assert [row["body"]["code"] for row in here] == [row["body"]["code"] for row in whole]
    spring = world.places["spring"]
    below = asking.get("/reports/missing", place=spring.code).json()["items"]
    lying = {body.code for body in Body.objects.filter(place__path__startswith=spring.path)}
    assert {row["body"]["code"] for row in below} == {row["body"]["code"] for row in whole} & lying
    assert len(below) < len(whole)
    assert asking.get("/reports/missing", place="999999").status_code == 404


def test_a_draft_stays_its_unit_s_own(world: World) -> None:
    unit, entry = liaison(world), new_id()
    assert unit.post("/reports", zero(entry, draft=True)).status_code == 201
    assert unit.get(f"/reports/{entry}").status_code == 200
    assert committee(world).get(f"/reports/{entry}").status_code == 404


def test_filing_asks_the_database_little(world: World, django_assert_max_num_queries: object) -> None:
    unit = liaison(world)
    unit.post("/reports", zero(day="2020-01-31"))
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        assert unit.post("/reports", zero()).status_code == 201


@pytest.mark.parametrize("day", ["1999-01-01", "2100-01-01", "today", ""])
def test_a_day_beyond_reason_is_refused(world: World, day: str) -> None:
    assert liaison(world).post("/reports", zero(day=day)).status_code == 422
