"""The answer from sums: those up to an instant in one statement, and what came and went since in another.

Exact at the second statement's snapshot, whatever is written or folded between the two: the sums say up to where they
go, and the facts after that are counted as they are.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fangxian.core import clock
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tallies import statements
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.figures.tallies.instants import DAY, LAST, SLOT, begin, stored
from fangxian.mechanisms.figures.tallies.levels import FINE_BODIES, FINE_PLACES
from fangxian.mechanisms.figures.tallies.nodes import Nodes, nodes_of
from fangxian.mechanisms.figures.tallies.shapes import Asked, asked_of

FARTHEST = datetime.timedelta(hours=6)
"""How much recording is read from the facts for a window that ended within a day; beyond, the facts are asked."""
WHOLE = "\0"
"""The group of what makes the whole, beside those of a breakdown."""


class Span(NamedTuple):
    """First and last instant due, and the day of filing before which a fact must have been filed (None: any)."""

    low: Any
    high: Any
    filed: Any


@dataclass
class Plan:
    """What is asked, of which sums, over which windows: of each slice one span a shape, in the shapes' order."""

    question: Question
    asked: list[Asked]
    nodes: Nodes
    end: datetime.datetime
    slices: dict[str, list[Span]] = field(default_factory=dict)
    whole: list[Span] = field(default_factory=list)


def groups(tallied: Tallied, question: Question, measures: Sequence[Measure]) -> Groups | None:
    """Return the values by group, or None when the facts are to be asked."""
    found = _answered(tallied, question, measures, question)
    return found[1] if found else None


def both(
    tallied: Tallied, question: Question, measures: Sequence[Measure]
) -> tuple[dict[str, int], Groups] | None:
    """Return the values of the whole, and by group, or None when the facts are to be asked."""
    return _answered(tallied, question, measures, question, question.at(by=By.WHOLE))


def _answered(
    tallied: Tallied, question: Question, measures: Sequence[Measure], *parts: Question
) -> tuple[dict[str, int], Groups] | None:
    asked = asked_of(tallied, measures)
    nodes = nodes_of(question) if asked else None
    above = nodes_of(parts[1]) if nodes and len(parts) > 1 else None
    if not asked or nodes is None or (len(parts) > 1 and above is None):
        return None
    if above and (above.of_bodies, above.crossed, above.within) != (
        nodes.of_bodies,
        nodes.crossed,
        nodes.within,
    ):
        return None  # the whole is read by the other tree, in a reading of its own
    if above:
        nodes.take(above, WHOLE)
    plan = _plan(question, asked, nodes)
    columns = sorted({one.column for one in asked})
    rows = _rows(tallied, plan, columns) if plan else None
    return _counted(plan, columns, rows) if plan and rows is not None else None


def _plan(question: Question, asked: list[Asked], nodes: Nodes) -> Plan | None:
    """Return the windows; None when one ends within a day, but before the last of them ends."""
    slices = question.slices()
    plan = Plan(question, asked, nodes, max(at.end for at in slices.values()) if slices else question.end)
    for key, at in slices.items():
        if at.end != plan.end and not _ends_a_day(at.end):
            return None
        plan.slices[key] = _spans(asked, at)
    plan.whole = _spans(asked, Slice(question.start, question.end, question.end))
    return plan


def _spans(asked: Sequence[Asked], at: Slice) -> list[Span]:
    """Return a slice's span for each shape, in the order in which measures have them first."""
    filed = stored(at.end + LAST) if _ends_a_day(at.end) else None
    found = []
    for shape in dict.fromkeys(one.shape for one in asked):
        low, high = shape.of(at)
        found.append(Span(stored(low) if low else None, stored(high), filed))
    return found


def _ends_a_day(instant: datetime.datetime) -> bool:
    return begin(instant + LAST, DAY) == instant + LAST


