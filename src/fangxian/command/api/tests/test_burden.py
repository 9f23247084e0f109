"""The burden of a day over the API, in the caller's part of both trees (M8)."""

from fangxian.command.api.tests.caller import committee, liaison, worker
from fangxian.conftest import World


def test_each_sees_what_is_asked_of_his_own_part(world: World) -> None:
    answer = committee(world).get("/burden", day="2020-02-01").json()
    assert answer["day"] == "2020-02-01"
    assert [form["form"] for form in answer["forms"]] == ["daily-returnees"]
    assert {unit["body"]["code"] for unit in answer["units"]} >= {"audit-office", "north-bank"}
    (own,) = liaison(world).get("/burden", day="2020-02-01").json()["units"]
    assert own == {
        "body": {"code": "audit-office", "name": "审计局"}, "line": "organs", "forms": ["daily-returnees"],
        "fields": 8, "filled_in": 8, "duplicates": 0, "seconds": 60 + 8 * 4,
    }  # fmt: skip


def test_no_right_a_strange_day_and_a_strange_cursor_are_refused(world: World) -> None:
    assert worker(world).get("/burden").status_code == 403
    assert committee(world).get("/burden", day="yesterday").status_code == 422
    assert committee(world).get("/burden", cursor="nothing").status_code == 422
