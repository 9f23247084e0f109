"""Relays that name their columns once, sums of several units, and what belongs to another day or a total (M8)."""

import pytest

from fangxian.lines.reports.tests.test_relay_reading import only, relay

THREE = {"new_arrivals": 0, "total_arrivals": 12, "under_observation": 3}


@pytest.mark.parametrize(
    ("heading", "line"),
    [("请按“单位+新增+累计+在管”报送，截止18:00", "教育局+0+12+3"),
     ("单位/新增/累计/在管", "1、教育局（王某代报）0/12/3"),
     ("格式：单位、新增、累计、在管", "教育局：0，12，3"),
     ("格式：单位-新增-累计-在管", "教育局-0-12-3"),
     ("2月8日返程人员，按“单位 新增/累计/在管”接，17点截止", "3. 教育局 ０／１２／３"),
     ("接龙：2月8日返程（新增/累计/在管）", "1、教育局 0/12/3 均正常"),
     ("例：某某局 新增0 累计0 在管0", "6.教育局 0 12 3"),
     ("请报：新增、累计、在管三个数", "教育局：0，12，3"),
     ("各单位报一下：新增几人、累计几人、在管几人", "教育局 0 12 3"),
     ("返程日报 2月8日 单位/今日/累计/在管", "教育局 0/12/3"),
     ("序号 单位 新增 累计 在管", "1 教育局 无 12人 三人"),
     ("序号\t单位\t新增\t累计\t在管\t联系电话", "1\t教育局\t0\t12\t3\t13900000000")],
)  # fmt: skip
def test_bare_values_are_read_as_the_heading_orders_them(heading: str, line: str) -> None:
    assert only(f"{heading}\n{line}").said.values == THREE


@pytest.mark.parametrize("line", ["教育局 0/12", "教育局 0/12/3/1", "教育局 0/1-2人/3/4"])
def test_another_number_of_values_than_columns_is_shown_and_never_guessed(line: str) -> None:
    found = only(f"格式：单位/新增/累计/在管\n{line}")
    assert found.said.values == {}
    assert not found.understood


def test_an_empty_cell_of_a_sheet_states_nothing_and_a_doubtful_one_is_shown() -> None:
    found = only("单位\t新增\t累计\t在管\t备注\n教育局\t\t约12\t3\t未核实\n合计\t2\t30\t9")
    assert found.said.values == {"under_observation": 3}
    assert found.leftover == ["约12"]
    assert found.said.remark == "未核实"


@pytest.mark.parametrize("line", ["合计：新增2人，累计14人", "全街道新增2人，累计14人", "小计 新增2 累计14"])
def test_a_sum_of_several_units_is_of_no_unit(line: str) -> None:
    found = relay(f"教育局 新增0 累计12\n财政局 新增2 累计2\n{line}")
    assert [each.unit for each in found.lines] == ["教育局", "财政局"]
    assert [number for number, _text in found.others] == [3]


def test_numbers_of_yesterday_and_shares_of_a_total_are_not_of_the_day() -> None:
    found = only("教育局 昨日新增1人，累计12人（含湖北2人），在管3")
    assert found.said.values == {"total_arrivals": 12, "under_observation": 3}
    assert found.leftover


def test_persons_are_counted_not_their_households() -> None:
    assert only("教育局 新增1户3人，发热0").said.values == {"new_arrivals": 3, "with_symptoms": 0}
    assert not only("教育局 新增3户，发热0").understood


def test_new_ones_in_isolation_are_not_all_in_isolation() -> None:
    found = only("教育局 新增2人，均居家隔离，累计9人")
    assert found.said.values == {"new_arrivals": 2, "total_arrivals": 9}
    assert not found.understood


def test_ditto_repeats_zeros_only() -> None:
    zeros, same = relay("教育局 零报告\n财政局 同上").lines
    assert same.said.values == zeros.said.values
    _some, other = relay("教育局 新增2\n财政局 同上").lines
    assert other.said.values == {}
    assert not other.understood


