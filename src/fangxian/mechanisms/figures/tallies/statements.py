"""The two plain statements behind an answer from sums: compiling them anew would take longer than their answers."""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from fangxian.core import replica
from fangxian.core.fields import FOREVER, after
from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.tallies.declared import Tallied, unsought
from fangxian.mechanisms.figures.tallies.folding import CLOSED
from fangxian.mechanisms.figures.tallies.instants import DAY, SLOT, as_stored, begin, day_of, stored
from fangxian.mechanisms.figures.tallies.nodes import Nodes

FOLD, TALLY = Fold._meta.db_table, Tally._meta.db_table


class Row(NamedTuple):
    """A sum of a node: of facts due at a moment, filed on a day (None: after the window's end)."""

    stated: bool
    node: str
    moment: Any
    filed: Any
    facts: int
    values: tuple[int, ...]


Rows = list[Row]


@dataclass(frozen=True)
class Wanted:
    """What is read: of a source and response the columns at some nodes, due from ``low`` (None: ever) to ``high``."""

    tallied: Tallied
    response: uuid.UUID
    nodes: Nodes
    columns: list[str]
    stated: set[bool]
    low: Any
    high: Any

    @property
    def fields(self) -> list[str]:
        """The facts' columns, in the order of the tallies'."""
        names = {theirs: own for own, theirs in self.tallied.columns.items()}
        return [names[column] for column in self.columns]


class Held(NamedTuple):
    """How far the sums go, of which columns, and what they are."""

    up_to: Any
    columns: str
    rows: Rows


def held(wanted: Wanted, until: datetime.datetime | None) -> Held | None:
    """Return the sums: all of them, or those wholly before the ten minutes in which an instant lies."""
    key, values = wanted.tallied.key(wanted.response), []
    arms = []
    for recorded, given in _recorded(until):
        for columns, condition, more, grouped in _at(wanted):
            arms.append(_arm(wanted, columns, f"{condition} AND {recorded}{grouped}"))
            values += [key, wanted.tallied.name, *more, *given]
    statement = (
        f"SELECT {as_stored('f.up_to')}, f.columns, t.* FROM {FOLD} f LEFT JOIN ({' UNION ALL '.join(arms)}) t ON TRUE "
        "WHERE f.response_id = %s AND f.source = %s"
    )
    with replica.database().cursor() as cursor:
        cursor.execute(statement, [*values, key, wanted.tallied.name])
        found = cursor.fetchall()
    if not found:
        return None
    rows = [Row(bool(row[2]), row[3], row[4], row[5], row[6], row[7:]) for row in found if row[3] is not None]
    return Held(found[0][0], found[0][1], rows)


def _arm(wanted: Wanted, columns: str, condition: str) -> str:
    stated = ", ".join(str(flag).upper() for flag in sorted(wanted.stated))
    fold = f"(SELECT id FROM {FOLD} WHERE response_id = %s AND source = %s)"
    return f"SELECT {columns} FROM {TALLY} WHERE fold_id = {fold} AND stated IN ({stated}) AND {condition}"


def _recorded(until: datetime.datetime | None) -> list[tuple[str, list[Any]]]:
    """Return the conditions on the time of recording: by days, and by slots on the day of the instant."""
    if until is None:
        return [("fine = FALSE", [])]
    day, slot = stored(begin(until, DAY)), stored(begin(until, SLOT))
    return [
        ("fine = FALSE AND recorded < %s", [day]),
        ("fine = TRUE AND recorded >= %s AND recorded < %s", [day, slot]),
    ]


def _at(wanted: Wanted) -> list[tuple[str, str, list[Any], str]]:
    """Return columns and conditions: the sums of the window, and where it counts how many facts lie outside it."""
    within, ever = sorted(wanted.nodes.groups), sorted(wanted.nodes.always)
    low = ("moment >= %s AND ", [wanted.low]) if wanted.low is not None else ("", [])
    sums = ", ".join(f"COALESCE({name}, 0)" for name in wanted.columns)
    columns = f"stated, node, {as_stored('moment')}, {as_stored('filed')}, facts, {sums}"
    window = f"node IN ({_marks(within)}) AND {low[0]}moment <= %s"
    found = [(columns, window, [*within, *low[1], wanted.high], "")]
    if ever:
        outside = "(moment > %s OR moment < %s)" if low[1] else "moment > %s"
        nothing = ", ".join(["NULL", "NULL", "CAST(SUM(facts) AS bigint)", *(["0"] * len(wanted.columns))])
        condition = f"node IN ({_marks(ever)}) AND {outside}"
        told = f"stated, node, {nothing}"
        found.append((told, condition, [*ever, wanted.high, *low[1]], " GROUP BY stated, node"))
    return found


