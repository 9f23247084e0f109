"""Who is proposed for whom, whatever the communities and units are (M9)."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.pairing.rules import FIVE_ONES, Need, Proposed, Unit, gaps, propose, shares

PATHS = st.sampled_from([f"22060200{street}00{number}" for street in (1, 2) for number in range(1, 8)])
NEEDS = st.lists(
    st.builds(Need, PATHS, st.integers(0, 900), st.integers(0, 40), st.integers(0, 5),
              st.frozensets(st.integers(0, 6))),
    unique_by=lambda need: need.path, max_size=12,
)  # fmt: skip
UNITS = st.lists(
    st.builds(Unit, st.integers(0, 9), PATHS, st.integers(0, 99)), unique_by=lambda unit: unit.id, max_size=9
)


@given(NEEDS, UNITS)
def test_every_community_is_covered_and_nobody_is_free(needs: Sequence[Need], told: Sequence[Unit]) -> None:
    load = Counter(unit for need in needs for unit in need.units)
    units = [Unit(unit.id, unit.path, unit.strength, load[unit.id]) for unit in told]
    found = propose(needs, units)
    assert len(set(found)) == len(found)
    standing = {Proposed(unit, need.path) for need in needs for unit in need.units}
    assert not standing & set(found)
    if units:
        assert {need.path for need in needs} == {one.path for one in (*standing, *found)}
    if needs:
        assert {unit.id for unit in units} <= {one.unit for one in (*standing, *found)}
    assert propose(reversed(needs), reversed(units)) == found  # whatever the order


@given(NEEDS, UNITS)
def test_no_unit_takes_a_second_community_before_every_other_has_one(
    needs: Sequence[Need], units: Sequence[Unit]
) -> None:
    bare = [Need(need.path, need.households) for need in needs]
    counts = Counter(one.unit for one in propose(bare, units))
    if units and bare:
        assert max(counts.values()) - min(counts[unit.id] for unit in units) <= 1


def test_the_neediest_gets_the_strongest_and_of_equals_the_nearest() -> None:
    needs = [Need("220602001001", 100), Need("220602002001", 900)]
    strong, near, far = Unit("a", "220681", 50), Unit("b", "220602001", 10), Unit("c", "220602002", 10)
    assert propose(needs, [near, far, strong])[:2] == [("a", "220602002001"), ("b", "220602001001")]


def test_households_arrivals_and_checkpoints_count_alike() -> None:
    needs = [Need("1", 100, 0, 0), Need("2", 0, 7, 0), Need("3", 0, 0, 2)]
    assert set(shares(needs).values()) == {1_000_000}


def test_a_slot_is_filled_or_not() -> None:
    assert gaps({}, FIVE_ONES) == list(FIVE_ONES)
    assert gaps(dict.fromkeys(FIVE_ONES, "x") | {"task_force": "", "task_force_people": 6}, FIVE_ONES) == []
