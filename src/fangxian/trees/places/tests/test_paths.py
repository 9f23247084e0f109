"""Paths have the width of their level, are unique, and a subtree is a prefix."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fangxian.core.errors import Invalid
from fangxian.trees.places.models import WIDTHS, Kind
from fangxian.trees.places.paths import DIGITS, LEVELS, allocate, ancestors, kind_of, natural_path

kinds = st.sampled_from(LEVELS)
segments = st.text(DIGITS, max_size=6)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("220000000000", "22"),
        ("220600", "2206"),
        ("220602000000", "220602"),
        ("220602001000", "220602001"),
        ("220602001001", "220602001001"),
        ("220602001001003", "220602001001003"),
        (" 2206 ", "2206"),
    ],
)
def test_a_division_code_with_its_zeros_stands_for_one_path(code: str, path: str) -> None:
    assert natural_path(code) == path
    assert natural_path(code, kind_of(path)) == path


def test_a_city_without_counties_keeps_its_county_code_when_the_level_is_given() -> None:
    assert natural_path("441900000000", Kind.COUNTY) == "441900"
    assert natural_path("441900000000") == "4419"


@pytest.mark.parametrize("code", ["", "2", "22-06", "二二", "22060200100"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        natural_path(code)


def test_a_code_of_another_level_is_refused() -> None:
    with pytest.raises(Invalid):
        natural_path("2206", Kind.COUNTY)


def test_a_county_that_reports_to_its_province_is_a_city_of_its_own_in_every_grouping() -> None:
    path = allocate("22", Kind.COUNTY, "02", {"2206", "220602", "220605"})
    assert len(path) == 6
    assert path[2].isalpha()
    assert path.endswith("02")


def test_a_second_one_gets_a_padding_of_its_own() -> None:
    first = allocate("22", Kind.COUNTY, "02", set())
    second = allocate("22", Kind.COUNTY, "02", {first, first + "001"})
    assert first[:4] != second[:4]


def test_a_wished_segment_that_is_taken_gives_way_to_one_that_no_division_code_uses() -> None:
    assert allocate("220602", Kind.STREET, "001", {"220602001001"}) == "220602A00"


def test_buildings_are_numbered_in_order() -> None:
    taken: set[str] = set()
    for _turn in range(40):
        taken.add(allocate("220602001001001001", Kind.BUILDING, "", taken))
    assert sorted(path[-3:] for path in taken)[::39] == ["001", "014"]


def test_a_parent_must_stand_above() -> None:
    with pytest.raises(Invalid):
        allocate("220602", Kind.CITY, "", set())


@given(st.lists(st.tuples(kinds, kinds, segments), max_size=40))
def test_every_path_is_unique_has_its_width_and_begins_with_its_parent(
    wishes: list[tuple[Kind, Kind, str]],
) -> None:
    paths = {"22"}
    for upper, kind, wish in wishes:
        parents = sorted(path for path in paths if kind_of(path) is upper)
        if not parents or LEVELS.index(upper) >= LEVELS.index(kind):
            continue
        path = allocate(parents[0], kind, wish, {other for other in paths if other.startswith(parents[0])})
        assert path not in paths
        assert len(path) == WIDTHS[kind]
        assert path.startswith(parents[0])
        assert set(path) <= set(DIGITS)
        paths.add(path)
    assert all(_is_subtree_of_its_parent(path, paths) for path in paths)


def _is_subtree_of_its_parent(path: str, paths: set[str]) -> bool:
    """A path that left levels out shares its padding with nobody but what is below it."""
    real = [upper for upper in ancestors(path) if upper in paths]
    nearest = real[-1] if real else ""
    padding = path[: WIDTHS[LEVELS[LEVELS.index(kind_of(nearest)) + 1]]] if nearest else path
    return len(padding) == len(path) or all(
        other.startswith(path) or path.startswith(other) for other in paths if other.startswith(padding)
    )


@given(kinds, kinds)
def test_only_a_level_above_can_be_a_parent(upper: Kind, kind: Kind) -> None:
    assume(LEVELS.index(upper) >= LEVELS.index(kind))
    with pytest.raises(Invalid):
        allocate("2" * WIDTHS[upper], kind, "", set())
