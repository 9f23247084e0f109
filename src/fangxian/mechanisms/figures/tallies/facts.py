"""Facts added up where they lie: those since the sums, those of one past day, or all of a part too small for sums."""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
from collections.abc import Callable
from typing import Any

from fangxian.core import replica
from fangxian.core.fields import FOREVER, after
from fangxian.mechanisms.figures.tallies.adding import CLOSED
from fangxian.mechanisms.figures.tallies.declared import unsought
from fangxian.mechanisms.figures.tallies.instants import as_stored, day_of, stored
from fangxian.mechanisms.figures.tallies.nodes import Nodes
from fangxian.mechanisms.figures.tallies.statements import Rows, Wanted, marks

Condition = tuple[str, list[Any]]
Column = Callable[[str], str]
"""How a column is named: by which rows are to be sought, or by which they are not."""
MOST_PRESENT = 100
"""Up to so many nodes are looked up one by one; SQLite joins at most 500 statements."""


Instants = tuple[Any, datetime.datetime | None, datetime.datetime]
"""After when, as known when (None: now), and by when filed."""


def since(wanted: Wanted, instants: Instants) -> Rows:
    """Return what came after an instant (and went, of what was known at it) until another, found by its recording."""
    parts = [_part(wanted, nodes, sought=False, ever=wanted.always) for nodes in wanted.kinds]
    return _changes(wanted, parts, instants, str, CLOSED)


def of_moments(wanted: Wanted, moments: list[Any], instants: Instants) -> Rows:
    """Return the same of what is due at some moments in a small part, found by moment and place."""
    if not moments:
        return []
    parts = []
    for nodes in wanted.kinds:
        text, values = _part(wanted, nodes, sought=True, ever=wanted.always)
        due = wanted.tallied.moment if nodes.in_places else unsought(wanted.tallied.moment)
        parts.append((f"{text} AND {due} IN ({marks(moments)})", [*values, *moments]))
    return _changes(wanted, parts, instants, unsought, "")


def all_of(wanted: Wanted, known: datetime.datetime | None, end: datetime.datetime) -> Rows:
    """Return all that is known, filed by the end, of a part for which sums are too coarse.

    What lies in a place is found by moment and place: the moments are looked up one after the other, whatever the
    number of facts that are due at each.
    """
    moment, table = wanted.tallied.moment, wanted.tallied.table
    still, at = f"{unsought('recorded_to')} = %s", [stored(FOREVER)]
    if known:
        still = f"{unsought('recorded_from')} <= %s AND {unsought('recorded_to')} > %s"
        at = [stored(known), stored(known)]
    arms: list[Condition] = []
    for number, nodes in enumerate(wanted.kinds):
        text, values = _part(wanted, nodes, sought=True)
        source = table
        if nodes.in_places:
            source, text = f"every_moment CROSS JOIN {table}", f"{moment} = every_moment.moment AND {text}"
        columns = f"SELECT {number} AS kind, 1 AS sign, {_columns(wanted, nodes)}"
        arms.append((f"{columns} FROM {source} WHERE {text} AND {still}", [*values, *at]))
    for number, nodes in enumerate(wanted.kinds):
        arms += _present(wanted, nodes, number, (still, at)) if nodes.always and nodes.sign > 0 else []
    told = " UNION ALL ".join(
        f"SELECT * FROM ({text}) AS arm{number}" for number, (text, _) in enumerate(arms)
    )
    given = [value for _text, values in arms for value in values]
    return _told(wanted, (told, given), end, _every_moment(wanted))


def _present(wanted: Wanted, nodes: Nodes, number: int, known: Condition) -> list[Condition]:
    """Return statements that tell which nodes have any fact, where they are shown only then: facts due at no moment."""
    path = "body_path" if nodes.of_bodies else "path"
    prefix = f"substr({path}, 1, {max(nodes.levels)})"
    blank = ", ".join([*["CAST(NULL AS timestamptz)"] * 2, *["CAST(NULL AS bigint)"] * len(wanted.fields)])
    text, values = _part(wanted, nodes, sought=True, ever=True)
    rest = f"{number}, 1, {prefix}, {blank} FROM {wanted.tallied.table} WHERE {text} AND {known[0]}"
    values = [*values, *known[1]]
    if len(nodes.always) > MOST_PRESENT:
        return [(f"SELECT DISTINCT {rest}", values)]
    found = []
    for own, exact in nodes.always.values():
        at = f"{path} = %s" if exact else f"{path} >= %s AND {path} < %s"
        found.append((f"SELECT {rest} AND {at} LIMIT 1", [*values, *([own] if exact else [own, after(own)])]))
    return found


def _every_moment(wanted: Wanted) -> Condition:
    """Return the moments of the window: one look-up by index each."""
    tallied = wanted.tallied
    condition, values = tallied.same(wanted.response)
    first = following = f"SELECT MIN({tallied.moment}) FROM {tallied.table} WHERE {condition}"
    given = list(values)
    if wanted.low is not None:
        first, given = f"{first} AND {tallied.moment} >= %s", [*given, wanted.low]
    return (
        f"WITH RECURSIVE every_moment(moment) AS (SELECT ({first}) UNION ALL "
        f"SELECT ({following} AND {tallied.moment} > every_moment.moment) FROM every_moment "
        "WHERE moment IS NOT NULL AND moment < %s) ",
        [*given, *values, wanted.high],
    )


