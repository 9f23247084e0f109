"""Counts of owed reports from the nodes' tallies and what was recorded since: exact, whatever the size (M8).

What was not folded yet is added from the facts, so a worker that stands still makes it slower and never wrong. Lateness
is compared with the present hour here, so nothing has to be written when a deadline passes.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fangxian.core import replica
from fangxian.lines.reports.owed import counting
from fangxian.lines.reports.owed.changes import Between, Moved
from fangxian.lines.reports.owed.counting import Counted
from fangxian.lines.reports.owed.fetching import fetch
from fangxian.lines.reports.owed.nodes import Node, nodes_of
from fangxian.lines.reports.owed.parts import Wanted, wanted
from fangxian.lines.reports.slots import Due, dues_of
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question, end_of, local

Days = dict[datetime.date, int]
Filings = dict[tuple[datetime.date, datetime.date, datetime.datetime], list[int]]


@dataclass(frozen=True)
class Column:
    """A group's steps and filings of one form: filed, zero and late by day, day of filing and end of the grace."""

    steps: Days
    filings: Filings


Columns = dict[tuple[str, str], Column]
"""By group and form."""


def counted(
    question: Question, form: str, slices: Mapping[str, Slice] | None = None
) -> dict[str, Counted] | None:
    """Return the counts of each group, or None where only the facts can tell.

    ``slices`` are other windows than the question's, by name; "" is each group's own.
    """
    asked = wanted(question)
    if asked is None or (question.as_of and not all(node.is_dated for node in asked.nodes)):
        return None
    dues = dues_of(question, form)
    if not dues:
        return {}
    known = fetch(question, asked, dues)
    if known is None:
        return None
    windows = slices or question.slices()
    limits = _limits(windows, known.watermark)
    if limits is None:
        return None
    filed_by = max(at.now for at in windows.values())
    columns = _columns(question, asked, known.rows, _tail(question, asked, dues, known.watermark, filed_by))
    if not _graces_hold(columns, dues):
        return None
    groups = _evaluated(columns, dues, windows, limits)
    for key, own in (counting.counted(question, form, asked.bodies, slices) if asked.bodies else {}).items():
        groups.setdefault(key, Counted()).add(own)
    return groups


def _tail(
    question: Question,
    asked: Wanted,
    dues: Mapping[str, Due],
    since: datetime.datetime,
    filed_by: datetime.datetime,
) -> Iterator[Moved]:
    """Yield what was recorded after an instant, in the part asked for."""
    part = asked.part
    return Between(
        replica.database(), question.response.id, since, question.as_of, filed_by, list(dues), part.line,
        part.bodies, part.paths,
    ).all()  # fmt: skip


def _limits(slices: Mapping[str, Slice], watermark: datetime.datetime) -> dict[str, datetime.date] | None:
    """Return for each window the last day of filing that counts; None where an hour within a day would matter.

    All that was folded was filed before the watermark; what came since is asked for by the very instant.
    """
    found = {}
    for name, at in slices.items():
        day = at.now.astimezone(local()).date()
        if at.now == end_of(day):
            found[name] = day
        elif at.now >= watermark:
            found[name] = datetime.date.max
        else:
            return None
    return found


def _columns(
    question: Question, asked: Wanted, folded: Iterable[tuple[Node, Moved]], tail: Iterable[Moved]
) -> Columns:
    columns: Columns = defaultdict(lambda: Column(defaultdict(int), defaultdict(lambda: [0, 0, 0])))
    for node, row in folded:
        if row.report_path:
            _stray(question, asked, columns, row)
        elif node in asked.nodes:
            _put(columns, _group(question, asked, node, row), row)
    for row in tail:
        if row.report_path:
            _stray(question, asked, columns, row)
            continue
        for node in nodes_of(row.body, row.path, row.exact):
            if node in asked.nodes:
                _put(columns, _group(question, asked, node, row), row)
    return columns


def _group(question: Question, asked: Wanted, node: Node, row: Moved) -> str:
    return row.line if question.by is By.LINE else asked.nodes[node]


def _stray(question: Question, asked: Wanted, columns: Columns, row: Moved) -> None:
    """A stray counts where both the report and what it answers lie in the part asked for."""
    part = asked.part
    inside = part.holds(row.line, row.body, row.path)
    if not inside or row.body in asked.bodies or not part.holds(row.line, row.report_body, row.report_path):
        return
    key = counting.key_of(question, row.line, row.body, row.path)
    if key is not None:
        _put(columns, key, row)


def _put(columns: Columns, group: str, row: Moved) -> None:
    column = columns[group, row.form]
    if row.due:
        column.steps[row.day] += row.due
    if row.filed or row.zero or row.late:
        own = column.filings[row.day, row.filed_on, row.late_at]
        own[0] += row.filed
        own[1] += row.zero
        own[2] += row.late


def _graces_hold(columns: Columns, dues: Mapping[str, Due]) -> bool:
    """Tell whether what was filed late then is late now: the hours of a day that had begun to be filed may change."""
    ends = {code: dict(zip(due.days, due.late, strict=True)) for code, due in dues.items()}
    return all(
        ends[form].get(day, late_at) == late_at
        for (_group, form), column in columns.items()
        for (day, _filed_on, late_at), own in column.filings.items()
        if any(own)
    )


def _evaluated(
    columns: Columns,
    dues: Mapping[str, Due],
    slices: Mapping[str, Slice],
    limits: Mapping[str, datetime.date],
) -> dict[str, Counted]:
    """Count each group, or each day of a breakdown: a window without a name is the group's own."""
    groups: dict[str, Counted] = defaultdict(Counted)
    for (group, form), column in columns.items():
        due = dues[form]
        owed, filed = _owed(column.steps, due), _filed(column.filings)
        for day, at in slices.items():
            for place in range(bisect_left(due.due, at.start), bisect_right(due.due, at.end)):
                own = filed.get(due.days[place], ())
                _count(groups[day or group], due.late[place] < at.now, owed[place], own, limits[day])
    return groups


def _count(
    group: Counted,
    is_over: bool,
    owed: int,
    filings: Iterable[tuple[datetime.date, list[int]]],
    limit: datetime.date,
) -> None:
    known = [own for filed_on, own in filings if filed_on <= limit]
    filed = sum(own[0] for own in known)
    group.due += owed
    group.filed += filed
    group.zero += sum(own[1] for own in known)
    group.late += sum(own[2] for own in known)
    group.missing += owed - filed if is_over else 0


def _owed(steps: Days, due: Due) -> list[int]:
    """Return how many are due on each day: the sum of all steps up to it."""
    found, total, days, number = [], 0, sorted(steps), 0
    for day in due.days:
        while number < len(days) and days[number] <= day:
            total += steps[days[number]]
            number += 1
        found.append(total)
    return found


def _filed(filings: Filings) -> dict[datetime.date, list[tuple[datetime.date, list[int]]]]:
    found: dict[datetime.date, list[tuple[datetime.date, list[int]]]] = {}
    for (day, filed_on, _late_at), own in filings.items():
        found.setdefault(day, []).append((filed_on, own))
    return found
