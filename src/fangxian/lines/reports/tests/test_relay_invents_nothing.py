"""What sounds like a value and is none: unchanged in a correction, a bare zero, a sum of all, what is over (M8)."""

import pytest

from fangxian.lines.reports.tests.test_relay_reading import only, relay

ORDER = "格式：单位 新增 累计 在管\n"


@pytest.mark.parametrize("rest", ["其他不变", "其余数据不变", "其他数据没有变化", "不变"])
def test_what_a_correction_leaves_unchanged_stays_as_it_was_reported(rest: str) -> None:
    found = only(f"教育局 新增2 累计5 在管3\n更正：教育局累计6，{rest}")
    assert found.said.values == {"new_arrivals": 2, "total_arrivals": 6, "under_observation": 3}
    assert found.said.same == set()
    assert found.understood


def test_a_correction_of_nothing_states_only_what_it_says() -> None:
    found = only("教育局更正：累计6，其他不变")
    assert (found.said.values, found.said.same) == ({"total_arrivals": 6}, set())


def test_unchanged_outside_a_correction_is_as_yesterday() -> None:
    assert "total_arrivals" in only("教育局 新增2，其余不变").said.same


@pytest.mark.parametrize("said", ["+0", " 0", "：0", "0人"])
def test_a_bare_zero_is_no_zero_report(said: str) -> None:
    found = only(f"教育局{said}")
    assert found.said.is_empty
    assert not found.understood


@pytest.mark.parametrize(
    "line", ["收到，辛苦各位！全社区今日新增4人", "收到…全社区今日新增4人", "收到 全市今日新增4人，累计30人"]
)
def test_a_sum_of_all_behind_other_words_is_nobodys(line: str) -> None:
    found = relay(f"教育局 新增1\n{line}")
    assert [(each.unit, each.said.values) for each in found.lines] == [("教育局", {"new_arrivals": 1})]
    assert [number for number, _text in found.others] == [2]


@pytest.mark.parametrize("line", ["0 5 2 已全部双报", "0/5/2，均已双报"])
def test_no_field_takes_the_last_of_bare_values(line: str) -> None:
    assert only(f"教育局 {line}").said.values == {}
    found = only(f"{ORDER}教育局 {line}")
    assert found.said.values == {"new_arrivals": 0, "total_arrivals": 5, "under_observation": 2}
    assert not found.understood


def test_words_behind_bare_values_are_read_and_what_contradicts_them_is_shown() -> None:
    assert only(f"{ORDER}教育局 0 5 2 发热1").said.values["with_symptoms"] == 1
    found = only(f"{ORDER}教育局 0 5 2 在管3")
    assert found.said.values == {"new_arrivals": 0, "total_arrivals": 5}
    assert not found.understood


@pytest.mark.parametrize("over", ["均已解除观察", "4人均已解除观察", "已全部解除观察"])
def test_what_is_over_for_a_total_did_not_end_today(over: str) -> None:
    assert only(f"教育局 今日无返程人员，累计4人，{over}").said.values == {"total_arrivals": 4}


def test_a_unit_named_before_a_sum_of_all_says_it_of_itself() -> None:
    assert only("教育局，全局今日新增4人").unit == "教育局"