def _changes(wanted: Wanted, parts: list[Condition], instants: Instants, column: Column, closed: str) -> Rows:
    """Return what came (1) and went (-1) between two instants; ``column`` names those of recording."""
    after_, known, end = instants
    until = stored(known) if known else stored(FOREVER)
    opened, ended = column("recorded_from"), column("recorded_to")
    still = (
        f"{opened} <= %s AND {unsought('recorded_to')} > %s" if known else f"{unsought('recorded_to')} = %s"
    )
    gone = f"{ended} <= %s" if known else f"{ended} < %s"
    arms, values = [], []
    for number, (nodes, (text, given)) in enumerate(zip(wanted.kinds, parts, strict=True)):
        told = f"{_columns(wanted, nodes)} FROM {wanted.tallied.table} WHERE {text}"
        arms += [
            f"SELECT {number} AS kind, 1 AS sign, {told} AND {opened} > %s AND {still}",
            f"SELECT {number}, -1, {told} AND {ended} > %s AND {unsought('recorded_from')} <= %s AND {gone}{closed}",
        ]
        values += [*given, after_, *([until, until] if known else [until]), *given, after_, after_, until]
    return _told(wanted, (" UNION ALL ".join(arms), values), end)


def _columns(wanted: Wanted, nodes: Nodes) -> str:
    tallied = wanted.tallied
    path = "body_path" if nodes.of_bodies else "path"
    prefix = f"substr({path}, 1, {max(nodes.levels)}) AS prefix"
    return ", ".join([prefix, f"{tallied.moment} AS due", f"{tallied.filed} AS filed", *wanted.fields])


def _told(wanted: Wanted, arms: Condition, end: datetime.datetime, head: Condition = ("", [])) -> Rows:
    """Return the facts of a statement, added up by node and by what windows tell apart."""
    filed = "filed" if wanted.steps is not None else day_of("filed")
    cells, bounds = wanted.cells("due", "filed")
    sums = [f"CAST(COALESCE(SUM(sign * {name}), 0) AS bigint)" for name in wanted.fields]
    counts = [f"SUM(CASE WHEN {name} IS NULL THEN 0 ELSE sign END)" for name in wanted.fields]
    told = ", ".join([*sums, *(counts if True in wanted.stated else [])])
    statement = (
        f"{head[0]}SELECT kind, prefix, {cells}, {as_stored('MIN(due)')}, {as_stored('MIN(filed)')}, SUM(sign), {told} "
        f"FROM (SELECT kind, prefix, sign, due, CASE WHEN filed <= %s THEN {filed} END AS filed, "
        f"{', '.join(wanted.fields)} FROM ({arms[0]}) AS facts) AS told GROUP BY 1, 2, 3, 4"
    )
    with replica.database().cursor() as cursor:
        cursor.execute(statement, [*head[1], *bounds, stored(end), *arms[1]])
        found = cursor.fetchall()
    return [row for told in found for row in _spread(wanted, told)]


def _spread(wanted: Wanted, told: tuple[Any, ...]) -> Rows:
    """Return a sum of facts as rows of each node in which they lie."""
    kind, prefix, _cell, _told, moment, filed, facts, *values = told
    nodes, width = wanted.kinds[kind], len(wanted.columns)
    names = {nodes.name(level, prefix[:level]) for level in nodes.levels}
    return [
        wanted.row(
            nodes, name, (stated, moment, filed, facts, *(values[width:] if stated else values[:width]))
        )
        for name in names & nodes.groups.keys()
        for stated in wanted.stated
    ]


def _part(wanted: Wanted, nodes: Nodes, *, sought: bool, ever: bool = False) -> Condition:
    """Return the condition on facts that can belong to the nodes, in the windows or ``ever``.

    ``sought``: rows are looked for by it, by the tree that finds them best.
    """
    by_place, by_body = sought and nodes.in_places, sought and not nodes.in_places
    condition, values = wanted.tallied.condition(wanted.response, sought=by_place)
    if nodes.line:
        condition = f"{condition} AND {'line_id' if by_body else unsought('line_id')} = %s"
        values = [*values, nodes.line]
    places, bodies = (nodes.prefixes, (nodes.within,))[:: -1 if nodes.of_bodies else 1]
    for name, prefixes, by_it in (("path", places, by_place), ("body_path", bodies, by_body)):
        column = name if by_it else unsought(name)
        ranges = [prefix for prefix in prefixes if prefix]
        if ranges:
            told = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(ranges))
            condition = f"{condition} AND ({told})"
            values = [*values, *(end for prefix in ranges for end in (prefix, after(prefix)))]
    if not ever:
        moment = unsought(wanted.tallied.moment)
        low = [wanted.low] if wanted.low is not None else []
        condition += f"{f' AND {moment} >= %s' if low else ''} AND {moment} <= %s"
        values = [*values, *low, wanted.high]
    return condition, values