def tail(wanted: Wanted, since: Any, known: datetime.datetime | None, end: datetime.datetime) -> Rows:
    """Return what came after an instant (and went, of what was known at it) until another, filed by the end."""
    tallied, nodes = wanted.tallied, wanted.nodes
    level = max(nodes.levels)
    path = "body_path" if nodes.of_bodies else "path"
    condition, values = _part(wanted, path)
    until, forever = stored(known) if known else None, stored(FOREVER)
    ended, begun = unsought("recorded_to"), unsought("recorded_from")
    opened = (
        (f"recorded_from <= %s AND {ended} > %s", [until, until]) if known else (f"{ended} = %s", [forever])
    )
    closed = ("recorded_to <= %s", [until]) if known else ("recorded_to < %s", [forever])
    columns = ", ".join([path, tallied.moment, tallied.filed, *wanted.fields])
    arms = (
        f"SELECT 1 AS sign, {columns} FROM {tallied.table} WHERE {condition} "
        f"AND recorded_from > %s AND {opened[0]} UNION ALL "
        f"SELECT -1, {columns} FROM {tallied.table} WHERE {condition} "
        f"AND recorded_to > %s AND {begun} <= %s AND {closed[0]}{CLOSED}"
    )
    statement = (
        f"SELECT substr({path}, 1, {level}), {as_stored(tallied.moment)}, "
        f"CASE WHEN {tallied.filed} <= %s THEN {day_of(tallied.filed)} END, SUM(sign), {_told(wanted)} "
        f" FROM ({arms}) AS tail GROUP BY 1, 2, 3"
    )
    with replica.database().cursor() as cursor:
        cursor.execute(
            statement, [stored(end), *values, since, *opened[1], *values, since, since, *closed[1]]
        )
        found = cursor.fetchall()
    return [row for told in found for row in _spread(wanted, told)]


def _told(wanted: Wanted) -> str:
    sums = [f"CAST(COALESCE(SUM(sign * {name}), 0) AS bigint)" for name in wanted.fields]
    counts = [f"SUM(CASE WHEN {name} IS NULL THEN 0 ELSE sign END)" for name in wanted.fields]
    return ", ".join([*sums, *(counts if True in wanted.stated else [])])


def _spread(wanted: Wanted, told: tuple[Any, ...]) -> Rows:
    """Return what came after the sums as rows of each node in which it lies."""
    prefix, moment, filed, facts, *values = told
    width = len(wanted.columns)
    names = {wanted.nodes.name(level, prefix[:level]) for level in wanted.nodes.levels}
    parts = {False: tuple(values[:width])} | ({True: tuple(values[width:])} if True in wanted.stated else {})
    return [
        Row(stated, name, moment, filed, facts, own)
        for name in names & wanted.nodes.groups.keys()
        for stated, own in parts.items()
        if stated in wanted.stated
    ]


def _part(wanted: Wanted, path: str) -> tuple[str, list[Any]]:
    """Return the condition on facts that can belong to the nodes."""
    condition, values = wanted.tallied.condition(wanted.response)
    if wanted.nodes.line:
        condition, values = f"{condition} AND {unsought('line_id')} = %s", [*values, wanted.nodes.line]
    if wanted.nodes.within:
        other, end = unsought("path" if wanted.nodes.of_bodies else "body_path"), after(wanted.nodes.within)
        condition += f" AND {other} >= %s AND {other} < %s"
        values = [*values, wanted.nodes.within, end]
    ranges = [prefix for prefix in wanted.nodes.prefixes if prefix]
    if ranges:
        column = unsought(path)
        told = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(ranges))
        condition, values = (
            f"{condition} AND ({told})",
            [*values, *(end for p in ranges for end in (p, after(p)))],
        )
    if not wanted.nodes.always:
        moment = unsought(wanted.tallied.moment)
        low = f" AND {moment} >= %s" if wanted.low is not None else ""
        condition += f"{low} AND {moment} <= %s"
        values = [*values, *([wanted.low] if low else []), wanted.high]
    return condition, values


def _marks(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))
