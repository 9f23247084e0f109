"""A step of the fold: facts that came and went are grouped at the lowest level of each tree, and rolled up from it."""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.tallies import levels
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.figures.tallies.instants import day_of, slot_of, stored
from fangxian.trees.responses.models import Response

CLOSED = f" AND recorded_to < '{FOREVER:%Y-%m-%d %H:%M:%S}'"
"""What the index of replaced facts says, word by word: SQLite takes it for nothing less."""
KEY = ("fold_id", "stated", "fine", "node", "moment", "recorded", "filed")


@dataclass(frozen=True)
class Tree:
    """One of the two trees: its path, the levels that are added up, and down to which also by slots.

    ``keys`` are what else a sum is of, ``name`` the SQL of what stands before the level in a node's name, ``part`` the
    condition on its facts.
    """

    path: str
    levels: tuple[int, ...]
    fine: int = -1
    keys: tuple[tuple[str, str], ...] = ()
    name: str = ""
    part: str = "TRUE"

    def node(self, level: int) -> str:
        """Return the SQL for the name of a node."""
        return f"{self.name}'{level:02d}' || prefix"

    def above(self, level: int) -> int:
        """Return the level above one."""
        return self.levels[max(self.levels.index(level) - 1, 0)]

    @property
    def grouped(self) -> list[str]:
        """What a sum of facts is of."""
        return [*(name for name, _expression in self.keys), "prefix", "moment", "recorded", "filed"]


LINE = ("line", "COALESCE(line_id, '')")


def _crossed(place: int) -> Tree:
    """Return the tree of bodies within each place of a level, and at what lies a level above it."""
    above = levels.PLACE_LEVELS[levels.PLACE_LEVELS.index(place) - 1]
    return Tree(
        "body_path",
        levels.CROSSED_BODIES,
        keys=(LINE, ("place", f"substr(path, 1, {place})")),
        name=f"'{place:02d}' || place || '|' || line || '|' || ",
        part=f"length(path) >= {above}",
    )


TREES = (
    Tree("path", levels.PLACE_LEVELS, levels.FINE_PLACES),
    Tree("body_path", levels.BODY_LEVELS, levels.FINE_BODIES, (LINE,), "line || '|' || "),
    *(_crossed(level) for level in levels.CROSSED_PLACES),
)


def add(found: Fold, tallied: Tallied, response: Response, until: datetime.datetime) -> int:
    """Add what came and went in (found.up_to, until] at every level of both trees; return how many facts did."""
    source, values = deltas(tallied, response, found.up_to, until)
    with connection.cursor() as cursor:
        for stated in (False, True) if tallied.shares else (False,):
            columns = sorted(tallied.shares) if stated else sorted(tallied.columns)
            for tree in TREES:
                cursor.execute(_statement(found.pk, tallied, tree, source, columns, stated=stated), values)
        cursor.execute(f"WITH {source} SELECT COUNT(*) FROM deltas", values)
        return int(cursor.fetchone()[0])


def deltas(
    tallied: Tallied, response: Response, since: datetime.datetime, until: datetime.datetime
) -> tuple[str, list[Any]]:
    """Return the SQL of what came (sign 1) and went (-1) after an instant until another, as ``deltas``."""
    condition, values = tallied.condition(response.pk)
    columns = ", ".join(sorted(tallied.columns))
    parts, given = [], []
    for sign, instant in ((1, "recorded_from"), (-1, "recorded_to")):
        parts.append(
            f"SELECT path, line_id, body_path, {tallied.moment} AS moment, {tallied.filed} AS filed, "
            f"{instant} AS recorded, {sign} AS sign, {columns} FROM {tallied.table} WHERE {condition} "
            f"AND {tallied.filed} IS NOT NULL AND {instant} > %s AND {instant} <= %s{CLOSED if sign < 0 else ''}"
        )
        given += [*values, stored(since), stored(until)]
    return f"deltas AS ({' UNION ALL '.join(parts)})", given


def _statement(
    fold_id: int, tallied: Tallied, tree: Tree, source: str, columns: Sequence[str], *, stated: bool
) -> str:
    """Return the statement that groups by the lowest level, rolls up from level to level, and adds to the sums."""
    told = [f"SUM(sign * ({name} IS NOT NULL)::int)" if stated else f"SUM(sign * {name})" for name in columns]
    if connection.vendor != "postgresql":
        told = [expression.replace("::int", "") for expression in told]
    steps = [source, _lowest(tree, columns, told)]
    keys = ", ".join(f"{name}" for name, _expression in tree.keys) + (", " if tree.keys else "")
    for level, lower in zip(reversed(tree.levels[:-1]), reversed(tree.levels), strict=False):
        steps.append(
            f"s{level} AS (SELECT {keys}substr(prefix, 1, {level}) AS prefix, moment, recorded, filed, "
            f"{_sums(['facts', *columns])} FROM s{lower} GROUP BY {_numbers(len(tree.grouped))})"
        )
    rows = [_rows(fold_id, tree, level, columns, stated, fine=False) for level in tree.levels]
    fine = [level for level in tree.levels if level <= tree.fine]
    rows += [_rows(fold_id, tree, level, columns, stated, fine=True) for level in fine]
    own = [tallied.columns[name] for name in columns]
    added = ", ".join(
        f"{name} = COALESCE({Tally._meta.db_table}.{name} + excluded.{name}, excluded.{name}, "
        f"{Tally._meta.db_table}.{name})"
        for name in ("facts", *own)
    )
    return (
        f"WITH {', '.join(steps)} INSERT INTO {Tally._meta.db_table} ({', '.join((*KEY, 'facts', *own))}) "
        f"SELECT * FROM ({' UNION ALL '.join(rows)}) AS added WHERE TRUE "
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}"
    )


def _lowest(tree: Tree, columns: Sequence[str], told: Sequence[str]) -> str:
    level = tree.levels[-1]
    keys = "".join(f"{expression} AS {name}, " for name, expression in tree.keys)
    sums = ", ".join(f"CAST({sum_} AS bigint) AS {name}" for sum_, name in zip(told, columns, strict=True))
    return (
        f"s{level} AS MATERIALIZED (SELECT {keys}substr({tree.path}, 1, {level}) AS prefix, moment, "
        f"{slot_of('recorded')} AS recorded, {day_of('filed')} AS filed, SUM(sign) AS facts, {sums} "
        f"FROM deltas WHERE {tree.part} GROUP BY {_numbers(len(tree.grouped))})"
    )


def _rows(fold_id: int, tree: Tree, level: int, columns: Sequence[str], stated: bool, *, fine: bool) -> str:
    """Return the rows of a level: by day of recording, or by slot; a path far above the level has its row higher."""
    recorded = "recorded" if fine else day_of("recorded")
    head = (
        f"SELECT {fold_id} AS fold_id, {_truth(stated)} AS stated, {_truth(fine)} AS fine, "
        f"{tree.node(level)} AS node, moment, {recorded} AS recorded, filed, "
    )
    tail = f" FROM s{level} WHERE length(prefix) >= {tree.above(level)}"
    if fine:
        return f"{head}facts, {', '.join(columns)}{tail}"
    return f"{head}{_sums(['facts', *columns])}{tail} GROUP BY {_numbers(7)}"


def _sums(names: Sequence[str]) -> str:
    return ", ".join(f"CAST(SUM({name}) AS bigint) AS {name}" for name in names)


def _numbers(count: int) -> str:
    return ", ".join(str(number + 1) for number in range(count))


def _truth(value: bool) -> str:
    return ("TRUE" if value else "FALSE") if connection.vendor == "postgresql" else str(int(value))
