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