def test_a_correction_finds_its_unit_under_another_level() -> None:
    found = only("市教育局 新增1，累计5\n教育局报错了，累计更改为6")
    assert (found.unit, found.said.values) == ("市教育局", {"new_arrivals": 1, "total_arrivals": 6})


def test_a_district_is_not_taken_for_the_city_whose_name_it_ends_with() -> None:
    assert [line.unit for line in relay("铁东区财政局 新增3\n财政局 新增1").lines] == [
        "铁东区财政局",
        "财政局",
    ]


def test_a_correction_whose_number_names_no_field_leaves_nothing_standing() -> None:
    found = only("教育局 新增3，累计40\n教育局多报了一个，是2个，累计39")
    assert found.said.values == {"total_arrivals": 39}
    assert not found.understood


def test_who_reports_and_how_to_reach_him_is_no_word_left_over() -> None:
    assert only("教育局：新增0人；累计12人；报送人：王某；联系电话：0439-1234567").understood


def test_as_many_numbers_as_fields_are_each_of_their_own() -> None:
    assert only("教育局 新增/累计：2/15").said.values == {"new_arrivals": 2, "total_arrivals": 15}
    assert only("教育局 新增、累计均为0").said.values == {"new_arrivals": 0, "total_arrivals": 0}


@pytest.mark.parametrize("said", ["新增/累计：2", "新增/累计：2/15/3"])
def test_one_number_or_too_many_for_several_fields_are_shown_and_never_guessed(said: str) -> None:
    found = only(f"1. 教育局 {said}")
    assert found.said.values == {}
    assert not found.understood


def test_a_stroke_in_place_of_a_number_states_nothing_and_lends_no_field_another_s() -> None:
    assert only("教育局 新增：/ 累计：14 发热：/").said.values == {"total_arrivals": 14}


def test_all_zero_is_said_of_the_columns_that_were_asked() -> None:
    found = only("格式：单位+新增+累计\n教育局 均为0")
    assert found.said.values == {
        "new_arrivals": 0, "new_from_key_area": 0, "total_arrivals": 0, "observation_ended": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said", ["今日2人，累计15人", "新2累15", "+2，累计15", "1、新增2人；2、累计15人", "新增：贰 累计：拾伍"]
)
def test_short_ways_of_naming_a_field_are_read(said: str) -> None:
    assert only(f"教育局 {said}").said.values == {"new_arrivals": 2, "total_arrivals": 15}


@pytest.mark.parametrize(
    ("said", "left"),
    [("累计12人，均已登记", 0), ("累计12人，都到社区登记了", 0), ("累计12人，2人还没到社区登记", 2),
     ("累计12人，未登记2人，其余均已登记", 2)],
)  # fmt: skip
def test_those_who_have_not_registered_are_none_when_all_have(said: str, left: int) -> None:
    assert only(f"教育局 {said}").said.values == {"total_arrivals": 12, "not_at_community": left}


@pytest.mark.parametrize("said", ["新增1人为湖北黄冈返回", "新增1人（武汉返回）", "新来1个，武汉回来的"])
def test_where_the_new_ones_came_from_is_read(said: str) -> None:
    assert only(f"教育局 {said}").said.values == {"new_arrivals": 1, "new_from_key_area": 1}


@pytest.mark.parametrize(
    "said",
    ["更正：教育局累计应为6人，刚才漏了一位", "教育局写错了，累计是6不是5", "教育局累计由5改为6", "教育局 累计5→6",
     "教育局这个不对，累计6"],
)  # fmt: skip
def test_a_correction_keeps_what_it_does_not_speak_of(said: str) -> None:
    found = only(f"教育局 新增1 累计5\n{said}")
    assert found.said.values == {"new_arrivals": 1, "total_arrivals": 6}


def test_a_correction_that_names_a_field_in_vain_leaves_it_open() -> None:
    found = only("教育局 新增1 累计5\n教育局更正：累计约7人")
    assert found.said.values == {"new_arrivals": 1}
