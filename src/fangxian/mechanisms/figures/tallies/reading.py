"""The answer from sums: those up to an instant in one statement, and what came and went since in another.

Exact at the second statement's snapshot, whatever is written or folded between the two: the sums say up to where they
go, and the facts after that are counted as they are. Where sums are too coarse, one statement over the facts of the
part answers.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from fangxian.core import clock
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tallies import facts, statements
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.figures.tallies.instants import DAY, LAST, SLOT, begin, stored
from fangxian.mechanisms.figures.tallies.nodes import Nodes, nodes_of
from fangxian.mechanisms.figures.tallies.shapes import Asked, Shape, asked_of
from fangxian.mechanisms.figures.tallies.statements import Row, Rows, Span, Wanted

FARTHEST = datetime.timedelta(hours=6)
"""How much recording is read from the facts for a window that ended within a day; beyond, the facts are asked."""
MOMENT = attrgetter("moment")
WHOLE = "\0"
"""The group of what makes the whole, beside those of a breakdown."""


@dataclass
class Plan:
    """What is asked, of which sums, over which windows: of each slice one span a shape, in the shapes' order."""

    question: Question
    asked: list[Asked]
    kinds: list[Nodes]
    end: datetime.datetime
    shapes: list[Shape]
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
    if above and not _taken(nodes, above):
        return None  # the whole is of another kind, and read in a reading of its own
    plan = _plan(question, asked, nodes)
    columns = sorted({one.column for one in asked})
    rows = _rows(tallied, plan, columns) if plan else None
    return _counted(plan, columns, rows) if plan and rows is not None else None


def _taken(kinds: list[Nodes], above: list[Nodes]) -> bool:
    """Let the sums of the whole be read with those of its parts; tell whether they are of the same kinds."""
    own = {nodes.kind: nodes for nodes in kinds}
    if not all(nodes.kind in own for nodes in above):
        return False
    for nodes in above:
        own[nodes.kind].take(nodes, WHOLE)
    return True


def _plan(question: Question, asked: list[Asked], nodes: list[Nodes]) -> Plan | None:
    """Return the windows; None when one ends within a day, but before the last of them ends."""
    slices = question.slices()
    end = max(at.end for at in slices.values()) if slices else question.end
    plan = Plan(question, asked, nodes, end, list(dict.fromkeys(one.shape for one in asked)))
    for key, at in slices.items():
        if at.end != plan.end and not _ends_a_day(at.end):
            return None
        plan.slices[key] = _spans(plan.shapes, at)
    plan.whole = _spans(plan.shapes, Slice(question.start, question.end, question.end))
    return plan


def _spans(shapes: Sequence[Shape], at: Slice) -> list[Span]:
    """Return a slice's span for each shape."""
    filed = stored(at.end + LAST) if _ends_a_day(at.end) else None
    found = []
    for shape in shapes:
        low, high = shape.of(at)
        found.append(Span(stored(low) if low else None, stored(high), filed))
    return found


def _ends_a_day(instant: datetime.datetime) -> bool:
    return begin(instant + LAST, DAY) == instant + LAST


def _rows(tallied: Tallied, plan: Plan, columns: list[str]) -> Rows:
    """Read the sums and what came after them; the facts of the part where no sum goes as far as is asked."""
    known = plan.question.as_of
    stated = {one.stated for one in plan.asked}
    spans = list(dict.fromkeys(chain(plan.whole, *plan.slices.values())))
    wanted = Wanted(tallied, plan.question.response.pk, plan.kinds, columns, stated, spans)
    found = None if any(nodes.deep for nodes in plan.kinds) else _summed(wanted, known, plan.end)
    return facts.all_of(wanted, known, plan.end) if found is None else found


def _summed(wanted: Wanted, known: datetime.datetime | None, end: datetime.datetime) -> Rows | None:
    """Return sums and what came after them; None where the facts would have to tell too much of it."""
    whole_days, slots = _ends_a_day(end), all(nodes.has_slots for nodes in wanted.kinds)
    until = known if whole_days or known is None else min(known, end)
    held = statements.held(wanted, until, slots=slots)
    if held and until is None and not whole_days and held.up_to > stored(end):
        until = end
        held = statements.held(wanted, until, slots=slots)
    if held is None or not _covers(wanted, held.columns):
        return None
    first = begin(until, SLOT if slots else DAY) if until else None
    if until is None or first is None or held.up_to < stored(first):  # all that is added up was known then
        return held.rows + facts.since(wanted, (held.up_to, known, end))
    instants = stored(first - LAST), known, end
    if slots:
        near = (known or clock.now()) - until <= FARTHEST
        return held.rows + facts.since(wanted, instants) if near else None
    if until == known and held.up_to > stored(until):
        return held.rows + facts.of_moments(wanted, held.moments, instants)
    later = statements.held(wanted, None) if until == known else None
    if later is None or later.up_to > stored(until):
        return None
    return later.rows + facts.since(wanted, (later.up_to, known, end))


def _covers(wanted: Wanted, held: str) -> bool:
    """Tell whether the sums were made of every column that is asked."""
    tallied, columns, stated = wanted.tallied, wanted.columns, wanted.stated
    if held == tallied.signature:
        return True
    names = set(held.replace("%", "").split())
    shares = {name.rstrip("%") for name in held.split() if name.endswith("%")}
    known = {tallied.columns[name] for name in names if name in tallied.columns}
    return known >= set(columns) and (True not in stated or shares >= set(tallied.shares))


def _counted(plan: Plan, columns: list[str], rows: Rows) -> tuple[dict[str, int], Groups]:
    """Add the rows up, by group and slice; a group that is there only with facts is left out without any."""
    by_group: dict[str, dict[bool, Rows]] = {}
    there: dict[str, int] = {}
    for row in rows:
        for group in row.groups:
            there[group] = there.get(group, 0) + (row.facts if row.always else 1)
            if row.filed is not None:
                by_group.setdefault(group, {}).setdefault(row.stated, []).append(row)
    for own in chain.from_iterable(parts.values() for parts in by_group.values()):
        own.sort(key=MOMENT)
    place = {name: number for number, name in enumerate(columns)}
    told = [(one.code, place[one.column], one.stated, plan.shapes.index(one.shape)) for one in plan.asked]
    whole = _values(told, by_group.pop(WHOLE, {}), plan.whole)
    found = {
        key or group: _values(told, by_group.get(group, {}), spans)
        for group, count in there.items()
        if count > 0 and group != WHOLE
        for key, spans in plan.slices.items()
    }
    return whole, found


def _values(
    told: Sequence[tuple[str, int, bool, int]], own: Mapping[bool, Rows], spans: Sequence[Span]
) -> dict[str, int]:
    """Return the values of a group in a slice, by measure."""
    totals = {flag: [_total(rows, span) for span in spans] for flag, rows in own.items()}
    values = {}
    for code, place, stated, shape in told:
        total = totals[stated][shape] if stated in totals else None
        values[code] = total[place] if total else 0
    return values


def _total(rows: Sequence[Row], span: Span) -> list[int]:
    """Return the sum of each column over the rows of a window, out of rows in the order of their moments."""
    low, high, filed = span
    first = bisect_left(rows, low, key=MOMENT) if low is not None else 0
    inside = [
        row.values
        for row in rows[first : bisect_right(rows, high, key=MOMENT)]
        if filed is None or row.filed < filed
    ]
    return [sum(column) for column in zip(*inside, strict=True)]
