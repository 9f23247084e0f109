"""Numbers as a clerk of a committee office would write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.mechanisms.papers import numerals


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (271, "271"), (2617500, "2617500"), (Decimal("3.50"), "3.5"), (Decimal("-0.26"), "-0.3")],
)
def test_a_number_has_no_separators_and_at_most_one_decimal(value: Decimal, text: str) -> None:
    assert numerals.plain(value) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(271, 271, "100%"), (270, 271, "99.6%"), (0, 62, "0%"), (1, 2, "50%"), (0, 0, "—")],
)
def test_a_rate_is_a_percentage_and_nothing_over_nothing_is_a_dash(
    numerator: int, denominator: int, text: str
) -> None:
    assert numerals.percent(numerator, denominator) == text


@given(st.integers(1, 10**9), st.data())
def test_only_a_complete_rate_reads_one_hundred_percent(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))

    text = numerals.percent(numerator, denominator)

    assert (text == "100%") == (numerator == denominator)
    assert (text == "0%") == (numerator == 0)


@pytest.mark.parametrize(
    ("value", "text"), [(20136, "20000余"), (1187, "1100余"), (34, "30余"), (5000, "5000"), (7, "7")]
)
def test_more_than_rounds_down_and_never_calls_an_exact_number_more(value: int, text: str) -> None:
    assert numerals.more_than(value) == text


@given(st.integers(0, 10**12))
def test_more_than_never_claims_too_much(value: int) -> None:
    claimed = numerals.more_than(value, "多")

    assert int(claimed.rstrip("多")) <= value
    assert claimed.endswith("多") == (int(claimed.rstrip("多")) < value)


def test_an_estimate_keeps_its_qualifier_where_chinese_puts_it() -> None:
    assert numerals.qualified("5000", "余") == "5000余"
    assert numerals.qualified("5000", "约") == "约5000"
    assert numerals.qualified("5000", "") == "5000"


def test_document_numbers_and_dates_follow_the_standard() -> None:
    assert numerals.document_number("白山直党工发", 2020, 1) == "白山直党工发〔2020〕1号"
    assert numerals.issue_number(12) == "第12期"
    assert numerals.day(date(2020, 2, 1)) == "2020年2月1日"
    assert numerals.day(date(2020, 2, 10), year=False) == "2月10日"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2020, 2, 10, 10, 0, tzinfo=UTC), "2月10日18时"),
        (datetime(2020, 2, 10, 10, 30, tzinfo=UTC), "2月10日18时30分"),
        (datetime(2020, 2, 10, 16, 0, tzinfo=UTC), "2月10日24时"),
        (datetime(2020, 2, 10, 15, 59, 59, 999999, tzinfo=UTC), "2月10日24时"),
        (datetime(2020, 2, 10, 16, 0, 1, tzinfo=UTC), "2月11日0时"),
    ],
)
def test_an_hour_is_told_in_official_time_and_midnight_ends_its_day(moment: datetime, text: str) -> None:
    assert numerals.hour(moment) == text


@given(st.integers(-(10**15), 10**15), st.integers(1, 4))
def test_money_is_written_with_all_its_decimals(units: int, decimals: int) -> None:
    amount = Decimal(units).scaleb(-decimals)
    assert numerals.exact(amount, decimals) == f"{amount:.{decimals}f}"
