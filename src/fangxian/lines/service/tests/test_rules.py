"""Hours of service and hours of the day (M11)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.service import rules
from fangxian.lines.service.rules import Step


@given(st.integers(0, rules.LONGEST))
def test_hours_are_minutes_rounded_to_hundredths(minutes: int) -> None:
    assert abs(rules.hundredths(minutes) * 60 - minutes * 100) <= 30
    assert rules.hundredths(minutes * 3) * 60 == minutes * 3 * 100


@pytest.mark.parametrize(("text", "hour"), [("8:30", "08:30"), ("23：05", "23:05"), (" ", "")])
def test_an_hour_is_read(text: str, hour: str) -> None:
    assert rules.hour(text) == hour


@pytest.mark.parametrize("text", ["24:00", "8", "8:60", "早上"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        rules.hour(text)


def test_what_was_answered_is_answered_once() -> None:
    for over in (Step.ACCEPTED, Step.DECLINED, Step.CONFIRMED, Step.DONE, Step.CORRECTED, Step.SETTLED):
        assert not any(rules.may_follow(over, step) for step in Step)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_a_shift_named_by_its_hours_ends_after_it_begins(
    first: int, some: int, last: int, other: int
) -> None:
    span = rules.hours(f"{first:02}:{some:02}–{last:02}:{other:02}")
    assert span is not None
    assert timedelta(0) < span[1] - span[0] <= timedelta(days=1)
    assert span[1] % timedelta(days=1) == timedelta(hours=last, minutes=other)


@pytest.mark.parametrize("text", ["白班", "", "8-16"])
def test_a_shift_named_otherwise_has_no_hours(text: str) -> None:
    assert rules.hours(text) is None
