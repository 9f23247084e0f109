"""How a report stands: answered, alone, doubtful, or said twice."""

import datetime as dt
from typing import Any

from hypothesis import given

from fangxian.lines.arrivals.rules.cluster import Decision
from fangxian.lines.arrivals.rules.compare import Method, Report, Side
from fangxian.lines.arrivals.rules.standing import Standing, State, reconcile
from fangxian.lines.arrivals.tests.rules_stories import (
    NOON,
    YIBIN,
    ZHANG,
    declared,
    registered,
    report_lists,
)

VAGUE: dict[str, Any] = {"name": "张防线", "community": YIBIN, "arrived_on": ZHANG["arrived_on"]}


def stand(*reports: Report, decisions: tuple[Decision, ...] = ()) -> list[Standing]:
    """Return the standings in the order of the reports."""
    found = reconcile(reports, decisions)
    return [found[report.id] for report in reports]


def test_declared_and_registered_is_matched_since_the_later_of_the_two() -> None:
    unit, community = stand(declared(1, **ZHANG), registered(2, hours=5, **ZHANG))
    assert unit.state is community.state is State.MATCHED
    assert (unit.counterpart, community.counterpart) == (community_id(2), unit.subject)
    assert unit.subject == community.subject == community_id(1)
    assert unit.fulfilled_at == community.fulfilled_at == NOON + dt.timedelta(hours=5)
    assert unit.method is Method.ID_NUMBER


def community_id(number: int) -> Any:
    return registered(number).id


def test_both_sides_reported_but_not_the_same_is_conflicting_and_names_the_fields() -> None:
    unit, community = stand(
        declared(1, **ZHANG),
        registered(2, hours=5, **ZHANG | {"address": "7号楼", "arrived_on": dt.date(2020, 2, 2)}),
    )
    assert unit.state is community.state is State.CONFLICTING
    assert unit.conflicts == community.conflicts == ("address", "arrived_on")
    assert unit.fulfilled_at == NOON + dt.timedelta(hours=5)


def test_one_side_alone() -> None:
    student = registered(3, name="王示例", phone="15904393333", expects_counterpart=False)
    unit, community, neither = stand(
        declared(1, **ZHANG), registered(2, name="李示例", phone="15904391111"), student
    )
    assert (unit.state, community.state) == (State.UNIT_ONLY, State.COMMUNITY_ONLY)
    assert neither.state is State.NOT_EXPECTED
    assert [s.fulfilled_at for s in (unit, community, neither)] == [None] * 3


def test_a_declaration_answers_a_registration_that_expected_none() -> None:
    unit, community = stand(declared(1, **ZHANG), registered(2, **ZHANG, expects_counterpart=False))
    assert unit.state is community.state is State.MATCHED


def test_each_line_stands_by_itself_and_a_second_declaration_in_it_is_a_duplicate() -> None:
    organs, industry, again, community = stand(
        declared(1, line="organs", **ZHANG),
        declared(2, line="industry", hours=2, **ZHANG | {"arrived_on": dt.date(2020, 2, 2)}),
        declared(3, line="organs", hours=3, **ZHANG),
        registered(4, hours=1, **ZHANG),
    )
    assert organs.state is State.MATCHED
    assert industry.state is State.CONFLICTING
    assert (again.state, again.duplicate_of) == (State.DUPLICATE, organs.subject)
    assert (community.state, community.counterpart) == (State.CONFLICTING, organs.subject)
    assert organs.fulfilled_at == community.fulfilled_at == NOON + dt.timedelta(hours=1)
    assert industry.fulfilled_at == NOON + dt.timedelta(hours=2)


def test_registered_twice_is_a_duplicate_that_says_where_it_differs() -> None:
    first, second = stand(registered(2, **ZHANG), registered(1, hours=1, **ZHANG | {"address": "7号楼"}))
    assert first.state is State.COMMUNITY_ONLY
    assert (second.state, second.duplicate_of) == (State.DUPLICATE, first.subject)
    assert second.conflicts == ("address",)


