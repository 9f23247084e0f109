"""Owed reports counted in the lake: obligations by the days of their forms, less excuses, and what was filed (M8).

The same counts as ``reports.expectations`` makes one by one, as joins of sets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from ibis.expr.types import Table, Value

from fangxian.lake.conditions import translate
from fangxian.lake.engines import schedule
from fangxian.lake.tables import Lake, text
from fangxian.lines.reports.models import FILED
from fangxian.lines.reports.slots import Due, dues_of
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.moments import Moment, Slice, resolve, within
from fangxian.mechanisms.figures.questions import By, Question

FILED_BY_THEN = Q(filed_at__lte=Moment.NOW)
LATE = FILED_BY_THEN & Q(filed_at__gt=F("late_from"))
COUNTED = {
    "due": Q(),
    "filed": FILED_BY_THEN,
    "zero": FILED_BY_THEN & Q(is_zero=True),
    "late": LATE,
    "on_time": FILED_BY_THEN & ~LATE,
    "missing": ~FILED_BY_THEN & Q(late_from__lt=Moment.NOW),
}
"""What a measure counts, by the last part of its code."""


@dataclass(frozen=True, eq=False)
class LakeExpectations:
    """Counts owed reports in the lake, of all forms or of one, by what became of them."""

    lake: Lake
    form: str = ""

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return counts by the question's groups; each day of a breakdown as it stood at that day's end."""
        asked = question.at(start=min(question.running_from or question.start, question.start))
        dues = dues_of(asked, self.form)
        if not dues:
            return {}
        owed = self._owed(asked, dues)
        slices = question.slices() if question.by is By.DAY else asked.slices()
        names = sorted({_last(measure) for measure in measures} | {"due"})
        values = {
            f"{name}_{index}": _count(owed, name, at)
            for name in names
            for index, at in enumerate(slices.values())
        }
        return self._tallied(asked, owed, measures, list(slices), values)

    def _tallied(
        self,
        question: Question,
        owed: Table,
        measures: Sequence[Measure],
        days: list[str],
        values: dict[str, Value],
    ) -> Groups:
        keys = {f"key_{number}": key for number, key in enumerate(_keys(question, owed))}
        grouped = owed.group_by(**keys).aggregate(**values) if keys else owed.aggregate(**values)
        groups: Groups = {}
        for row in self.lake.engine.rows(grouped):
            group = _node(question, [str(row[key]) for key in keys])
            for index, day in enumerate(days):
                if not row[f"due_{index}"]:
                    continue
                held = groups.setdefault(day or group, {})
                for measure in measures:
                    count = int(row[f"{_last(measure)}_{index}"])
                    held[measure.code] = held.get(measure.code, 0) + count
        return groups

    def knows(self, question: Question) -> bool:
        """Tell whether anybody in the part asked for owes reports at all."""
        rows = self._obligations(question, {self.form} if self.form else set())
        return bool(self.lake.engine.rows(rows.aggregate(found=rows.count()))[0]["found"])

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """The reports behind a count are opened in the database, where reading is on record."""
        raise NotImplementedError

    def facts(self, question: Question, measure: Measure) -> Any:
        """The reports behind a count are opened in the database, where reading is on record."""
        raise NotImplementedError

    def _obligations(self, question: Question, forms: Iterable[str]) -> Table:
        of = Q(form__in=sorted(forms)) if forms else Q()
        rows = self.lake.known_at("obligations", question.as_of, question.condition() & of)
        return rows.filter(rows.body.notnull())

    def _owed(self, question: Question, dues: dict[str, Due]) -> Table:
        """Return a row for each obligation and day owed, with when it was filed, if it was."""
        days = schedule([(form, *told) for form, due in dues.items() for told in zip(*due, strict=True)])
        held = self._obligations(question, dues)
        held = held.select(
            "form", "body", "path", "body_path", "valid_from", "valid_to", line=text(held.line)
        )
        owed = held.join(
            days,
            [
                held.form == days.form,
                held.valid_from <= days.day,
                held.valid_to.isnull() | (days.day < held.valid_to),
            ],
        ).select(
            held.form, held.line, held.body, held.path, held.body_path, days.day, days.due, days.late_from
        )
        return self._with_reports(question, self._less_excused(question, owed, dues), dues)

    def _less_excused(self, question: Question, owed: Table, dues: dict[str, Due]) -> Table:
        excuses = self.lake.known_at("excuses", question.as_of, Q(form__in=sorted(dues)))
        return owed.anti_join(
            excuses,
            [
                owed.form == excuses.form,
                owed.body == excuses.body,
                excuses.valid_from <= owed.day,
                excuses.valid_to.isnull() | (owed.day < excuses.valid_to),
            ],
        )

    def _with_reports(self, question: Question, owed: Table, dues: dict[str, Due]) -> Table:
        first, last = min(due.days[0] for due in dues.values()), max(due.days[-1] for due in dues.values())
        filed = Q(form__in=sorted(dues), day__gte=first, day__lte=last, state__in=FILED)
        rows = self.lake.known_at("reports", question.as_of, question.condition() & filed)
        told = rows.select(
            "filed_at", "is_zero", form_=rows.form, line_=text(rows.line), body_=rows.body, day_=rows.day
        )
        same = [
            owed.form == told.form_,
            owed.line == told.line_,
            owed.body == told.body_,
            owed.day == told.day_,
        ]
        return owed.left_join(told, same)


def _count(owed: Table, name: str, at: Slice) -> Value:
    """Return how many of the owed reports of a window stand so at its instant."""
    return owed.count(where=translate(resolve(within("due") & COUNTED[name], at), owed)).fill_null(0)


def _keys(question: Question, owed: Table) -> list[Value]:
    """Return what to group by; a tree by every width at once, since each row belongs to one node."""
    if question.widths:
        path = owed.path if question.by is By.PLACE else owed.body_path
        return [path.substr(0, width) for width in question.widths]
    return {By.LINE: [owed.line], By.BODY: [owed.body]}.get(question.by, [])


def _node(question: Question, keys: list[str]) -> str:
    if not question.widths:
        return keys[0] if keys else ""
    nodes = (question.node_of(key) for key in keys)
    return next((node for node in nodes if node is not None), "")


def _last(measure: Measure) -> str:
    return measure.code.rpartition(".")[2]
