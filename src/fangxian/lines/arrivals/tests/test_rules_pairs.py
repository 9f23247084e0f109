"""Few reports settled by themselves, and which of many are connected: the same as the rules say of all at once."""

from collections import defaultdict
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.arrivals.rules.cluster import Decision
from fangxian.lines.arrivals.rules.compare import Report
from fangxian.lines.arrivals.rules.groups import BITS, Groups, members, parts, standing_for
from fangxian.lines.arrivals.rules.pairs import reconcile_pair, reconcile_single
from fangxian.lines.arrivals.rules.standing import Standing, reconcile
from fangxian.lines.arrivals.tests.rules_stories import report_lists

NO_KEYS: frozenset[tuple[str, bytes]] = frozenset()


@given(report_lists(most=2))
def test_one_or_two_reports_stand_as_all_rules_say(reports: list[Report]) -> None:
    expected = reconcile(reports)
    found = reconcile_pair(*reports) if len(reports) == 2 else reconcile_single(*reports)
    assert found == expected


@given(report_lists(most=12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans())))
def test_reports_settled_set_by_set_stand_as_all_rules_say(
    reports: list[Report], decided: list[tuple[int, int, bool]]
) -> None:
    """What a sweep does, without a database: sets of one or two without their keys, the others with them."""
    pairs = [(one, other, same) for one, other, same in decided if one < other < len(reports)]
    decisions = [Decision(UUID(int=one), UUID(int=other), same) for one, other, same in pairs]
    touched = {number for one, other, _same in pairs for number in (one, other)}
    groups = Groups(range(len(reports)))
    groups.link(_neighbours(reports))
    groups.link((one, other) for one, other, _same in pairs)
    found: dict[UUID, Standing] = {}
    for own in groups.sets(list(range(len(reports)))):
        chosen = [reports[number] for number in own]
        if len(own) > 2 or touched.intersection(own):
            found |= reconcile(chosen, decisions)
        elif len(own) == 2:
            found |= reconcile_pair(*(_with_keys(one, standing_for(_kinds(*chosen))) for one in chosen))
        else:
            found |= reconcile_single(_with_keys(chosen[0], NO_KEYS))
    assert found == reconcile(reports, decisions)


@given(st.integers(0, 1000), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_sets_are_those_of_a_walk_along_the_links(start: int, links: list[tuple[int, int]]) -> None:
    groups = Groups(range(start, start + 31))
    groups.link((start + one, start + other) for one, other in links)
    sets = list(groups.sets(list(range(start, start + 31))))
    assert sorted(members(sets)) == list(range(start, start + 31))
    of = {number: own[0] for own in sets for number in own}
    assert all(of[start + one] == of[start + other] for one, other in links)
    assert all(_joined(own, {(start + one, start + other) for one, other in links}) for own in sets)


@given(st.lists(st.integers(1, 5), max_size=30), st.integers(1, 8))
def test_parts_hold_whole_sets_and_are_no_larger_than_needed(sizes: list[int], size: int) -> None:
    sets = [[number] * count for number, count in enumerate(sizes)]
    found = list(parts(sets, size))
    assert [own for part in found for own in part] == sets
    assert all(sum(map(len, part[:-1])) < size for part in found)


def _neighbours(reports: list[Report]) -> list[tuple[int, int]]:
    blocks: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        for key in report.keys:
            blocks[key].append(number)
    return [pair for block in blocks.values() for pair in pairwise(block)]


def _kinds(one: Report, other: Report) -> int:
    return sum(BITS[kind] for kind in {kind for kind, _value in one.keys & other.keys})


def _with_keys(report: Report, keys: frozenset[tuple[str, bytes]]) -> Report:
    values = {name: getattr(report, name) for name in Report.__dataclass_fields__}
    return Report(**values | {"keys": keys})


def _joined(own: list[int], links: set[tuple[int, int]]) -> bool:
    reached, edge = {own[0]}, {own[0]}
    while edge:
        edge = {
            other
            for pair in links
            for one, other in (pair, pair[::-1])
            if one in edge and other not in reached
        }
        reached |= edge
    return reached == set(own)
