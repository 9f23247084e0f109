"""Reading structure, gaps, fingerprints and units, each on the smallest sheet that shows it (M8)."""

from dataclasses import replace

import pytest

from fangxian.mechanisms.filling.rules.fingerprint import compare, nearness
from fangxian.mechanisms.filling.rules.gaps import gaps, with_values
from fangxian.mechanisms.filling.rules.sheet import Axis, Content, Kind, Node, RawCell, RawSheet
from fangxian.mechanisms.filling.rules.structure import read_sheet
from fangxian.mechanisms.filling.rules.wording import (
    cut_off_in,
    default_unit_in,
    is_numbering,
    plain,
    unit_in,
)
from fangxian.mechanisms.filling.units import converted


def nobody(label: str, heading: str = "") -> Node | None:
    """Know no unit, place or day."""
    return None


def units(label: str, heading: str = "") -> Node | None:
    """Know every office."""
    return Node(Axis.BODY, label, label) if label.endswith("局") else None


def sheet(*rows: str, merged: tuple[tuple[int, int, int, int], ...] = ()) -> RawSheet:
    """Draw a sheet: cells parted by ``|``, ``=`` is a formula."""
    cells = {}
    for row, line in enumerate(rows):
        for column, text in enumerate(line.split("|")):
            content = Content.FORMULA if text == "=" else Content.TEXT if text.strip() else Content.BLANK
            content = Content.NUMBER if text.isdecimal() else content
            cells[row, column] = RawCell(content, text.strip())
    return RawSheet("表", cells, merged)


def asked(raw: RawSheet, node_of: object = nobody) -> dict[str, tuple[Kind, list[str]]]:
    """Return labels with kind and cells."""
    return {
        each.label: (each.kind, [slot.address for slot in each.slots])
        for each in read_sheet(raw, node_of).asked
    }


def test_a_list_below_one_header() -> None:
    found = asked(sheet("序号|姓名|电话", "||", "||"))
    assert found == {
        "序号": (Kind.LIST, ["A2", "A3"]), "姓名": (Kind.LIST, ["B2", "B3"]), "电话": (Kind.LIST, ["C2", "C3"]),
    }  # fmt: skip


def test_groups_without_merged_cells_are_spread_over_the_blanks_beside_them() -> None:
    found = asked(sheet("单位|返程|||备注", "|新增|累计|在管|", "审计局||||", "统计局||||"), units)
    assert set(found) == {"返程 / 新增", "返程 / 累计", "返程 / 在管", "备注"}
    assert found["返程 / 新增"] == (Kind.ROWS, ["B3", "B4"])


def test_three_header_rows_and_a_sum_row_with_formulas() -> None:
    raw = sheet(
        "单位|返程||", "|新增|其中|", "||重点|其他", "审计局|||", "统计局|||", "合计|=|=|=",
        merged=((0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 2, 1), (1, 2, 1, 3)),
    )  # fmt: skip
    found = asked(raw, units)
    assert found["返程 / 新增"] == (Kind.ROWS, ["B4", "B5"])
    assert found["返程 / 新增 / 重点"] == (Kind.ROWS, ["C4", "C5"])


def test_the_sum_row_of_a_table_without_formulas_stands_for_the_whole() -> None:
    (found,) = read_sheet(sheet("单位|新增", "审计局|", "合计|"), units).asked
    assert [slot.node.axis for slot in found.slots] == [Axis.BODY, Axis.WHOLE]


def test_numbering_below_the_header_and_struck_out_cells_are_no_blanks() -> None:
    found = asked(sheet("项目|本日|累计", "甲|1|2", "返程人员|||".rstrip("|") + "||", "应报单位||/"))
    assert found["返程人员 / 本日"] == (Kind.CELL, ["B3"])
    assert "应报单位 / 累计" not in found


def test_a_second_table_in_the_same_sheet_is_read_too() -> None:
    found = asked(sheet("项目|本日|累计", "返程||", "单位|人数|备注", "审计局||"), units)
    assert {"返程 / 本日", "返程 / 累计", "人数", "备注"} == set(found)


def test_an_example_row_and_remarks_stay_as_they_are() -> None:
    found = asked(sheet("姓名|电话", "例：张三|139", "|", "注：一人一行。|"))
    assert found["姓名"] == (Kind.LIST, ["A3"])


def test_two_tables_beside_each_other_keep_their_own_labels() -> None:
    found = asked(sheet("项目|人数|项目|人数", "返程人员||重点地区|", "已双报||隔离中|"))
    assert {label: cells for label, (_kind, cells) in found.items()} == {
        "返程人员 / 人数": ["B2"], "已双报 / 人数": ["B3"], "重点地区 / 人数": ["D2"], "隔离中 / 人数": ["D3"],
    }  # fmt: skip


def test_a_column_that_explains_the_figures_names_no_row() -> None:
    found = asked(sheet("指标|统计口径|本日", "返程人员|指外地回来的|", "已双报|两边都登记的|"))
    assert set(found) == {"返程人员 / 本日", "已双报 / 本日"}


