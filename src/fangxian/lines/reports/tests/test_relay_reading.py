"""Relays of every style are read: units and values rightly, nothing invented, nothing lost (M8)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.relay.rules.lines import Line, Relay
from fangxian.lines.reports.relay.rules.naming import Names
from fangxian.lines.reports.relay.rules.reading import read
from fangxian.lines.reports.relay.rules.vocabulary import Asked, vocabulary
from fangxian.lines.reports.relay.words import words_of
from fangxian.lines.reports.tests.relay_collection import LOOSE, UNTUNED, names, score

NEAR = datetime.date(2020, 2, 8)
WORDS = words_of(RETURNEES, ["湖北", "武汉"])
KNOWN = Names(["教育局", "财政局", "审计局", "市教育局"])


def relay(text: str) -> Relay:
    return read(text, WORDS, KNOWN, NEAR)


def only(text: str) -> Line:
    (line,) = relay(text).lines
    return line


@pytest.mark.parametrize("name", sorted(set(names()) - {*LOOSE, *UNTUNED}))
def test_every_relay_of_the_collection_is_read_rightly(name: str) -> None:
    found = score(name)
    assert not found.faults


@pytest.mark.parametrize("name", LOOSE)
def test_what_loose_words_leave_open_is_missed_and_never_made_up(name: str) -> None:
    found = score(name)
    assert found.right_units == found.units
    assert found.right_values >= 0.7 * found.values
    assert not found.invented


def test_relays_for_which_no_rule_was_made_are_read_mostly() -> None:
    """Every unit is found, nothing is invented; nine values of ten at least are right."""
    found = [score(name) for name in UNTUNED]
    assert all(each.right_units == each.units for each in found)
    assert not any(each.invented for each in found)
    assert sum(each.right_values for each in found) >= 0.9 * sum(each.values for each in found)


@pytest.mark.parametrize(
    ("said", "number"),
    [("0", 0), ("零", 0), ("〇", 0), ("无", 0), ("没有", 0), ("3", 3), ("３人", 3), ("三人", 3), ("两人", 2),
     ("俩", 2), ("十二人", 12), ("一百零三人", 103), ("1,203人", 1203), ("1.2万人", 12000)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(said: str, number: int) -> None:
    assert only(f"教育局：新增{said}，发热0").said.values["new_arrivals"] == number


@pytest.mark.parametrize("said", ["约3人", "30余人", "3-5人", "若干人", "几人", "不足10人", "近三人"])
def test_what_is_no_exact_number_is_shown_and_never_taken(said: str) -> None:
    line = only(f"教育局：在管5，累计{said}")
    assert line.said.values == {"under_observation": 5}
    assert line.leftover
    assert not line.understood


@pytest.mark.parametrize("said", [" 零报告", "：无", "0报告", "：暂无"])
def test_a_zero_report_states_every_flow_and_no_total(said: str) -> None:
    zeros = {"new_arrivals": 0, "new_from_key_area": 0, "observation_ended": 0}
    assert only(f"教育局{said}").said.values == zeros


@pytest.mark.parametrize("said", ["：今日无新增", "：没有新增", " 今日没有返程人员", "：无人回来", " 🈚新增"])
def test_none_new_says_nothing_of_those_whose_observation_ended(said: str) -> None:
    assert only(f"教育局{said}").said.values == {"new_arrivals": 0, "new_from_key_area": 0}


def test_clock_times_days_telephones_and_called_names_are_no_numbers() -> None:
    line = only("@张某 教育局 2月8日17:30截至18时 新增2 电话13900000000")
    assert line.said.values == {"new_arrivals": 2}


def test_a_number_without_a_field_is_shown() -> None:
    line = only("教育局 新增2 另外7人")
    assert line.said.values == {"new_arrivals": 2}
    assert any("7" in piece for piece in line.leftover)


def test_one_field_said_twice_with_two_values_has_none() -> None:
    line = only("教育局 新增2，累计5，新增3")
    assert line.said.values == {"total_arrivals": 5}
    assert not line.understood


def test_a_later_line_replaces_and_a_correction_changes_only_what_it_says() -> None:
    replaced = only("教育局 新增2 累计5\n教育局 新增3")
    assert (replaced.said.values, replaced.line) == ({"new_arrivals": 3}, 2)
    corrected = only("教育局 新增2 累计5\n更正：教育局累计6")
    assert (corrected.said.values, corrected.lines) == ({"new_arrivals": 2, "total_arrivals": 6}, [1, 2])


def test_a_withdrawn_line_is_gone() -> None:
    assert not relay("1. 教育局 新增2\n教育局上一条作废").lines


def test_a_quote_states_nothing_again() -> None:
    line = only("教育局-王某 17:02\n「财政局：新增9」\n- - - - - - -\n新增1")
    assert (line.unit, line.said.values) == ("教育局", {"new_arrivals": 1})


def test_words_of_nobody_keep_an_empty_unit_and_are_not_understood() -> None:
    line = only("新增2 累计3")
    assert line.unit == ""
    assert not line.understood


def test_greetings_and_headings_are_kept_apart_with_their_numbers() -> None:
    found = relay("#接龙 2月8日\n各位辛苦了\n教育局 新增0\n收到")
    assert [number for number, _text in found.others] == [1, 2, 4]
    assert found.day == NEAR


@pytest.mark.parametrize(
    ("heading", "day"),
    [("2月9日日报接龙", datetime.date(2020, 2, 9)), ("#接龙 2020-02-07", datetime.date(2020, 2, 7)),
     ("【12月31日】接龙", datetime.date(2019, 12, 31)), ("#接龙", None)],
)  # fmt: skip
def test_the_heading_names_the_day(heading: str, day: datetime.date | None) -> None:
    assert relay(f"{heading}\n教育局 新增0").day == day


def test_other_fields_than_numbers_are_taken_as_they_are_said() -> None:
    words = vocabulary(
        [Asked("new", ("新增",), is_flow=True), Asked("wifi", ("是否消毒",), is_number=False),
         Asked("money", ("捐款",), decimals=2)]
    )  # fmt: skip
    (line,) = read("教育局 新增1，是否消毒：是，捐款1200.5元", words, KNOWN, NEAR).lines
    assert (line.said.values, line.said.answers) == ({"new": 1, "money": 120050}, {"wifi": "是"})


def test_a_word_that_two_fields_share_says_nothing() -> None:
    words = vocabulary([Asked("a", ("新增返程",), is_flow=True), Asked("b", ("新增隔离",), is_flow=True)])
    (line,) = read("教育局 新增3", words, KNOWN, NEAR).lines
    assert line.said.values == {}
    assert not line.understood
    (clear,) = read("教育局 新增返程3", words, KNOWN, NEAR).lines
    assert clear.said.values == {"a": 3}


FIELDS = st.dictionaries(
    st.sampled_from(["新增", "在管", "累计", "发热", "已双报"]), st.integers(0, 10**6), min_size=1
)
CODES = {
    "新增": "new_arrivals", "在管": "under_observation", "累计": "total_arrivals", "发热": "with_symptoms",
    "已双报": "total_dual_reported",
}  # fmt: skip


@given(FIELDS, st.sampled_from([" ", "，", "；", ", ", "、"]), st.sampled_from(["", ":", "：", "为", " "]))
def test_whatever_is_said_plainly_is_read_exactly(said: dict[str, int], gap: str, link: str) -> None:
    text = "市教育局 " + gap.join(f"{name}{link}{number}人" for name, number in said.items())
    assert only(text).said.values == {CODES[name]: number for name, number in said.items()}


@given(
    st.text(alphabet="教育局财政新增在管累计无均为其余同昨日更正0123两十:，。、()「」\n@#第条", max_size=80)
)
def test_no_text_breaks_the_reader_and_every_line_is_accounted_for(text: str) -> None:
    found = relay(text)
    told = {number for line in found.lines for number in line.lines} | {n for n, _text in found.others}
    assert told <= set(range(1, len(text.splitlines()) + 1))
    assert all(number >= 0 for line in found.lines for number in line.said.values.values())
