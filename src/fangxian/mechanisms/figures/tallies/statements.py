"""The plain statement that takes sums: compiling it anew would take longer than its answer."""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from fangxian.core import replica
from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.figures.tallies.instants import DAY, SLOT, as_stored, begin, stored
from fangxian.mechanisms.figures.tallies.nodes import Nodes

FOLD, TALLY = Fold._meta.db_table, Tally._meta.db_table
MOST_STEPS = 8
"""Up to so many bounds of windows are told apart by the database; days in a row are told apart by their cut-offs."""


class Span(NamedTuple):
    """First and last instant due, and the day of filing before which a fact must have been filed (None: any)."""

    low: Any
    high: Any
    filed: Any


class Row(NamedTuple):
    """A sum, with the groups in which it counts: of facts due at a moment, filed on a day (None: after the window).

    ``always``: its groups are shown only where there is any fact. Where windows do not tell several moments or days
    apart, these are the first ones.
    """

    stated: bool
    groups: Sequence[str]
    always: bool
    moment: Any
    filed: Any
    facts: int
    values: tuple[int, ...]


Rows = list[Row]


@dataclass(frozen=True)
class Wanted:
    """What is read: of a source and response the columns at nodes of some kinds, as far as ``spans`` count them."""

    tallied: Tallied
    response: uuid.UUID
    kinds: list[Nodes]
    columns: list[str]
    stated: set[bool]
    spans: list[Span]

    @cached_property
    def low(self) -> Any:
        """From when facts are due that count anywhere (None: ever)."""
        lows = {span.low for span in self.spans}
        return None if None in lows else min(lows)

    @cached_property
    def high(self) -> Any:
        """Until when they are due."""
        return max(span.high for span in self.spans)

    @property
    def always(self) -> bool:
        """Whether it counts too what facts there are outside the windows."""
        return any(nodes.always for nodes in self.kinds)

    def row(self, nodes: Nodes, name: str, told: tuple[Any, ...]) -> Row:
        """Return what was read of a node: statements or not, moment, day of filing, facts, and the numbers."""
        stated, moment, filed, facts, *values = told
        if nodes.sign < 0:
            facts, values = -facts, [-value for value in values]
        return Row(
            bool(stated), nodes.groups[name], name in nodes.always, moment, filed, facts, tuple(values)
        )

    @property
    def fields(self) -> list[str]:
        """The facts' columns, in the order of the tallies'."""
        names = {theirs: own for own, theirs in self.tallied.columns.items()}
        return [names[column] for column in self.columns]

    @cached_property
    def steps(self) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]] | None:
        """The bounds between which windows do not tell moments, or days of filing, apart; None where they are many."""
        lows, highs = {span.low for span in self.spans} - {None}, {span.high for span in self.spans}
        cuts = {span.filed for span in self.spans} - {None}
        if len(lows) + len(highs) + len(cuts) > MOST_STEPS:
            return None
        moments = [*((">=", low) for low in lows), *((">", high) for high in highs)]
        return moments, [(">=", cut) for cut in cuts]

    def cells(self, moment: str, filed: str) -> tuple[str, list[Any]]:
        """Return the SQL, with its values, of two columns: what windows tell apart of the instants due and filed."""
        if self.steps is None:
            return f"{moment} AS cell, {filed} AS told", []
        own, other = (_counted(name, steps) for name, steps in zip((moment, filed), self.steps, strict=True))
        values = [value for steps in self.steps for _sign, value in steps]
        return f"{own} AS cell, {other} AS told", values


class Held(NamedTuple):
    """How far the sums go, of which columns, what they are, and the moments of what is not among them yet."""

    up_to: Any
    columns: str
    rows: Rows
    moments: list[Any]


Arm = tuple[str, list[Any]]


def held(wanted: Wanted, until: datetime.datetime | None, *, slots: bool = True) -> Held | None:
    """Return the sums: all of them, or those wholly before the ten minutes, or the day, in which an instant lies.

    Without ``slots`` it is the day; what moments it brought anything of is told too.
    """
    arms = [
        *_sums(wanted, until, slots=slots),
        *([] if until is None or slots else [_moments(wanted, until)]),
    ]
    key = wanted.tallied.key(wanted.response)
    statement = (
        f"SELECT {as_stored('f.up_to')}, f.columns, t.* FROM {FOLD} f "
        f"LEFT JOIN ({' UNION ALL '.join(arm for arm, _values in arms)}) t ON TRUE "
        "WHERE f.response_id = %s AND f.source = %s"
    )
    values = [value for _arm, given in arms for value in given]
    with replica.database().cursor() as cursor:
        cursor.execute(statement, [*values, key, wanted.tallied.name])
        found = cursor.fetchall()
    if not found:
        return None
    told = [row for row in found if row[3] is not None]
    rows = [
        wanted.row(nodes, row[3], (row[2], *row[6:]))
        for row in told
        for nodes in wanted.kinds
        if row[3] in nodes.groups
    ]
    return Held(found[0][0], found[0][1], rows, [row[6] for row in told if not row[3]])


