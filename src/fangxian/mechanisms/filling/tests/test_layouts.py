"""How offices lay their forms out: groups beside groups, codes, sections, earlier days, our row among others (M8)."""

from datetime import date

import pytest

from fangxian.conftest import World
from fangxian.mechanisms.filling import actions
from fangxian.mechanisms.filling.dictionary import Spoken, dictionary
from fangxian.mechanisms.filling.owners import owner_of
from fangxian.mechanisms.filling.rules.choices import Source
from fangxian.mechanisms.filling.rules.proposing import propose
from fangxian.mechanisms.filling.rules.sheet import Axis, Kind, Node
from fangxian.mechanisms.filling.rules.structure import read_sheet
from fangxian.mechanisms.filling.tests.blanks import at, book, sent, values
from fangxian.mechanisms.filling.tests.collection import said
from fangxian.mechanisms.filling.tests.test_rules import asked, nobody, sheet

COUNTIES = [
    ["返程人员日报表"],
    ["县（市、区）", "单位申报返程人员累计", "双报人数"],
    ["浑江区"], ["江源区"], ["临江市"], ["抚松县"],
    ["全市合计"],
]  # fmt: skip


def days(label: str, heading: str = "") -> Node | None:
    """Know every day of the month."""
    return Node(Axis.DAY, label, label) if label.endswith("日") else None


def test_a_group_left_of_two_tables_beside_each_other_holds_for_both() -> None:
    found = asked(
        sheet(
            "类别|项目|数量|项目|数量", "每日报告|应报告单位||已报告单位|", "|其中：零报告||未报告单位|",
            merged=((1, 0, 2, 0),),
        )
    )  # fmt: skip
    assert found == {
        "每日报告 / 应报告单位 / 数量": (Kind.CELL, ["C2"]),
        "每日报告 / 应报告单位 / 其中：零报告 / 数量": (Kind.CELL, ["C3"]),
        "每日报告 / 已报告单位 / 数量": (Kind.CELL, ["E2"]),
        "每日报告 / 未报告单位 / 数量": (Kind.CELL, ["E3"]),
    }


def test_a_column_of_codes_names_nothing_and_a_numbered_row_without_a_unit_is_a_heading() -> None:
    found = asked(
        sheet(
            "指标名称|计量单位|代码|本日发生|累计或期末", "一、报告单位||||", "应报告单位数|个|01||×",
            "二、返程人员||||", "单位申报返程人员|人|07||", "其中：来自重点地区|人|08||",
        )
    )  # fmt: skip
    assert found == {
        "一、报告单位 / 应报告单位数 / 本日发生": (Kind.CELL, ["D3"]),
        "二、返程人员 / 单位申报返程人员 / 本日发生": (Kind.CELL, ["D5"]),
        "二、返程人员 / 单位申报返程人员 / 累计或期末": (Kind.CELL, ["E5"]),
        "单位申报返程人员 / 其中：来自重点地区 / 本日发生": (Kind.CELL, ["D6"]),
        "单位申报返程人员 / 其中：来自重点地区 / 累计或期末": (Kind.CELL, ["E6"]),
    }


def test_figures_of_earlier_days_written_as_text_do_not_make_a_column_of_names() -> None:
    found = asked(sheet("日期|双报人数|双报率", "2月4日|20|69.3%", "2月5日||", "2月6日||"), days)
    assert found == {"双报人数": (Kind.ROWS, ["B3", "B4"]), "双报率": (Kind.ROWS, ["C3", "C4"])}


@pytest.mark.django_db
def test_our_row_among_others_is_filled_and_neither_theirs_nor_the_sum_of_all(world: World) -> None:
    world.declare(1)
    world.declare(2)
    world.register(1)
    at(world, "02-02T09:00")
    filling = sent(world, "committee", book(COUNTIES, "A1:C1"), owner_of("place:220602"))
    found = values(actions.fill(world.actor("committee"), filling, date(2020, 2, 2)))
    assert (found["B3"], found["C3"]) == (2, 1)
    assert [found[cell] for cell in ("B4", "C5", "B6", "B7", "C7")] == [None] * 5


@pytest.mark.django_db
def test_who_reports_and_who_is_in_charge_are_no_figures() -> None:
    form = read_sheet(sheet("报告人|", "报告社区|", "报告单位|"), nobody)
    found = propose(form, dictionary(Spoken()), "place")
    assert [(choice.source, choice.code) for choice in found.values()] == [
        (Source.CONSTANT, "filler"), (Source.NOTHING, ""), (Source.CONSTANT, "owner"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_register_is_known_by_its_identity_numbers_and_a_column_of_returnees_holds_names() -> None:
    heads = "编号|返乡人员|男/女|年龄|公民身份号码|哪天回来的|怎么回来的|家里同住的人|网格员签字"
    form = read_sheet(sheet(heads, "|" * 8, "|" * 8), nobody)
    found = [said(choice) for choice in propose(form, dictionary(Spoken()), "place").values()]
    fields = ["name", "sex", "", "id_number", "arrived_at", "transport", "cohabitants", ""]
    assert found == ["constant.number", *(each and f"ledger.arrivals.{each}" for each in fields)]


@pytest.mark.django_db
def test_units_with_their_returnees_and_telephones_are_no_register() -> None:
    form = read_sheet(sheet("单位名称|返程人员|联系电话", "||", "||"), nobody)
    found = propose(form, dictionary(Spoken()), "body")
    assert not any(choice.source is Source.LEDGER for choice in found.values())
