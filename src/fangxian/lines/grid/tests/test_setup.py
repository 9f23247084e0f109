"""Stories of a county that sets up its zones, teams and charges by one workbook (M2)."""

import io
from typing import Any

import openpyxl
import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.grid import queries
from fangxian.lines.grid.ledgers import LINKS
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.actions import Check
from fangxian.mechanisms.imports.codes import Code
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.places.models import Place

FIVE = ("疫情排查队", "管控监测队", "宣传纠察队", "党员突击队", "志愿服务队")
VILLAGES = ("春晖社区", "夏荫社区")


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Return a workbook of some sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def county(head: str = "赵安") -> dict[str, list[list[Any]]]:
    """Return what a county sends: teams by a column, the rest by sheets."""
    return {
        "一区五队": [["村（社区）", "类别", "名称", "负责人", "联系电话", "人数"]]
        + [
            [village, team, f"{village}{team}", head, "19900000001", "12"]
            for village in VILLAGES
            for team in FIVE
        ],
        "党员责任区": [
            ["村（社区）", "责任区名称", "责任人", "户数"],
            *[[one, "第一责任区", "钱宁", 40] for one in VILLAGES],
        ],
        "楼长": [["社区", "楼栋", "姓名", "联系电话"], ["春晖社区", "1号楼", "孙平", "19900000002"]],
        "驻村第一书记": [["村", "姓名", "职务", "单位"], ["夏荫社区", "李清", "科长", "审计局"]],
        "党员先锋岗": [["社区", "岗位名称"], ["春晖社区", "东门先锋岗"]],
    }


def send(
    world: World, sheets: dict[str, list[list[Any]]], account: str = "committee"
) -> tuple[ImportRun, Check]:
    """Send a workbook as the county or a community, and enter what is right."""
    place = world.places["county" if account == "committee" else account]
    actor = world.actor(account)
    run = imports.upload(actor, world.response, "setup", "一县.xlsx", book(sheets), place=place)
    return run, imports.commit(actor, run, partial=True)


def told(world: World, code: str) -> Any:
    return answers.answer(ask(world.response, end=clock.now()), measure(code)).total.value


@pytest.mark.django_db
def test_one_workbook_sets_up_a_county_and_sent_again_changes_only_what_differs(world: World) -> None:
    run, found = send(world, county())
    assert not found.problems
    assert run.accepted == 15
    figures = {code: told(world, code) for code in COUNTED}
    assert figures == COUNTED
    again, _found = send(world, county("周新"))
    assert (again.accepted, again.unchanged) == (10, 5)
    assert {code: told(world, code) for code in COUNTED} == COUNTED


COUNTED = {
    "teams.count": 10, "teams.five": 10, "teams.commando.members": 24, "zones.count": 2, "buildingheads.count": 1,
    "firstsecretaries.count": 1, "posts.vanguard": 1,
}  # fmt: skip


@pytest.mark.django_db
def test_the_template_shows_which_community_lacks_what(world: World) -> None:
    sheets = county()
    del sheets["一区五队"][-1]
    send(world, sheets)
    rows = queries.template(world.actor("command"), world.response, world.places["county"])
    assert {one.place.name: one.missing for one in rows if one.place.name in VILLAGES} == {
        "春晖社区": [], "夏荫社区": ["teams.volunteer.count"],
    }  # fmt: skip
    (own,) = queries.template(world.actor("spring"), world.response, world.places["spring"])
    assert own.place.name == "春晖社区"


@pytest.mark.django_db
def test_what_a_row_is_about_and_where_it_lies_is_said_at_the_row(world: World) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "情况": [
            ["社区", "类别", "名称", "负责人"],
            ["春晖社区", "篮球队", "甲", "乙"],
            ["无此村", "责任区", "丙", "丁"],
        ]
    }
    run, found = send(world, sheets)
    assert run.accepted == 0
    assert {problem.field for _sheet, problem in found.errors} == {"about", "place"}
    _run, found = send(world, county(), "spring")
    assert found.errors
    assert {problem.code for _sheet, problem in found.errors} == {Code.OUT_OF_SCOPE}


@pytest.mark.django_db
def test_a_community_s_own_workbook_is_proposed_until_the_committee_approves(world: World) -> None:
    sheets = {"党员突击队": [["社区", "名称", "队长"], ["春晖社区", "突击队", "吴长"]]}
    run, _found = send(world, sheets, "spring")
    assert (run.accepted, told(world, "teams.count")) == (1, 0)


@pytest.mark.django_db
def test_households_that_nobody_looks_after_are_counted_and_listed(world: World) -> None:
    spring = world.places["spring"]
    Place.objects.filter(pk=spring.pk).update(households=30)
    stated(world, "spring", LINKS, head="冯远", name="一单元", place="春晖社区", households="10户")
    stated(world, "spring", LINKS, head="陈新", name="二单元", place="春晖社区", households="12")
    spring.refresh_from_db()
    (own,) = queries.coverage(world.actor("spring"), world.response, spring)
    assert (own.covered, own.uncovered, own.members) == (22, 8, 2)
    autumn = next(
        one for one in queries.coverage(world.actor("command"), world.response, world.places["county"])
        if one.place.pk == world.places["autumn"].pk
    )  # fmt: skip
    assert (autumn.covered, autumn.uncovered) == (0, None)
    assert told(world, "links.households") == 22