def _sums(wanted: Wanted, until: datetime.datetime | None, *, slots: bool) -> Iterable[Arm]:
    """Yield the statements of the window's sums, and of how many facts lie outside it where that counts."""
    within = sorted({name for nodes in wanted.kinds for name in nodes.groups})
    ever = sorted({name for nodes in wanted.kinds for name in nodes.always})
    low = ("moment >= %s AND ", [wanted.low]) if wanted.low is not None else ("", [])
    cells, bounds = wanted.cells("moment", "filed")
    sums = "".join(f", CAST(COALESCE(SUM({name}), 0) AS bigint)" for name in wanted.columns)
    least = f"{as_stored('MIN(moment)')}, {as_stored('MIN(filed)')}, CAST(SUM(facts) AS bigint){sums}"
    window = f"node IN ({marks(within)}) AND {low[0]}moment <= %s"
    outside = f"node IN ({marks(ever)}) AND (moment > %s{' OR moment < %s' if low[1] else ''})"
    nothing = f"NULL, NULL, NULL, NULL, CAST(SUM(facts) AS bigint){', 0' * len(wanted.columns)}"
    for recorded, given in _recorded(until, slots=slots):
        yield _arm(wanted, f"{cells}, {least}", f"{window} AND {recorded} GROUP BY 1, 2, 3, 4", bounds,
                   [*within, *low[1], wanted.high, *given])  # fmt: skip
        if ever:
            yield _arm(wanted, nothing, f"{outside} AND {recorded} GROUP BY 1, 2", [],
                       [*ever, wanted.high, *low[1], *given])  # fmt: skip


def _moments(wanted: Wanted, until: datetime.datetime) -> Arm:
    """Return the statement of the moments of which the day of an instant brought or took anything: of no node."""
    nodes = sorted({name for nodes in wanted.kinds for name in nodes.groups})
    day = stored(begin(until, DAY))
    key = wanted.tallied.key(wanted.response)
    nothing = ", 0" * (len(wanted.columns) + 1)
    condition = f"stated = FALSE AND fine = FALSE AND node IN ({marks(nodes)}) AND recorded = %s"
    return (
        f"SELECT FALSE, '', NULL, NULL, {as_stored('moment')}, NULL{nothing} FROM {TALLY} "
        f"WHERE fold_id = ({_FOLD}) AND {condition} GROUP BY moment",
        [key, wanted.tallied.name, *nodes, day],
    )


_FOLD = f"SELECT id FROM {FOLD} WHERE response_id = %s AND source = %s"


def _arm(wanted: Wanted, told: str, condition: str, first: list[Any], then: list[Any]) -> Arm:
    stated = ", ".join(str(flag).upper() for flag in sorted(wanted.stated))
    key = wanted.tallied.key(wanted.response)
    statement = (
        f"SELECT stated, node, {told} FROM {TALLY} "
        f"WHERE fold_id = ({_FOLD}) AND stated IN ({stated}) AND {condition}"
    )
    return statement, [*first, key, wanted.tallied.name, *then]


def _recorded(until: datetime.datetime | None, *, slots: bool) -> list[tuple[str, list[Any]]]:
    """Return the conditions on the time of recording: by days, and by slots on the day of the instant."""
    if until is None:
        return [("fine = FALSE", [])]
    day, slot = stored(begin(until, DAY)), stored(begin(until, SLOT))
    found: list[tuple[str, list[Any]]] = [("fine = FALSE AND recorded < %s", [day])]
    if slots:
        found.append(("fine = TRUE AND recorded >= %s AND recorded < %s", [day, slot]))
    return found


def _counted(name: str, steps: list[tuple[str, Any]]) -> str:
    """Return the SQL for how many steps a value has passed; none is told apart from any."""
    whole = "::int" if connection.vendor == "postgresql" else ""
    return " + ".join(f"({name} {sign} %s){whole}" for sign, _value in steps) or f"{name} IS NULL"


def marks(values: Iterable[Any]) -> str:
    """Return the places of values in a statement."""
    return ", ".join("%s" for _value in values)
