"""No small number can be worked out from what is told: not from sums, other measures, later versions or other days."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.conftest import World, invent
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.measures import Rate, parts
from fangxian.uplink.guarding import guarded, lasting
from fangxian.uplink.models import Figure, Package
from fangxian.uplink.rules.withholding import Withheld, bound, withheld
from fangxian.uplink.tests.handing import Link, link, today

SMALL = 3
FAR = 99
DAY = timedelta(days=1)
LEAVES = st.lists(st.sampled_from([1, 2, 2, 3]), min_size=1, max_size=3).map(
    lambda counts: [f"00{n:02}{m:02}" for n, count in enumerate(counts) for m in range(count)][:5]
)
"""Communities of up to three streets."""


def added_up(leaves: dict[str, int]) -> dict[str, int]:
    """Return the number of every place: what lies below it, together."""
    found: dict[str, int] = {}
    for leaf, number in leaves.items():
        for width in range(2, len(leaf) + 1, 2):
            found[leaf[:width]] = found.get(leaf[:width], 0) + number
    return found


def told(values: dict[str, int], most: dict[str, int]) -> tuple[dict[str, int], frozenset[str]]:
    """Return what is told of some numbers, and which places are closed."""
    found = withheld(values, SMALL, most)
    return {path: number for path, number in values.items() if path not in found.places}, found.closed


def possible(leaves: list[str], most: dict[str, int]) -> Iterator[dict[str, int]]:
    """Yield every way in which the numbers could be, within what others that are told allow."""
    for numbers in itertools.product(*(range(min(most[leaf], 5) + 1) for leaf in leaves)):
        yield added_up(dict(zip(leaves, numbers, strict=True)))


@settings(max_examples=60)
@given(leaves=LEAVES, data=st.data(), tight=st.booleans())
def test_each_small_number_could_as_well_be_another(
    leaves: list[str], data: st.DataObject, tight: bool
) -> None:
    """Whoever adds and subtracts, and knows the bounds, finds no number from 1 to 2.

    Without bounds not even who knows this very rule, and asks which numbers would have led to what is told.
    """
    real = {leaf: data.draw(st.integers(0, 4)) for leaf in leaves}
    spare = st.sampled_from([0, 1, 5]) if tight else st.just(FAR)
    most = added_up({leaf: number + data.draw(spare) for leaf, number in real.items()})
    values = added_up(real)
    published = told(values, most)
    seen: dict[str, set[int]] = {path: set() for path in values}
    for other in possible(leaves, most):
        if any(other[path] != number for path, number in published[0].items()):
            continue
        if tight or told(other, most) == published:
            for path, number in other.items():
                seen[path].add(number)
    for path, number in values.items():
        assert number in seen[path]
        if 0 < number < SMALL:
            assert path not in published[0]
            assert len(seen[path]) > 1, (path, values, most)


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ({"00": 8, "0001": 1, "0002": 7, "0003": 0}, {"0001", "0002", "0003"}),
        ({"00": 8, "0001": 3, "0002": 5}, set()),
        ({"00": 2, "0001": 2, "0002": 0}, {"00", "0001", "0002"}),
        ({"00": 9, "0001": 4, "000101": 1, "000102": 3, "0002": 5}, {"000101", "000102"}),
        ({"00": 3, "0001": 3, "000101": 1, "000102": 2, "0002": 0}, {"000101", "000102"}),
    ],
)
def test_a_small_number_takes_its_neighbours_with_it(values: dict[str, int], hidden: set[str]) -> None:
    assert withheld(values, SMALL).places == hidden


def test_where_others_bound_every_part_the_whole_is_withheld_too() -> None:
    """All three who came are from there: one here, two there, says the number of those who came."""
    values = {"00": 3, "0001": 1, "0002": 2}
    assert withheld(values, SMALL, {"00": 3, "0001": 1, "0002": 2}).places == set(values)
    assert withheld(values, SMALL, {"00": 5, "0001": 2, "0002": 3}).places == {"0001", "0002"}
    assert (bound(1, [0, 1, 4]), bound(0, [0, 2]), bound(5, [4])) == (1, 2, 2**63)


def test_below_a_place_that_was_closed_nothing_is_told_again() -> None:
    values = {"00": 12, "0001": 5, "0002": 7}
    assert withheld(values, SMALL).places == set()
    found = withheld(values, SMALL, closed={"00"})
    assert found == Withheld(frozenset({"0001", "0002"}), frozenset({"00"}))


def test_every_measure_with_a_smallest_cell_is_guarded_and_two_would_protect_nobody(world: World) -> None:
    known = {measure.code: small for measure, small in guarded(registry.all_measures())}
    assert known == {"arrivals.declared_from_key_area": 3, "arrivals.with_symptoms": 3}
    for measure in registry.all_measures():
        assert not isinstance(measure, Rate) or not {part.code for part in parts([measure])} & set(known)


def sick(world: World, *numbers: int, place: str = "spring") -> None:
    for number in numbers:
        world.declare(number, place=place, person=invent(number, symptoms="发热"), has_symptoms=True)


def shown(world: World, held: Link, day: object, *names: str) -> list[int | str]:
    """Return what the node above knows of symptoms by place."""
    rows = Figure.objects.known().filter(measure="arrivals.with_symptoms", day=day)
    found = {row.path: "withheld" if row.hidden else row.value for row in rows}
    return [found[world.places[name].path] for name in names]


def test_what_is_withheld_stays_so_in_later_versions_and_for_a_stock_on_later_days(world: World) -> None:
    """The next version's or day's numbers, and who came in between, would tell what was small before."""
    sick(world, 1, 2, 3, 4)
    sick(world, 5, place="summer")
    held = link(world)
    held.round()
    assert shown(world, held, today(), "county", "east", "spring", "summer", "autumn")[0] == 5
    assert shown(world, held, today(), "spring", "summer") == ["withheld"] * 2
    sick(world, 6, 7, 8, place="summer")
    held.round()
    assert shown(world, held, today(), "county", "spring", "summer") == [8, "withheld", "withheld"]
    world.time.advance(DAY)
    held.round()
    assert shown(world, held, today(), "county", "spring", "summer") == [8, "withheld", "withheld"]
    flows = {"arrivals.declared_from_key_area": ["22"], "arrivals.with_symptoms": ["22"]}
    assert lasting(flows, registry.all_measures()) == {"arrivals.with_symptoms": ["22"]}


def test_a_small_whole_is_withheld_until_it_is_larger(world: World) -> None:
    sick(world, 1)
    held = link(world)
    (package,) = held.round()
    assert shown(world, held, today(), "county", "spring", "autumn") == ["withheld"] * 3
    names = [b"\xe8\xb5\xb5", b"199"]  # 赵, a telephone's beginning
    assert not any(name in bytes(package.body) for name in names)
    sick(world, 2, 3, 4)
    held.round()
    assert shown(world, held, today(), "county", "spring") == [4, 4]
    assert all(not package.closed for package in Package.objects.all()), "no told whole had withheld parts"
