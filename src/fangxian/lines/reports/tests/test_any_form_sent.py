"""A form of the command by workbook and over the API: the same rules, the same reports (M8)."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, filed, next_day, owed
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.kinds import all_kinds, kind_of
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
HEAD = [
    *("单位名称", "日期", "新到口罩", "累计收到口罩", "今日支出", "佩戴率"),
    *("是否短缺", "可用至", "来源", "品种", "零报告", "备注"),
]


def workbook(*rows: list[object]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def sent(world: World, content: bytes) -> Any:
    actor = world.actor("committee")
    body = world.bodies["committee"]
    return imports.upload(
        actor, world.response, f"reports.{CODE}", "物资.xlsx", content, body=body, line=ORGANS
    )


@pytest.fixture
def regulator(world: World) -> World:
    people.grant_role(
        SYSTEM, world.accounts["committee"], Role.UNIT_LIAISON, body=world.bodies["committee"],
        line=world.bodies["committee"].positions.get(line=ORGANS, valid_to=None).line,
    )  # fmt: skip
    owed(world)
    return world


def test_one_workbook_files_for_all_units(regulator: World) -> None:
    assert f"reports.{CODE}" in {kind.code for kind in all_kinds()}
    assert "今日收到口罩" in {str(field.title) for field in kind_of(f"reports.{CODE}").fields()}
    run = sent(
        regulator,
        workbook(
            [
                "审计局",
                "2020年2月1日",
                "２００",
                1200,
                "350.5元",
                "98.5%",
                "是",
                "2月20日",
                "捐赠",
                "N95、普通",
                "",
                "",
            ],
            ["档案馆", "2020-02-01", 0, 300, 12.25, 100, "否", "", "采购", "", "", ""],
            ["统计局", "2020-02-01", "", "", "", "", "", "", "", "", "", ""],
        ),
    )
    found = imports.check(run)
    assert (len(found.prepared.new), [problem.code for _sheet, problem in found.errors]) == (2, [])
    imports.commit(regulator.actor("committee"), run, partial=False)
    first = DailyReport.objects.at().get(form=CODE, body=regulator.bodies["audit-office"])
    assert (first.n01, first.n02, first.n03, first.n04, first.n05, first.n06) == (
        200,
        1200,
        35050,
        985,
        1,
        175,
    )
    assert first.answers == {"until": "2020-02-20", "source": "donated", "kinds": ["n95", "plain"]}


def test_a_row_that_breaks_a_rule_stays_out_with_its_reason(regulator: World) -> None:
    filed(regulator)
    regulator.time.advance(timedelta(minutes=1))
    day = next_day(regulator).isoformat()
    run = sent(
        regulator,
        workbook(
            ["审计局", day, 0, 1000, "", "", "", "", "", "", "", ""],
            ["档案馆", day, 9, 3, "", "", "", "", "", "", "", ""],
            ["气象局", day, 9, 9, "三元", "", "", "", "", "", "", ""],
            ["统计局", day, 9, 9, "", "", "", "", "骑马", "", "", ""],
        ),
    )
    errors = [problem for _sheet, problem in imports.check(run).errors]
    assert [(problem.row, problem.field) for problem in sorted(errors, key=lambda one: one.row or 0)] == [
        (2, "total"), (3, "total"), (5, "source"),
    ]  # fmt: skip
    explained = sent(regulator, workbook(["审计局", day, 0, 1000, "", "", "", "", "", "", "", "前日重复"]))
    assert len(imports.check(explained).prepared.new) == 1


def test_the_api_files_a_form_once_and_tells_what_forms_ask(world: World, client_for: SignIn) -> None:
    owed(world)
    client = client_for(world.accounts["audit-office"])
    listed = client.get("/api/v1/forms").json()
    asked = next(form for form in listed if form["code"] == CODE)
    assert {field["code"]: field["decimals"] for field in asked["fields"]}["spent"] == 2
    assert asked["fields"][0]["measure"] == "reports.supplies.received"
    content = {
        "id": str(uuid.uuid4()), "form": CODE, "body": "audit-office", "line": ORGANS,
        "day": FIRST_DAY.isoformat(), "numbers": {"received": 3, "total": 5, "spent": 1050},
        "answers": {"source": "bought", "kinds": ["plain"]},
    }  # fmt: skip
    for status in (201, 200):
        assert client.post("/api/v1/reports", content, content_type="application/json").status_code == status
    other = content | {"numbers": {"received": 4, "total": 5}}
    assert client.post("/api/v1/reports", other, content_type="application/json").status_code == 409
    shown = client.get(f"/api/v1/reports/{content['id']}").json()
    assert (shown["form"], shown["numbers"]["price"], shown["answers"]["kinds"]) == (CODE, 350, ["plain"])
    wrong = content | {"id": str(uuid.uuid4()), "numbers": {"received": 4, "total": 1, "spent": 0.5}}
    assert client.post("/api/v1/reports", wrong, content_type="application/json").status_code == 422
    stranger = client_for(world.accounts["archives"])
    assert stranger.post("/api/v1/reports", content, content_type="application/json").status_code == 404
    assert client.get("/api/v1/forms/nothing").status_code == 404
    changed = {"numbers": {"received": 3, "total": 6}, "answers": {}, "reason": "补记"}
    path = f"/api/v1/reports/{content['id']}"
    assert client.put(path, changed, content_type="application/json").status_code == 200
    assert client.get(path).json()["numbers"]["total"] == 6
