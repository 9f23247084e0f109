"""Reports joined into persons: what the rules call the same, under what people have decided (M5).

Joins are made in a fixed order, the strongest first: human confirmations, then the methods of `compare`
in their order, then as the reports came. A join that would bring two rejected reports into one person is not made, be
it asked for by rule or by a human: a rejection holds even against a chain of others. Nor may a join on
circumstances alone (no identity number, no whole phone) bring together two valid identity numbers: such
persons stay apart and go to a human as possible. The order does not
depend on how the reports were handed in, so neither do the persons. A decision undone is one left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

from fangxian.lines.arrivals.rules.compare import Method, Outcome, Report, Verdict, compare

_STRENGTH = {method: rank for rank, method in enumerate(Method)}


@dataclass(frozen=True, slots=True)
class Decision:
    """A human's standing decision that two reports are about one person (`confirmed`) or are not."""

    first: UUID
    second: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports, in the order in which they came, that the rules do not call different."""

    first: UUID
    second: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cluster:
    """All reports about one person, the earliest first, whose id is the person's `subject`.

    `possible` are the other persons' clusters that a human may find to be this one, as tuples of reports;
    `confirmed` the pairs that a human joined.
    """

    subject: UUID
    reports: tuple[Report, ...]
    possible: tuple[tuple[Report, ...], ...] = ()
    confirmed: frozenset[frozenset[UUID]] = field(default=frozenset())


def find_links(reports: Iterable[Report]) -> list[Link]:
    """Return every two reports that share a key and may be one person's, in a fixed order.

    Only reports with a key in common are compared, so the cost grows with the number of reports.
    """
    ordered = sorted({report.id: report for report in reports}.values(), key=lambda report: report.order)
    compared = ((ordered[one], ordered[other]) for one, other in sorted(_pairs(ordered)))
    links = [Link(one.id, other.id, compare(one, other)) for one, other in compared]
    found = [link for link in links if link.verdict.outcome is not Outcome.DIFFERENT]
    return sorted(found, key=lambda link: _STRENGTH[link.verdict.method])


def cluster(reports: Iterable[Report], decisions: Iterable[Decision]) -> list[Cluster]:
    """Return the persons whom `reports` are about, each with its possible others; ordered by arrival."""
    by_id = {report.id: report for report in reports}
    known = [d for d in decisions if d.first in by_id and d.second in by_id]
    links = find_links(by_id.values())
    persons = _Persons(by_id.values(), _rejections(known))
    for first, second in _confirmations(known):
        persons.join(first, second, Method.CONFIRMED)
    for link in links:
        if link.verdict.outcome is Outcome.SAME:
            persons.join(link.first, link.second, link.verdict.method)
    groups = {
        root: tuple(sorted((by_id[i] for i in members), key=lambda report: report.order))
        for root, members in persons.members.items()
    }
    possible = _possible(links, persons)
    confirmed = frozenset(frozenset(pair) for pair in _confirmations(known))
    clusters = [
        Cluster(
            group[0].id,
            group,
            tuple(sorted((groups[other] for other in possible[root]), key=lambda found: found[0].order)),
            confirmed & {frozenset(pair) for pair in combinations([r.id for r in group], 2)}
            if confirmed
            else frozenset(),
        )
        for root, group in groups.items()
    ]
    return sorted(clusters, key=lambda found: found.reports[0].order)


def connected(
    changed: Iterable[Report], related: Callable[[Sequence[Report]], Iterable[Report]]
) -> set[Report]:
    """Return every report whose standing may depend on `changed`: what to reconcile after one write.

    `related` gives all reports that share a key or a decision with any of those handed to it; it is asked
    once for each step outwards, mostly twice. Reconciling the answer alone gives each report in it the same
    standing as reconciling everything.
    """
    reached: set[Report] = set()
    edge = sorted(changed, key=lambda report: report.order)
    while edge:
        reached.update(edge)
        edge = sorted(set(related(edge)) - reached, key=lambda report: report.order)
    return reached


def _pairs(reports: Sequence[Report]) -> set[tuple[int, int]]:
    """Return the places of every two reports that share a key."""
    blocks: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        for key in report.keys:
            blocks[key].append(place)
    return {pair for block in blocks.values() for pair in combinations(block, 2)}


def _confirmations(decisions: Iterable[Decision]) -> list[tuple[UUID, UUID]]:
    return sorted((min(d.first, d.second), max(d.first, d.second)) for d in decisions if d.confirmed)


def _rejections(decisions: Iterable[Decision]) -> dict[UUID, set[UUID]]:
    rejected: dict[UUID, set[UUID]] = defaultdict(set)
    for decision in decisions:
        if not decision.confirmed:
            rejected[decision.first].add(decision.second)
            rejected[decision.second].add(decision.first)
    return rejected


def _possible(links: Iterable[Link], persons: "_Persons") -> Mapping[UUID, set[UUID]]:
    """Return, for each person's root, the roots of those it may be one with, unless any two are rejected."""
    possible: dict[UUID, set[UUID]] = defaultdict(set)
    for link in links:
        one, other = persons.root[link.first], persons.root[link.second]
        if one != other and not persons.rejected_between(one, other):
            possible[one].add(other)
            possible[other].add(one)
    return possible


class _Persons:
    """Disjoint sets of reports that never bring two rejected reports together."""

    def __init__(self, reports: Iterable[Report], rejected: Mapping[UUID, set[UUID]]) -> None:
        self._id_numbers = {r.id: {r.fields.get("id_number")} if r.id_valid else set() for r in reports}
        self.root = {report: report for report in self._id_numbers}
        self.members = {report: {report} for report in self.root}
        self._rejected = {report: set(rejected.get(report, ())) for report in self.root}

    def rejected_between(self, one: UUID, other: UUID) -> bool:
        return not self._rejected[one].isdisjoint(self.members[other])

    def join(self, first: UUID, second: UUID, method: Method) -> None:
        large, small = self.root[first], self.root[second]
        if large == small or self.rejected_between(large, small):
            return
        if method.is_circumstantial and len(self._id_numbers[large] | self._id_numbers[small]) > 1:
            return
        if len(self.members[large]) < len(self.members[small]):
            large, small = small, large
        for member in self.members[small]:
            self.root[member] = large
        self.members[large] |= self.members.pop(small)
        self._rejected[large] |= self._rejected.pop(small)
        self._id_numbers[large] |= self._id_numbers.pop(small)
