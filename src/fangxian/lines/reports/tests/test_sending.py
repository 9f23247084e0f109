"""One regulator files for all its units by workbook, or a system by the API: again, out of order, contested (M8)."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from fangxian.conftest import FIRST_DAY, INDUSTRY, World
from fangxian.core.ids import new_id
from fangxian.lines.reports import actions
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.trees.bodies.models import Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
DAY = timedelta(days=1)
HEADER = ["单位", "报告日期", "新增返程人员", "其中来自重点地区", "累计返程人员", "累计已双报", "尚未到社区登记",
          "14天观察期内", "满14天", "有发热等症状", "差异说明"]  # fmt: skip


def workbook(*rows: list[Any]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(content)
    return content.getvalue()


def row(unit: str, day: date = FIRST_DAY, new: Any = 0, why: str = "") -> list[Any]:
    return [unit, day.isoformat(), new, 0, new, 0, 0, new, 0, 0, why]


def send(world: World, *rows: list[Any], partial: bool = False) -> ImportRun:
    """Send a workbook as the regulator's clerk."""
    clerk = world.actor("regulator")
    run = imports.upload(
        clerk, world.response, "reports.daily", "日报.xlsx", workbook(*rows), body=world.bodies["regulator"],
        line=INDUSTRY,
    )  # fmt: skip
    if run.state != ImportRun.State.DONE:  # the very same file, sent again, is known
        imports.check(run)
        imports.commit(clerk, run, partial=partial)
    return run


def filed(world: World, name: str, day: date = FIRST_DAY) -> DailyReport | None:
    return DailyReport.objects.at().filter(body=world.bodies[name], day=day).first()


@pytest.fixture
def morning(world: World) -> World:
    world.time.advance(timedelta(hours=1))
    return world


def test_one_workbook_files_for_all_units_and_sent_again_changes_nothing(morning: World) -> None:
    world = morning
    sheet = (row("北方银行", new=2, why="两人刚到"), row("南方银行"))
    send(world, *sheet)
    north, south = filed(world, "north-bank"), filed(world, "south-bank")
    assert north
    assert south
    assert (north.n01, north.state, south.is_zero, south.channel) == (2, "submitted", True, "excel")
    send(world, *sheet)
    assert DailyReport.objects.count() == 2
    send(world, row("北方银行", new=3, why="又到一人"), row("南方银行"))
    now = filed(world, "north-bank")
    assert now
    assert (now.n01, now.number) == (3, 2)


def test_what_is_wrong_comes_back_in_a_sheet_and_the_rest_goes_in(morning: World) -> None:
    world = morning
    sheet = (row("北方银行"), row("南方银行", new="很多"), row("审计局"), row("某某公司"))
    run = send(world, *sheet, partial=True)
    assert filed(world, "north-bank")
    assert not filed(world, "south-bank")
    assert not filed(world, "audit-office")
    told = load_workbook(io.BytesIO(imports.errors_workbook(run))).active
    assert told is not None
    units = [cells[0].value for cells in told.iter_rows() if cells[0].value]
    assert [unit for unit in units if unit in ("北方银行", "南方银行", "审计局", "某某公司")] == [
        "南方银行", "审计局", "某某公司",
    ]  # fmt: skip


def test_a_locked_day_stays_and_open_days_of_the_same_sheet_go_in(morning: World) -> None:
    world = morning
    send(world, row("北方银行"))
    world.time.advance(DAY)
    actions.lock(
        world.actor("committee"), world.response, FIRST_DAY, FIRST_DAY, "已上报", body=world.bodies["regulator"],
        line=INDUSTRY,
    )  # fmt: skip
    run = send(world, row("北方银行"), row("南方银行"), row("南方银行", FIRST_DAY + DAY), partial=True)
    found = imports.check(run)
    assert not filed(world, "south-bank")
    assert filed(world, "south-bank", FIRST_DAY + DAY)
    locked = [problem for _sheet, problem in found.problems if problem.code == "LOCKED"]
    assert [problem.row for problem in locked] == [3]
    assert "committee" in locked[0].sentence


