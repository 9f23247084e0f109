"""Reports become persons, and people have the last word."""

from collections.abc import Iterable
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.arrivals.rules.cluster import Decision, cluster, connected
from fangxian.lines.arrivals.rules.compare import Report
from fangxian.lines.arrivals.rules.standing import reconcile
from fangxian.lines.arrivals.tests.rules_stories import (
    YIBIN,
    ZHANG,
    declared,
    registered,
    report_lists,
)

DAY = ZHANG["arrived_on"]


def decisions() -> st.SearchStrategy[list[Decision]]:
    ids = st.integers(0, 7).map(lambda number: UUID(int=number))
    pairs = st.tuples(ids, ids, st.booleans()).filter(lambda drawn: drawn[0] != drawn[1])
    return st.lists(pairs.map(lambda drawn: Decision(*drawn)), max_size=5)


def persons(reports: Iterable[Report], *decided: Decision) -> list[list[int]]:
    """Return the report numbers of each person."""
    return [[report.id.int for report in found.reports] for found in cluster(reports, decided)]


def test_a_third_report_joins_two_that_share_nothing() -> None:
    by_number = declared(1, name="张防线", id_number=ZHANG["id_number"])
    by_phone = registered(2, hours=1, name="张防线", phone=ZHANG["phone"])
    assert persons([by_number, by_phone]) == [[1], [2]]
    both = registered(3, hours=2, **ZHANG)
    assert persons([by_number, by_phone, both]) == [[1, 2, 3]]
    assert cluster([both, by_phone, by_number], [])[0].subject == by_number.id


def test_circumstances_never_bring_two_valid_id_numbers_together() -> None:
    one = declared(1, **ZHANG | {"phone": None})
    namesake = declared(2, **ZHANG | {"id_number": "440524188001010014", "phone": None, "arrived_on": None})
    neither = registered(3, name="张防线", address=ZHANG["address"], community=YIBIN, arrived_on=DAY)
    assert persons([one, namesake, neither]) == [[1, 3], [2]]
    rival = declared(4, **ZHANG | {"id_number": "440524188001010014", "phone": None})
    found = cluster([one, rival, neither], [])
    assert [len(person.reports) for person in found] == [2, 1]
    assert found[1].possible == (found[0].reports,)


def test_confirming_joins_and_undoing_parts_again() -> None:
    unit, community = declared(1, name="张防线"), registered(2, name="章防线")
    assert persons([unit, community], Decision(community.id, unit.id, confirmed=True)) == [[1, 2]]
    assert persons([unit, community]) == [[1], [2]]


def test_rejecting_holds_against_the_rules_and_against_a_chain() -> None:
    unit, community, again = declared(1, **ZHANG), registered(2, **ZHANG), registered(3, **ZHANG)
    assert persons([unit, community, again]) == [[1, 2, 3]]
    rejected = Decision(unit.id, community.id, confirmed=False)
    assert persons([unit, community, again], rejected) == [[1, 3], [2]]
    confirmed = Decision(community.id, again.id, confirmed=True)
    assert persons([unit, community, again], rejected, confirmed) == [[1], [2, 3]]


def test_a_rejected_question_is_not_asked_again() -> None:
    unit = declared(1, name="张防线", community=YIBIN, arrived_on=DAY)
    community = registered(2, name="张防线", community=YIBIN, arrived_on=DAY)
    assert [len(person.possible) for person in cluster([unit, community], [])] == [1, 1]
    rejected = Decision(community.id, unit.id, confirmed=False)
    assert [person.possible for person in cluster([unit, community], [rejected])] == [(), ()]


def test_a_decision_about_a_report_that_is_gone_changes_nothing() -> None:
    unit = declared(1, **ZHANG)
    assert persons([unit], Decision(unit.id, UUID(int=9), confirmed=True)) == [[1]]


@given(report_lists(), decisions())
def test_no_person_holds_two_rejected_reports(reports: list[Report], decided: list[Decision]) -> None:
    for found in cluster(reports, decided):
        ids = {report.id for report in found.reports}
        assert not any({d.first, d.second} <= ids for d in decided if not d.confirmed)


@given(report_lists(), decisions())
def test_confirmations_join_where_nothing_is_rejected(reports: list[Report], decided: list[Decision]) -> None:
    confirmed = [d for d in decided if d.confirmed]
    subject = {r.id: found.subject for found in cluster(reports, confirmed) for r in found.reports}
    known = [d for d in confirmed if d.first in subject and d.second in subject]
    assert all(subject[d.first] == subject[d.second] for d in known)


@given(report_lists(), decisions(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_handed_in_does_not_matter(
    reports: list[Report], decided: list[Decision], random: Random
) -> None:
    expected = cluster(reports, decided)
    random.shuffle(reports)
    random.shuffle(decided)
    assert cluster(reports, decided) == expected


@given(report_lists(), decisions())
def test_reconciling_what_is_connected_is_reconciling_everything(
    reports: list[Report], decided: list[Decision]
) -> None:
    """One write needs only its neighbourhood: the rest of the country has no say in it."""

    def related(edge: Iterable[Report]) -> list[Report]:
        keys = {key for report in edge for key in report.keys}
        ids = {report.id for report in edge}
        decision_ids = {i for d in decided if {d.first, d.second} & ids for i in (d.first, d.second)}
        return [r for r in reports if r.keys & keys or r.id in decision_ids]

    everything = reconcile(reports, decided)
    for report in reports:
        near = connected([report], related)
        assert reconcile(near, decided) == {r.id: everything[r.id] for r in near}