def test_numbered_labels_stand_under_what_heads_them() -> None:
    raw = sheet(
        "项目|人数|备注", "一、返程人员||", "1.湖北||", "二、隔离观察情况||", "1.新增||", "其中：居家||",
        merged=((3, 0, 3, 2),),
    )  # fmt: skip
    found = {each.path[:-1] for each in read_sheet(raw, nobody).asked if each.path[-1] == "人数"}
    assert found == {
        ("一、返程人员",), ("一、返程人员", "1.湖北"), ("二、隔离观察情况", "1.新增"), ("1.新增", "其中：居家"),
    }  # fmt: skip


def test_a_numbered_line_above_a_table_is_part_of_its_labels_and_a_title_is_its_own() -> None:
    raw = sheet(
        "疫情防控日报表|", "一、返程人员|", "项目|新增", "职工|", "二、隔离观察|", "项目|新增", "职工|",
        "防护物资统计|", "项目|新增", "口罩|",
    )  # fmt: skip
    found = read_sheet(raw, nobody).asked
    assert [each.path for each in found] == [
        ("一、返程人员", "职工", "新增"), ("二、隔离观察", "职工", "新增"), ("口罩", "新增"),
    ]  # fmt: skip
    assert found[2].title == "防护物资统计"


def test_labels_with_their_blanks_above_and_below_a_table_are_read_too() -> None:
    raw = sheet(
        "日报表|||", "填报单位||日期|", "项目|本日|累计|备注", "返程人员|||", "填表人：||电话：|",
    )  # fmt: skip
    found = asked(raw)
    assert found["填报单位"] == (Kind.CELL, ["B2"])
    assert (found["填表人"], found["电话"]) == ((Kind.CELL, ["B5"]), (Kind.CELL, ["D5"]))
    assert found["返程人员 / 本日"] == (Kind.CELL, ["B4"])


def test_a_row_with_something_struck_out_is_no_header() -> None:
    raw = sheet("项目|计量单位|今日|累计", "返程人员|人||", "隔离观察|人|—|", "已解除|人||")
    assert asked(raw)["已解除 / 今日"] == (Kind.CELL, ["C4"])


def test_what_is_hidden_asks_for_nothing_and_the_addresses_stay() -> None:
    raw = sheet("单位|代码|新增|累计", "审计局|||", "统计局|||", "档案局|||", merged=((0, 2, 0, 3),))
    hidden = replace(raw, hidden_rows=frozenset({2}), hidden_columns=frozenset({1, 2}))
    found = asked(hidden, units)
    assert found == {"新增": (Kind.ROWS, ["D2", "D4"])}
    assert [slot.row for each in read_sheet(hidden, units).asked for slot in each.slots] == [1, 3]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("填报单位：          填报日期：   年   月   日", ["填报单位", "日期"]),
        ("填表人：____ 审核人：____", ["填表人", "审核人"]),
        ("填报单位：审计局", []),
        ("（截至2月   日18时）", ["截至日期"]),
        ("2020年2月3日", []),
        ("单位：人", []),
    ],
)
def test_gaps_of_a_line(text: str, labels: list[str]) -> None:
    assert [gap.label.replace("填报日期", "日期") for gap in gaps(text)] == labels


def test_a_line_with_its_gaps_filled_keeps_its_other_words() -> None:
    text = "填报单位：____ 截至   月   日18时"
    one, two = gaps(text)
    done = with_values(text, {(one.start, one.end): "审计局", (two.start, two.end): "2月10日"})
    assert done.startswith("填报单位：审计局  截至")
    assert done.endswith("2月10日18时")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("截至18时", 1080),
        ("截止下午6点", 1080),
        ("截至18:30", 1110),
        ("截至2月9日24时", 1440),
        ("截至目前", None),
    ],
)
def test_the_hour_of_the_cut_off(text: str, minutes: int | None) -> None:
    assert cut_off_in(text) == minutes


def test_units_numbers_and_other_trimmings_of_a_label() -> None:
    assert unit_in("捐款金额（万元）") == "万元"
    assert plain("　　其中：来自重点地区（人）") == "来自重点地区"
    assert plain("1、返程人员") == "返程人员"
    assert plain("14天观察期内") == "14天观察期内"
    assert default_unit_in("单位：人") == "人"
    assert default_unit_in("单位：人、万元") == ""
    assert is_numbering(["甲", "乙", "1", "2", "3"])
    assert not is_numbering(["1", "审计局", "2"])


def test_amounts_are_turned_into_the_unit_asked_for_without_rounding() -> None:
    assert converted(214290, "元", "万元") == 21.429
    assert converted(20000, "元", "万元") == 2
    assert converted(3, "人", "名") == 3
    assert converted(3, "人", "万元") is None


def test_a_new_version_says_what_came_went_moved_and_was_renamed() -> None:
    former = ["单位", "返程人员/新增", "返程人员/累计", "双报人数", "备注"]
    present = ["单位", "返程人员/累计", "返程人员/新增", "双报总人数", "发热"]
    found = compare(former, present)
    assert found.renamed == (("双报人数", "双报总人数"),)
    assert (found.added, found.removed) == (("发热",), ("备注",))
    assert len(found.moved) == 1
    assert not compare(former, former)
    assert nearness(former, present) > 0.4
