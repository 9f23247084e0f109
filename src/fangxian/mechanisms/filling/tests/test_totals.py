"""What a total shows where the form itself has no formula for it (M8)."""

from fangxian.mechanisms.figures.answers import Value
from fangxian.mechanisms.filling.figuring import Figure, Flag
from fangxian.mechanisms.filling.totals import total


def figure(value: int) -> Figure:
    return Figure(Value(value), url="/entries")


def test_rows_that_make_up_the_whole_have_its_figure_where_a_person_counts_once() -> None:
    assert total([figure(2), figure(3)], figure(4)) == figure(4)


def test_rows_that_are_only_some_of_the_units_are_added_up() -> None:
    assert total([figure(2), figure(3)], figure(451)).value == Value(5)


def test_a_total_with_an_unknown_row_stays_empty_rather_than_wrong() -> None:
    assert total([figure(2), Figure(None, Flag.UNKNOWN)], figure(451)) == Figure(None, Flag.UNKNOWN)


def test_a_subtotal_adds_up_its_group_though_the_whole_is_less() -> None:
    assert total([figure(2), figure(3)], figure(4), is_part=True).value == Value(5)


def test_a_rate_is_made_of_the_rows_parts_and_not_of_their_percentages() -> None:
    rows = [Figure(Value(100, 1, 1)), Figure(Value(50.0, 5, 10))]
    assert total(rows, Figure(Value(90.0, 90, 100))).value == Value(54.55, 6, 11)


def test_a_mean_keeps_the_whole() -> None:
    whole = Figure(Value(12.5, decimals=1))
    assert total([Figure(Value(1.0, decimals=1))], whole) == whole