def test_perhaps_the_same_is_possible_until_a_human_decides() -> None:
    unit, community = declared(1, **VAGUE), registered(2, **VAGUE)
    one, other = stand(unit, community)
    assert one.state is other.state is State.POSSIBLE
    assert (one.possible_with, other.possible_with) == ((community.id,), (unit.id,))
    assert one.subject != other.subject

    confirmed = stand(unit, community, decisions=(Decision(unit.id, community.id, confirmed=True),))
    assert [s.state for s in confirmed] == [State.MATCHED, State.MATCHED]
    assert confirmed[0].method is Method.CONFIRMED

    rejected = stand(unit, community, decisions=(Decision(unit.id, community.id, confirmed=False),))
    assert [s.state for s in rejected] == [State.UNIT_ONLY, State.COMMUNITY_ONLY]


def test_who_has_a_certain_counterpart_is_matched_whoever_else_is_possible() -> None:
    unit, community, vague = stand(declared(1, **ZHANG), registered(2, **ZHANG), registered(3, **VAGUE))
    assert (unit.state, community.state, vague.state) == (State.MATCHED, State.MATCHED, State.POSSIBLE)
    assert vague.possible_with == (unit.subject,)
    assert unit.possible_with == (community_id(3),)


def test_two_vague_declarations_are_no_question_about_a_registration() -> None:
    states = [s.state for s in stand(declared(1, **VAGUE), declared(2, **VAGUE))]
    assert states == [State.UNIT_ONLY, State.UNIT_ONLY]


def test_found_by_the_community_after_the_unit_should_have_spoken_is_concealed() -> None:
    due = NOON + dt.timedelta(hours=3)

    def concealed(registered_after: int, *declarations: Report) -> bool:
        found = registered(9, hours=registered_after, counterpart_due_at=due, **ZHANG)
        return stand(found, *declarations)[0].found_after_due

    assert concealed(4)
    assert concealed(4, declared(1, hours=5, **ZHANG))
    assert not concealed(4, declared(1, hours=4, **ZHANG))
    assert not concealed(3)
    assert not concealed(4, declared(1, hours=1, **VAGUE | {"address": "2号楼", "phone": ZHANG["phone"]}))


def test_nobody_is_called_concealed_while_a_human_has_yet_to_decide() -> None:
    found = registered(9, hours=4, counterpart_due_at=NOON, **VAGUE)
    assert stand(found)[0].found_after_due
    assert not stand(found, declared(1, **VAGUE))[0].found_after_due


def test_a_registration_that_expects_no_declaration_is_never_concealed() -> None:
    found = registered(9, hours=4, counterpart_due_at=NOON, expects_counterpart=False, **ZHANG)
    assert not stand(found)[0].found_after_due


@given(report_lists())
def test_standings_agree_with_one_another(reports: list[Report]) -> None:
    found = reconcile(reports)
    by_id = {report.id: report for report in reports}
    assert found.keys() == by_id.keys()
    for report in reports:
        mine = found[report.id]
        if mine.counterpart:
            assert by_id[mine.counterpart].side is not report.side
            assert found[mine.counterpart].subject == mine.subject
            assert found[mine.counterpart].fulfilled_at is not None
        if mine.state is State.DUPLICATE:
            assert mine.duplicate_of is not None
            assert by_id[mine.duplicate_of].order < report.order
            assert found[mine.duplicate_of].state is not State.DUPLICATE
        assert (mine.state is State.POSSIBLE) == bool(
            mine.possible_with and not mine.counterpart and not mine.duplicate_of
        )
        assert (mine.fulfilled_at is None) == (mine.counterpart is None)


@given(report_lists())
def test_a_person_has_one_standing_report_for_each_line_and_one_registration(reports: list[Report]) -> None:
    found = reconcile(reports)
    firsts = [
        (found[r.id].subject, r.side, r.line) for r in reports if found[r.id].state is not State.DUPLICATE
    ]
    assert len(firsts) == len(set(firsts))
    assert {(s, side) for s, side, _ in firsts} == {(found[r.id].subject, r.side) for r in reports}
    assert all(line == "" for _, side, line in firsts if side is Side.COMMUNITY)
