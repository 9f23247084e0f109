"""How each report stands against the other side, at any time and without a clock (M5).

What changes by the mere passing of time (late, missing) is a comparison of `fulfilled_at` with the due
instant, made by whoever asks. Sides, not bodies, answer each other: the earliest registration of a person
answers the earliest declaration of each reporting line, and every later report is a duplicate of the
earliest of its side and line.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from uuid import UUID

from fangxian.lines.arrivals.rules.cluster import Cluster, Decision, cluster
from fangxian.lines.arrivals.rules.compare import Method, Outcome, Report, Side, compare, conflicts


class State(StrEnum):
    """Where a report stands. `conflicting` is reported by both sides too, but not in agreement."""

    MATCHED = "matched"
    CONFLICTING = "conflicting"
    UNIT_ONLY = "unit_only"
    COMMUNITY_ONLY = "community_only"
    NOT_EXPECTED = "not_expected"
    POSSIBLE = "possible"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one report and what it rests on.

    `counterpart` is the other side's report; `conflicts` the names of the fields in which the two (or, of a
    duplicate, it and its original) contradict each other; `fulfilled_at` the instant since which both exist.
    `possible_with` names, for each person who may be the same, the other side's earliest report.
    `found_after_due` marks a registration that came when the unit's declaration was due and there was none.
    """

    subject: UUID
    state: State
    counterpart: UUID | None = None
    duplicate_of: UUID | None = None
    conflicts: tuple[str, ...] = ()
    method: Method = Method.NONE
    fulfilled_at: dt.datetime | None = None
    possible_with: tuple[UUID, ...] = ()
    found_after_due: bool = False


def reconcile(reports: Iterable[Report], decisions: Iterable[Decision] = ()) -> dict[UUID, Standing]:
    """Return the standing of every report by its id; depends on nothing else, and not on any order."""
    found: dict[UUID, Standing] = {}
    for person in cluster(reports, decisions):
        found |= standings(person)
    return found


def standings(person: Cluster) -> dict[UUID, Standing]:
    """Return the standing of each report about one person, by report id."""
    firsts: dict[tuple[Side, str], Report] = {}
    for report in person.reports:
        firsts.setdefault(_place_of(report), report)
    found = {
        report.id: _first(person, report, _opposite(report, firsts.values())) for report in firsts.values()
    }
    for report in person.reports:
        if report.id not in found:
            original = firsts[_place_of(report)]
            found[report.id] = _duplicate(person, report, original, found[original.id])
    return found


def _place_of(report: Report) -> tuple[Side, str]:
    """Return what a person has one report of: a declaration in each line, and one registration."""
    return report.side, report.line if report.side is Side.UNIT else ""


def _opposite(report: Report, others: Iterable[Report]) -> list[Report]:
    return [other for other in others if other.side is not report.side]


def _first(person: Cluster, report: Report, counterparts: list[Report]) -> Standing:
    if not counterparts:
        return _alone(person, report)
    earliest = counterparts[0]
    contradicted = set(chain.from_iterable(conflicts(report, other) for other in counterparts))
    return Standing(
        person.subject,
        State.CONFLICTING if contradicted else State.MATCHED,
        counterpart=earliest.id,
        conflicts=tuple(sorted(contradicted)),
        method=_method(person, report, earliest),
        fulfilled_at=max(report.recorded_at, earliest.recorded_at),
        possible_with=_possible_with(person, report),
        found_after_due=_came_after_due(report) and earliest.recorded_at > report.recorded_at,
    )


def _alone(person: Cluster, report: Report) -> Standing:
    possible = _possible_with(person, report)
    state = State.POSSIBLE if possible else _state_alone(report)
    # While a human has yet to decide, nobody is called concealed.
    found_after_due = state is State.COMMUNITY_ONLY and _came_after_due(report)
    return Standing(person.subject, state, possible_with=possible, found_after_due=found_after_due)


def _state_alone(report: Report) -> State:
    if not report.expects_counterpart:
        return State.NOT_EXPECTED
    return State.UNIT_ONLY if report.side is Side.UNIT else State.COMMUNITY_ONLY


def _duplicate(person: Cluster, report: Report, original: Report, standing: Standing) -> Standing:
    # Like its original it waits for a human, so that a node at which it stands alone counts it alike.
    return Standing(
        person.subject,
        State.DUPLICATE,
        duplicate_of=original.id,
        conflicts=tuple(sorted(conflicts(report, original))),
        method=_method(person, report, original),
        possible_with=standing.possible_with if standing.state is State.POSSIBLE else (),
    )


def _method(person: Cluster, a: Report, b: Report) -> Method:
    if frozenset((a.id, b.id)) in person.confirmed:
        return Method.CONFIRMED
    verdict = compare(a, b)
    return verdict.method if verdict.outcome is Outcome.SAME else Method.LINKED


def _possible_with(person: Cluster, report: Report) -> tuple[UUID, ...]:
    opposite = (_opposite(report, reports) for reports in person.possible)
    return tuple(reports[0].id for reports in opposite if reports)


def _came_after_due(report: Report) -> bool:
    """Say whether a registration came when the unit's declaration was due."""
    return (
        report.side is Side.COMMUNITY
        and report.expects_counterpart
        and report.counterpart_due_at is not None
        and report.recorded_at > report.counterpart_due_at
    )