class System:
    """A unit's own system that reports by the API with a token of a service account."""

    def __init__(self, world: World) -> None:
        self.world = world
        account = people.create_account(SYSTEM, name="bank-system", is_service=True)
        on = {"body": world.bodies["north-bank"], "line": Line(INDUSTRY)}
        people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, **on)
        secret = people.issue_token(SYSTEM, account, "reports", ["reports.file", "reports.view"])
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def report(self, entry: Any, day: date = FIRST_DAY, body: str = "north-bank", **numbers: int) -> Any:
        told = {**self.world.filing("north-bank", day).numbers, **numbers}
        content = {
            "id": str(entry), "body": body, "line": INDUSTRY, "day": day.isoformat(), "numbers": told,
            "reasons": dict.fromkeys(numbers, "现场核对"),
        }  # fmt: skip
        return self.client.post("/api/v1/reports", content, content_type="application/json")


def test_a_draft_is_filed_by_the_workbook_that_states_the_same(morning: World) -> None:
    codes = ("new_arrivals", "new_from_key_area", "total_arrivals", "total_dual_reported", "not_at_community",
             "under_observation", "observation_ended", "with_symptoms")  # fmt: skip
    drafted = actions.Filing(
        morning.bodies["north-bank"], INDUSTRY, FIRST_DAY, dict.fromkeys(codes, 0), draft=True
    )
    actions.file(morning.actor("regulator"), morning.response, [drafted])
    run = send(morning, row("北方银行"))
    report = filed(morning, "north-bank")
    assert report
    assert (report.state, report.number) == (DailyReport.State.SUBMITTED, 2)
    assert (run.accepted, run.unchanged) == (1, 0)


def test_a_report_sent_again_is_the_same_report(morning: World) -> None:
    system, entry = System(morning), new_id()
    assert [system.report(entry).status_code for _again in range(3)] == [201, 200, 200]
    assert DailyReport.objects.count() == 1


def test_days_may_come_out_of_order(morning: World) -> None:
    world = morning
    world.time.advance(DAY)
    system, entries = System(world), [new_id(), new_id()]
    assert system.report(entries[1], FIRST_DAY + DAY).status_code == 201
    assert system.report(entries[0], FIRST_DAY).status_code == 201
    assert system.report(entries[1], FIRST_DAY + DAY).status_code == 200
    first, second = filed(world, "north-bank"), filed(world, "north-bank", FIRST_DAY + DAY)
    assert first
    assert second
    assert first.filed_at
    assert second.filed_at
    assert first.filed_at > second.filed_at


def test_another_content_or_another_id_for_the_same_day_is_a_conflict(morning: World) -> None:
    system, entry = System(morning), new_id()
    system.report(entry)
    assert system.report(entry, new_arrivals=1).status_code == 409
    taken = system.report(new_id())
    assert taken.status_code == 409
    assert (
        "已报过" in taken.json()["detail"]
    )  # who filed what already, and not only that somebody was quicker
    assert DailyReport.objects.count() == 1


def test_what_lies_outside_is_missing_and_what_is_wrong_is_said_by_field(morning: World) -> None:
    system = System(morning)
    assert system.report(new_id(), body="south-bank").status_code == 404
    wrong = system.report(new_id(), unknown_field=1)
    assert wrong.status_code == 422
    assert wrong.json()["errors"]
    assert not DailyReport.objects.exists()


def test_a_locked_day_is_refused_but_its_re_sent_report_is_known(morning: World) -> None:
    world = morning
    system, entry = System(world), new_id()
    system.report(entry)
    world.time.advance(DAY)
    actions.lock(
        world.actor("committee"), world.response, FIRST_DAY, FIRST_DAY, "已上报", place=world.places["county"]
    )
    assert system.report(entry).status_code == 200
    change = {"numbers": {**world.filing("north-bank").numbers}, "reason": "改"}
    refused = system.client.put(f"/api/v1/reports/{entry}", change, content_type="application/json")
    assert refused.status_code == 422
    assert "committee" in refused.json()["errors"]["day"]
