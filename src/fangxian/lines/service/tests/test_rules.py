"""Hours of service and hours of the day (M11)."""

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
    for over in (Step.ACCEPTED, Step.DECLINED, Step.CONFIRMED, Step.TAKEN, Step.SETTLED):
        assert not any(rules.may_follow(over, step) for step in Step)
