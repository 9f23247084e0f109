"""The standings of some connected reports, judged once for each pattern in which such reports agree and differ (M5).

Who was reported three times and more is mostly one person, reported twice by a side: of many such sets there are few
patterns. What the rules look at is listed here a second time, and nothing of what they make of it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from uuid import UUID

from fangxian.lines.arrivals.rules.compare import Report
from fangxian.lines.arrivals.rules.standing import Standing, came_after_due, reconcile

LARGEST = 8
COMMUNITY = 12
FIELDS = ("name", "id_number", "phone", "building", "address")


class Patterns:
    """The word of the rules on each pattern met so far."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[tuple[Standing, tuple[int | None, ...]]]] = {}

    def reconcile(self, reports: Iterable[Report]) -> dict[UUID, Standing]:
        """Return the standings of connected reports about which nobody has decided, as ``standing.reconcile`` does."""
        ordered = sorted(reports, key=lambda report: report.order)
        if len(ordered) > LARGEST or any(len(report.place) != COMMUNITY for report in ordered):
            return reconcile(ordered)
        pattern = _pattern(ordered)
        if pattern not in self._known:
            self._known[pattern] = _word(ordered)
        word = zip(ordered, self._known[pattern], strict=True)
        return {report.id: _applied(report, ordered, *own) for report, own in word}


def _pattern(ordered: Sequence[Report]) -> Hashable:
    """Return what the rules look at in reports, with nothing that says who they are about."""
    holders: dict[tuple[str, bytes], int] = defaultdict(int)
    for place, report in enumerate(ordered):
        for key in report.keys:
            holders[key] |= 1 << place
    return (
        frozenset((kind, held) for (kind, _value), held in holders.items() if held & (held - 1)),
        *((r.side, r.line, r.id_valid, r.expects_counterpart, came_after_due(r)) for r in ordered),
        *(_alike([report.fields.get(name) for report in ordered]) for name in FIELDS),
        _alike([report.place for report in ordered]),
        _alike([report.arrived_on for report in ordered]),
        _alike([report.recorded_at for report in ordered]),
    )


def _alike(values: Sequence[object]) -> tuple[int, ...]:
    """Return for each value which one was the first that equals it; -1 where there is none."""
    first: dict[object, int] = {None: -1}
    return tuple(first.setdefault(value, place) for place, value in enumerate(values))


def _word(ordered: Sequence[Report]) -> list[tuple[Standing, tuple[int | None, ...]]]:
    """Return each report's standing, and the places of those whom it names."""
    found = reconcile(ordered)
    places: dict[UUID | None, int | None] = {report.id: place for place, report in enumerate(ordered)}
    places[None] = None
    return [
        (
            own,
            tuple(
                places[one] for one in (own.subject, own.counterpart, own.duplicate_of, *own.possible_with)
            ),
        )
        for own in (found[report.id] for report in ordered)
    ]


def _applied(
    report: Report, ordered: Sequence[Report], own: Standing, places: tuple[int | None, ...]
) -> Standing:
    """Return the standing of a report whose set has the pattern of which the word is."""
    subject, counterpart, duplicate_of, *possible = (
        None if place is None else ordered[place] for place in places
    )
    return Standing(
        subject.id if subject else report.id,
        own.state,
        counterpart.id if counterpart else None,
        duplicate_of.id if duplicate_of else None,
        own.conflicts,
        own.method,
        max(report.recorded_at, counterpart.recorded_at) if counterpart else None,
        tuple(other.id for other in possible if other),
        own.found_after_due,
    )
