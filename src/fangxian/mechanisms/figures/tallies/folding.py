"""The fold: what became known and what was replaced since the last one is added to the sums, in whole steps.

Only one folds a source of a response at a time; nobody who writes waits for it, and it waits only for those who were
writing when it began. What it has not reached yet is read from the facts.
"""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.actions import settled
from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.tallies import levels
from fangxian.mechanisms.figures.tallies.declared import Tallied, declared
from fangxian.mechanisms.figures.tallies.instants import as_stored, day_of, slot_of, stored
from fangxian.trees.responses.models import Response

STEP = 100_000
"""Facts in a step, which is one transaction."""
BEGINNING = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
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


def fold() -> int:
    """Add up everything recorded since the last fold; return how many facts came and went. For the worker."""
    done = 0
    for tallied, response, up_to in _sources():
        done += sum(fold_source(tallied, response, up_to))
    return done


def rebuild() -> int:
    """Throw every sum away and add up anew; figures stay exact meanwhile, read from the facts."""
    for tallied, response, _up_to in _sources():
        with transaction.atomic():
            found = _locked(tallied, response)
            if found:
                found.delete()
    return fold()


def _sources() -> Iterator[tuple[Tallied, Response, datetime.datetime]]:
    """Yield what there is to fold; what is declared is read after the instant, so that it knows all facts' columns."""
    up_to = settled()
    for tallied in declared():
        # a drill is played in hours that are past, below the instant: its figures are read from the facts
        for response in Response.objects.filter(is_drill=False).order_by("started_at"):
            yield tallied, response, up_to


def fold_source(tallied: Tallied, response: Response, up_to: datetime.datetime) -> Iterator[int]:
    """Fold one source up to an instant, step by step; yields the facts of each step."""
    while True:
        with transaction.atomic():
            since = Fold.objects.filter(response=response, source=tallied.name).values_list(
                "up_to", flat=True
            )
            until = _pending(tallied, response, since.first() or BEGINNING, up_to)
            found = _locked(tallied, response) if until else None
            if until is None or found is None or found.up_to >= until:
                return
            if _shares_grew(found, tallied):
                found.delete()
                continue
            count = add(found, tallied, response, until)
            found.up_to, found.columns = until, tallied.signature
            found.save(update_fields=["up_to", "columns"])
        yield count


def _shares_grew(found: Fold, tallied: Tallied) -> bool:
    """Tell whether a column that was added up is a share from now on: its statements were not counted before."""
    held = set(found.columns.split())
    return any(name in held and f"{name}%" not in held for name in tallied.shares)


def _locked(tallied: Tallied, response: Response) -> Fold | None:
    """Return the fold for whoever folds, or None when somebody else does."""
    Fold.objects.get_or_create(response=response, source=tallied.name, defaults={"up_to": BEGINNING})
    rows = Fold.objects.filter(response=response, source=tallied.name)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _pending(
    tallied: Tallied, response: Response, since: datetime.datetime, up_to: datetime.datetime
) -> datetime.datetime | None:
    """Return up to where the next step goes, or None when nothing came or went."""
    ends = [_nth(tallied, response, name, STEP, since, up_to) for name in ("recorded_from", "recorded_to")]
    if any(ends):
        return min(end for end in ends if end)
    waiting = (_nth(tallied, response, name, 0, since, up_to) for name in ("recorded_from", "recorded_to"))
    return up_to if any(waiting) else None


def _nth(
    tallied: Tallied,
    response: Response,
    instant: str,
    number: int,
    since: datetime.datetime,
    up_to: datetime.datetime,
) -> datetime.datetime | None:
    """Return when the facts that came or went between two instants were so many, or None when there are fewer."""
    condition, values = tallied.condition(response.pk)
    closed = CLOSED if instant == "recorded_to" else ""
    statement = (
        f"SELECT {as_stored(instant)} FROM {tallied.table} WHERE {condition} AND {instant} > %s "
        f"AND {instant} <= %s{closed} ORDER BY {instant} LIMIT 1 OFFSET {number}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, stored(since), stored(up_to)])
        found = cursor.fetchone()
    if found is None:
        return None
    if isinstance(found[0], datetime.datetime):
        return found[0]
    return datetime.datetime.fromisoformat(found[0]).replace(tzinfo=datetime.UTC)


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
