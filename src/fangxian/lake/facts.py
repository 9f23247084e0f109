"""Figures from a fact table in the lake: as ``figures.tables`` answers them from the database's."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from ibis.expr.types import Table, Value

from fangxian.lake.conditions import column_of, translate
from fangxian.lake.tables import Lake, text
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import resolve
from fangxian.mechanisms.figures.questions import By, Question


class LakeFacts:
    """A source of figures: a ledger of the lake and the condition that all its facts meet."""

    def __init__(self, lake: Lake, ledger: str, base: Q) -> None:
        self.lake, self.ledger, self.base = lake, ledger, base

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return values by group; a tree is grouped by each width that the paths right below have."""
        table = self._rows(question)
        slices = question.slices()
        values = {
            f"m{number}_{index}": _aggregate(table, measure, resolve(measure.where, at))
            for number, measure in enumerate(measures)
            for index, at in enumerate(slices.values())
        }
        groups: Groups = {}
        for turn, key in enumerate(_keys(question, table)):
            for row in self.lake.engine.rows(_grouped(table, key, values)):
                group = question.node_of(str(row["group"]) if key is not None else "", first=turn == 0)
                if group is None:
                    continue
                for index, day in enumerate(slices):
                    name = day or group
                    told = {m.code: int(row[f"m{n}_{index}"]) for n, m in enumerate(measures)}
                    groups[name] = {k: v + groups.get(name, {}).get(k, 0) for k, v in told.items()}
        return groups

    def knows(self, question: Question) -> bool:
        """Tell whether there is any fact in the part asked for."""
        rows = self._rows(question)
        return bool(self.lake.engine.rows(rows.aggregate(found=rows.count()))[0]["found"])

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """The facts behind a figure are opened in the database, where reading is on record."""
        raise NotImplementedError

    def facts(self, question: Question, measure: Measure) -> Any:
        """The facts behind a figure are opened in the database, where reading is on record."""
        raise NotImplementedError

    def _rows(self, question: Question) -> Table:
        condition = self.base & question.condition()
        return self.lake.known_at(self.ledger, question.as_of, condition)


def _aggregate(table: Table, measure: Measure, condition: Q) -> Value:
    """Return the number of a measure; some engines know none over no rows, where Django has 0."""
    where = translate(condition, table)
    if measure.column:
        return column_of(measure.column, table).sum(where=where).fill_null(0)
    if measure.distinct:
        return column_of(measure.distinct, table).nunique(where=where).fill_null(0)
    return table.count(where=where).fill_null(0)


def _keys(question: Question, table: Table) -> list[Value | None]:
    """Return what to group by, a turn each; None for the whole."""
    if question.widths:
        path = table.path if question.by is By.PLACE else table.body_path
        return [path.substr(0, width) for width in question.widths]
    if question.by in (By.LINE, By.BODY):
        return [text(table.line if question.by is By.LINE else table.body)]
    return [None]


def _grouped(table: Table, key: Value | None, values: dict[str, Value]) -> Table:
    if key is None:
        return table.aggregate(**values)
    return table.group_by(group=key).aggregate(**values)
