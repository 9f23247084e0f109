"""Answers from a fact table: one query a question, or a few where measures by days are very many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Substr

from fangxian.core import bulk
from fangxian.core.fields import FOREVER
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import Slice, resolve
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tallies import reading
from fangxian.mechanisms.figures.tallies.declared import Tallied

MOST_COLUMNS = 1000
"""Columns of one statement; PostgreSQL takes 1 664, SQLite 2 000."""


@dataclass(frozen=True, eq=False)
class TableSource:
    """A table of facts with ``recorded_from``/``recorded_to``, a place path, a line and a body path."""

    model: type[Model]
    base: Q = field(default_factory=Q)
    identity: tuple[str, ...] = ("entry_id", "number")
    tallied: Tallied | None = None
    """What of it is added up ahead: a faster way to the same numbers."""

    def rows(self, question: Question) -> QuerySet[Any]:
        """Return the facts known at the question's instant in the part asked for."""
        known = self.model._default_manager.at(question.as_of)  # type: ignore[attr-defined]
        rows: QuerySet[Any] = known.filter(self.base, question.condition(), response=question.response)
        return rows

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return values by group, from sums where they hold the answer, else from the facts."""
        found = reading.groups(self.tallied, question, measures) if self.tallied else None
        return self.counted(question, measures) if found is None else found

    def both(self, question: Question, measures: Sequence[Measure]) -> tuple[dict[str, int], Groups]:
        """Return the values of the whole, and by group: from sums in one reading."""
        found = reading.both(self.tallied, question, measures) if self.tallied and question.by else None
        if found is None:
            whole = self.groups(question.at(by=By.WHOLE), measures).get("", {})
            return whole, self.groups(question, measures) if question.by else {}
        return found

    def counted(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return values by group from the facts; a tree is grouped by each width that the paths right below have.

        This is what the numbers are; sums are another way to them.
        """
        groups: Groups = {}
        for part in _parted(question.slices(), len(measures)):
            self._count(question, measures, part, groups)
        return groups

    def _count(
        self, question: Question, measures: Sequence[Measure], slices: dict[str, Slice], groups: Groups
    ) -> None:
        """Add to the groups the values in some of the windows."""
        aggregates = {
            f"m{number}_{index}": measure.aggregate(resolve(measure.where, at))
            for number, measure in enumerate(measures)
            for index, at in enumerate(slices.values())
        }
        for turn, key in enumerate(_keys(question)):
            for row in self.rows(question).order_by().values(counted_in=key).annotate(**aggregates):
                told = str(row["counted_in"] or "")
                group = question.node_of(told, first=turn == 0)
                if group is None or (turn and len(told) < question.widths[turn]):
                    continue  # what lies at a node itself was counted with the first width
                for index, day in enumerate(slices):
                    name = day or group
                    values = {m.code: row[f"m{n}_{index}"] for n, m in enumerate(measures)}
                    groups[name] = {k: v + groups.get(name, {}).get(k, 0) for k, v in values.items()}

    def knows(self, question: Question) -> bool:
        """Tell whether there may be any fact in the part asked for, whatever the window.

        Of one body plainly, and of it alone: were response and line asked for too, SQLite would take the index that
        begins with those, and go through all that others in them have.
        """
        if question.as_of or not (question.line and question.body):
            return self.rows(question).exists()
        return bulk.holds(self.model, body_id=question.body, recorded_to=FOREVER)

    def facts(self, question: Question, measure: Measure) -> QuerySet[Any]:
        """Return the facts that a value counts."""
        (at,) = question.at(by=By.WHOLE).slices().values()
        return self.rows(question).filter(resolve(measure.where, at))

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """Return one line a fact, in a stable order."""
        rows = self.facts(question, measure).order_by(*self.identity).values_list(*self.identity)
        return (" ".join(str(part) for part in row) for row in rows.iterator())


def _parted(slices: dict[str, Slice], measures: int) -> Iterator[dict[str, Slice]]:
    """Yield the windows in parts of which a statement can tell all measures: databases bound its columns."""
    left = iter(slices.items())
    while part := dict(islice(left, max(MOST_COLUMNS // max(measures, 1), 1))):
        yield part


def _keys(question: Question) -> list[Any]:
    if question.widths:
        path = "path" if question.by is By.PLACE else "body_path"
        return [Substr(path, 1, width) for width in question.widths]
    if question.by is By.LINE:
        return [Cast("line_id", CharField())]
    return [F("body_id") if question.by is By.BODY else Value("", output_field=CharField())]