def _rows(tallied: Tallied, plan: Plan, columns: list[str]) -> statements.Rows | None:
    """Read the sums and what came after them; None where no sum goes as far as is asked, or none was made."""
    known, end, nodes = plan.question.as_of, plan.end, plan.nodes
    stated = {one.stated for one in plan.asked}
    whole_days = _ends_a_day(end)
    until = known if whole_days or known is None else min(known, end)
    wanted = statements.Wanted(tallied, plan.question.response.pk, nodes, columns, stated, *_due(plan))
    held = statements.held(wanted, until)
    if held and until is None and not whole_days and held.up_to > stored(end):
        until = end
        held = statements.held(wanted, until)
    has_slots = not nodes.crossed and max(nodes.levels) <= (FINE_BODIES if nodes.of_bodies else FINE_PLACES)
    slot = stored(begin(until, SLOT)) if until else None
    if held and slot and not has_slots and held.up_to < slot:
        held = statements.held(wanted, None)  # all that is added up was known then
    if held is None or not _covers(tallied, held.columns, columns, stated):
        return None
    since = held.up_to
    if until and slot and held.up_to >= slot:
        if not has_slots or (known or clock.now()) - until > FARTHEST:
            return None
        since = stored(begin(until, SLOT) - LAST)
    return held.rows + statements.tail(wanted, since, known, end)


def _due(plan: Plan) -> tuple[Any, Any]:
    """Return from when to when facts are due that count anywhere."""
    every = [*plan.whole, *(span for spans in plan.slices.values() for span in spans)]
    lows = [span.low for span in every]
    return (None if None in lows else min(lows)), max(span.high for span in every)


def _covers(tallied: Tallied, held: str, columns: Sequence[str], stated: set[bool]) -> bool:
    """Tell whether the sums were made of every column that is asked."""
    if held == tallied.signature:
        return True
    names = set(held.replace("%", "").split())
    shares = {name.rstrip("%") for name in held.split() if name.endswith("%")}
    known = {tallied.columns[name] for name in names if name in tallied.columns}
    return known >= set(columns) and (True not in stated or shares >= set(tallied.shares))


def _counted(plan: Plan, columns: list[str], rows: statements.Rows) -> tuple[dict[str, int], Groups]:
    """Add the rows up, by group and slice; a group that is there only with facts is left out without any."""
    by_group: dict[str, dict[bool, statements.Rows]] = {}
    there: dict[str, int] = {}
    for row in rows:
        for group in plan.nodes.groups.get(row.node, ()):
            by_group.setdefault(group, {}).setdefault(row.stated, []).append(row)
            there[group] = there.get(group, 0) + (row.facts if row.node in plan.nodes.always else 1)
    place = {name: number for number, name in enumerate(columns)}
    shapes = {shape: number for number, shape in enumerate(dict.fromkeys(one.shape for one in plan.asked))}
    told = [(one.code, place[one.column], one.stated, shapes[one.shape]) for one in plan.asked]
    whole = _values(told, by_group.pop(WHOLE, {}), plan.whole)
    found = {
        key or group: _values(told, own, spans)
        for group, own in by_group.items()
        if there[group] > 0
        for key, spans in plan.slices.items()
    }
    return whole, found


def _values(
    told: Sequence[tuple[str, int, bool, int]], own: Mapping[bool, statements.Rows], spans: Sequence[Span]
) -> dict[str, int]:
    """Return the values of a group in a slice, by measure."""
    totals = {flag: [_total(rows, span) for span in spans] for flag, rows in own.items()}
    values = {}
    for code, place, stated, shape in told:
        total = totals[stated][shape] if stated in totals else None
        values[code] = total[place] if total else 0
    return values


def _total(rows: Sequence[statements.Row], span: Span) -> list[int]:
    """Return the sum of each column over the rows of a window."""
    low, high, filed = span
    inside = [
        row[5]
        for row in rows
        if row[3] is not None
        and row[2] <= high
        and (low is None or row[2] >= low)
        and (filed is None or row[3] < filed)
    ]
    return [sum(column) for column in zip(*inside, strict=True)]
