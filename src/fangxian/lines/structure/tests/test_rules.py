"""Hours of a turn, and the tree of groups."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.structure.rules import Branch, hour, span, tree


@pytest.mark.parametrize(("text", "read"), [
    ("8", "08:00"), ("8:30", "08:30"), ("20：00", "20:00"), ("8点半", "08:30"), ("24:00", "00:00"),
    (" 9时5分 ", "09:05"),
])  # fmt: skip
def test_an_hour_is_read_as_people_write_it(text: str, read: str) -> None:
    assert hour(text) == read


@pytest.mark.parametrize("text", ["", "晚上", "25:00", "24:01", "8:60", "8:00-9:00"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hour"):
        hour(text)


@given(st.dates(), st.times(), st.times())
def test_a_turn_lasts_at_most_a_day_and_always_some_time(
    day: datetime.date, first: datetime.time, last: datetime.time
) -> None:
    if day >= datetime.date(9999, 12, 31):
        return
    begins, ends = (f"{one:%H:%M}" for one in (first, last))
    begin, end = span(day, begins, ends, datetime.UTC)
    assert datetime.timedelta(0) < end - begin <= datetime.timedelta(days=1)
    assert (begin.date(), f"{begin:%H:%M}", f"{end:%H:%M}") == (day, begins, ends)


def _all(branches: list[Branch[int]]) -> list[int]:
    return [one for branch in branches for one in (branch.node, *_all(branch.below))]


@given(st.dictionaries(st.integers(0, 30), st.none() | st.integers(0, 40), max_size=25))
def test_every_group_stands_once_in_the_chart_whatever_their_parents(parents: dict[int, int | None]) -> None:
    """Parents may be missing, or go round in a circle."""
    branches = tree((key, parent, key) for key, parent in parents.items())
    assert sorted(_all(branches)) == sorted(parents)


def test_groups_hang_below_their_parents_in_their_order() -> None:
    (top,) = tree([("a", None, "a"), ("c", "a", "c"), ("b", "a", "b"), ("d", "c", "d")])
    assert [branch.node for branch in top.below] == ["c", "b"]
    assert [branch.node for branch in top.below[0].below] == ["d"]
