"""What sounds like a value and is none: unchanged in a correction, a bare zero, a sum of all, what is over (M8)."""

import pytest

from fangxian.lines.reports.relay.rules.reading import read
from fangxian.lines.reports.tests.test_relay_reading import KNOWN, NEAR, WORDS, only, relay

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
    assert "total_arrivals" in only("教育局 新增0，其余不变").said.same


@pytest.mark.parametrize("rest", ["其他不变", "其余同昨日", "其他无", "其余均为0"])
def test_no_total_is_as_it_was_or_none_while_there_are_new_ones(rest: str) -> None:
    found = only(f"教育局 新增3，{rest}")
    assert "total_arrivals" not in {*found.said.values, *found.said.same}
    assert not found.understood


def test_what_a_correction_says_to_be_as_yesterday_is_no_longer_as_it_was_said() -> None:
    found = only("教育局 新增0 累计5 在管3\n更正：教育局在管2，其余同昨日")
    assert found.said.values == {"under_observation": 2}
    assert {"new_arrivals", "total_arrivals"} <= found.said.same


def test_the_other_fields_of_a_correction_alike_are_not_one() -> None:
    found = only("教育局 新增2 累计5\n刚才教育局的发错了，新增1，其他一样")
    assert found.said.values == {"new_arrivals": 1, "total_arrivals": 5}


@pytest.mark.parametrize("said", ["+0", " 0", "：0", "0人"])
def test_a_bare_zero_is_no_zero_report(said: str) -> None:
    found = only(f"教育局{said}")
    assert found.said.is_empty
    assert not found.understood


SUMS = (
    "收到，今天合计新增4人",
    "好的收到…合计新增4人，累计30",
    "收到，一共新增4人",
    "①-⑧合计 新增3人 累计40人",
    "截至17:00共8家，新增5人，累计44人",
    "昨天全市通报：累计申报245人，已双报198人",
    "目前合计：新增4人，累计31人",
    "今天全部收齐，返程4人，累计51人",
    "以上单位均无新增",
    "其他单位都是零报告",
    "收到，辛苦各位！全社区今日新增4人",
    "收到…全社区今日新增4人",
    "收到 全市今日新增4人，累计30人",
)


@pytest.mark.parametrize("line", SUMS)
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


@pytest.mark.parametrize("over", ["均已解除观察", "4人均已解除观察", "已全部解除观察", "全部解除"])
def test_what_is_over_for_a_total_did_not_end_today(over: str) -> None:
    found = only(f"教育局 今日无返程人员，累计4人，{over}")
    assert found.said.values == {"new_arrivals": 0, "new_from_key_area": 0, "total_arrivals": 4}
    assert not found.understood


def test_a_unit_named_before_a_sum_of_all_says_it_of_itself() -> None:
    assert only("教育局，全局今日新增4人").unit == "教育局"


@pytest.mark.parametrize("line", ["收到，合计新增4人", "收到，一共新增4人", "辛苦了，共3家，新增4人"])
def test_who_adds_up_what_others_said_reports_nothing_even_in_his_own_name(line: str) -> None:
    assert relay(f"教育局 19:40\n{line}").lines == []


@pytest.mark.parametrize(
    "line", ["教育局收到，谢谢", "教育局 已报", "教育局还没报", "还有教育局、财政局没接，抓紧"]
)
def test_a_unit_that_is_only_named_reports_nothing(line: str) -> None:
    found = relay(line)
    assert found.lines == []
    assert [number for number, _text in found.others] == [1]


@pytest.mark.parametrize("said", ["累计是12还是13？", "新增2是吗？", "新增2？待核实", "可能新增2人"])
def test_a_question_or_a_doubt_states_nothing(said: str) -> None:
    assert only(f"1. 教育局 {said}").said.values == {}


@pytest.mark.parametrize("said", ["明天返程3人", "预计明天新增2人", "计划新增返程2人", "昨日新增2人"])
def test_another_day_s_numbers_are_not_of_the_day(said: str) -> None:
    found = only(f"教育局 {said}，累计5人")
    assert found.said.values == {"total_arrivals": 5}
    assert not found.understood


@pytest.mark.parametrize("said", ["昨日18时至今日18时新增2人", "较昨日新增2人", "昨日累计3，今日新增2"])
def test_yesterday_s_hour_as_the_beginning_of_the_day_is_the_day(said: str) -> None:
    assert only(f"教育局 {said}").said.values["new_arrivals"] == 2


def test_a_line_of_another_day_than_the_heading_s_is_no_report_of_it() -> None:
    found = relay("2月8日接龙\n教育局补报2月7日：新增3\n财政局2月8日：新增1，其中2月7日返回1人")
    assert [line.unit for line in found.lines] == ["财政局"]


def test_a_message_sent_before_the_day_reports_nothing_of_it() -> None:
    text = "王某 2020-02-07 18:21\n教育局 新增3\n李某 2020-02-08 17:02\n财政局 新增1"
    found = read(text, WORDS, KNOWN, NEAR, day=NEAR)
    assert [line.unit for line in found.lines] == ["财政局"]


def test_a_copy_of_an_earlier_line_takes_no_correction_back() -> None:
    first, second = "1. 教育局 新增0 累计3", "2. 财政局 新增1 累计2"
    found = relay(f"#接龙\n{first}\n教育局更正：累计4\n#接龙\n{first}\n{second}")
    assert [line.said.values["total_arrivals"] for line in found.lines] == [4, 2]


@pytest.mark.parametrize(
    "said", ["双报100%", "隔离7天", "新增2+1", "新增2/15", "未解除3人", "新增2户", "发热2只"]
)
def test_what_is_no_number_of_persons_is_none(said: str) -> None:
    found = only(f"1. 教育局 {said}")
    assert found.said.values == {}
    assert not found.understood


def test_what_holds_for_all_but_some_is_left_to_be_read() -> None:
    assert only("1. 教育局除武汉返回1人外，均无新增").said.values == {}


def test_unchanged_behind_a_number_is_said_of_that_number() -> None:
    found = only("教育局 新增0，累计5不变")
    assert (found.said.values, found.said.same) == ({"new_arrivals": 0, "total_arrivals": 5}, set())


def test_what_a_unit_said_yesterday_replaces_nothing() -> None:
    found = only("教育局 新增0 累计19\n昨天教育局报的是累计18人")
    assert found.said.values == {"new_arrivals": 0, "total_arrivals": 19}


def test_a_number_said_to_be_a_total_is_not_the_day_s() -> None:
    found = only("教育局 新增0 解除观察2（累计）")
    assert found.said.values == {"new_arrivals": 0}
    assert not found.understood
