"""Habits of groups met later: names in brackets, arrows, who is missing, what has been done since, answers (M8)."""

import pytest

from fangxian.lines.reports.tests.test_relay_reading import only, relay

WHOLE = {"new_arrivals": 0, "total_arrivals": 6}


def test_a_unit_in_brackets_before_its_words_is_who_says_them() -> None:
    found = relay("[教育局] 新增0，累计6\n［财政局］ 新增1。\n[审计局] 同上，零报告")
    assert [each.unit for each in found.lines] == ["教育局", "财政局", "审计局"]
    assert found.lines[0].said.values == WHOLE
    assert found.lines[1].said.values == {"new_arrivals": 1}


@pytest.mark.parametrize("sender", ["[某某公司]", "[玫瑰]", "[强]", "［小赵］"])
def test_what_stands_behind_other_brackets_is_not_said_by_the_unit_above(sender: str) -> None:
    found = relay(f"教育局 累计6\n{sender} 新增3")
    assert found.lines[0].said.values == {"total_arrivals": 6}
    assert not any(each.unit for each in found.lines[1:])


def test_a_unit_alone_in_brackets_says_what_follows() -> None:
    assert only("[教育局]\n新增0，累计6").unit == "教育局"


def test_relatives_are_no_units_that_are_missing() -> None:
    assert only("教育局：新增2，还有1家属，累计4").said.values["total_arrivals"] == 4


def test_a_chat_s_note_of_a_message_taken_back_is_not_about_the_one_that_can_be_read() -> None:
    found = relay("教育局 新增0，累计6\n[教育局] 撤回了一条消息\n教育局撤回一条消息")
    assert [each.said.values for each in found.lines] == [WHOLE]
    assert relay("教育局 新增0，累计6\n教育局的作废").lines == []


@pytest.mark.parametrize("missing", ["还差两家银行", "就差3个单位了", "还有一家没报"])
def test_who_tells_how_many_are_missing_reports_of_all(missing: str) -> None:
    found = relay(f"教育局 新增0，累计6\n财政局-小赵：累计29，发热0，{missing}")
    assert [each.unit for each in found.lines] == ["教育局"]
    assert [number for number, _text in found.others] == [2]


@pytest.mark.parametrize(
    "said",
    ["未登记的2人已到社区登记，已双报7，未登记0", "未报到的那两人均已报到，双报7，未登记0",
     "未登记0，已双报7（没登记的2名今天都已登记）"],
)  # fmt: skip
def test_those_who_have_done_it_since_are_not_counted_as_still_to_do_it(said: str) -> None:
    found = only(f"教育局 累计7 已双报5 未登记2\n教育局更正：{said}")
    told = {"total_arrivals": 7, "total_dual_reported": 7, "not_at_community": 0}
    assert found.said.values == told


@pytest.mark.parametrize(
    "said", ["未登记的2人已督促登记", "未登记的2人已通知都去登记", "未登记的2人均已联系登记"]
)
def test_those_who_were_only_told_to_do_it_have_not(said: str) -> None:
    assert only(f"教育局 累计7，{said}").said.values == {"total_arrivals": 7, "not_at_community": 2}


def test_a_correction_that_contradicts_itself_leaves_neither_its_values_nor_the_former_one() -> None:
    found = only("教育局 累计7 未登记2\n教育局更正：未登记1，未登记0，未登记0")
    assert found.said.values == {"total_arrivals": 7}
    assert not found.understood


@pytest.mark.parametrize("arrow", ["→", "->", "=>", " → ", "➡️"])
def test_an_arrow_leads_from_a_field_to_its_number(arrow: str) -> None:
    found = only(f"教育局：新增{arrow}叁，累计{arrow}拾肆，发热{arrow}无")
    assert found.said.values == {"new_arrivals": 3, "total_arrivals": 14, "with_symptoms": 0}


@pytest.mark.parametrize("arrow", ["→", "->"])
def test_an_arrow_between_numbers_still_corrects(arrow: str) -> None:
    found = only(f"教育局 新增2 累计5\n教育局 累计5{arrow}6")
    assert found.said.values == {"new_arrivals": 2, "total_arrivals": 6}


@pytest.mark.parametrize(("said", "number"), [("廿三", 23), ("廿", 20), ("卅一人", 31)])
def test_twenty_and_thirty_are_written_short(said: str, number: int) -> None:
    assert only(f"教育局：新增0，累计{said}").said.values["total_arrivals"] == number


@pytest.mark.parametrize("slip", ["一十零", "零十一", "一亿一"])
def test_a_numeral_that_is_none_is_left_to_a_person(slip: str) -> None:
    assert only(f"教育局：新增2，累计{slip}").said.values == {"new_arrivals": 2}


def test_whom_the_community_has_on_its_list_too_both_have() -> None:
    found = only("教育局：新增0，累计6，社区已登记5名，未登记1名")
    assert found.said.values == WHOLE | {"total_dual_reported": 5, "not_at_community": 1}
    assert "total_dual_reported" not in only("教育局：新增0，累计6，社区未登记1").said.values


@pytest.mark.parametrize("answer", ["对，", "是的，", "没错，"])
def test_who_answers_a_question_adds_to_his_report(answer: str) -> None:
    found = only(f"教育局：新增1，累计14\n（累计是不是13？）\n教育局：{answer}累计13")
    assert found.said.values == {"new_arrivals": 1, "total_arrivals": 13}
    assert only("教育局：新增1，累计14\n教育局：累计13").said.values == {"total_arrivals": 13}
