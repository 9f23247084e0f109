"""Counting the facts of a table for many measures at once, group by group.

Distinct subjects are counted in two steps: each subject of a group becomes a row that says which measures count
him, and those rows are added up. So all measures share one sorting by subject, where each would need its own.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, F, Max, Q, QuerySet, When

from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.moments import Slice, resolve

Numbers = dict[Any, dict[str, int]]


def counted(rows: QuerySet[Any], key: Any, measures: Sequence[Measure], slices: Sequence[Slice]) -> Numbers:
    """Return, by group, each measure's number in each slice, named ``m<measure>_<slice>`` by their positions.

    ``key`` is the expression that names a group: one query, and one more for each kind of subject.
    """
    conditions: dict[str, dict[str, Q]] = {}
    for number, measure in enumerate(measures):
        own = conditions.setdefault(measure.distinct, {})
        own.update({f"m{number}_{index}": resolve(measure.where, at) for index, at in enumerate(slices)})
    grouped = rows.order_by().annotate(group=key)
    found: Numbers = {}
    for distinct, wanted in conditions.items():
        count = _subjects(grouped, distinct, wanted) if distinct else _facts(grouped, measures, wanted)
        for group, *numbers in count:
            name = uuid.UUID(group) if isinstance(key, F) and isinstance(group, str) else group
            found.setdefault(name, {}).update(zip(wanted, numbers, strict=True))
    names = [name for wanted in conditions.values() for name in wanted]
    return {group: dict.fromkeys(names, 0) | numbers for group, numbers in found.items()}


def _facts(rows: QuerySet[Any], measures: Sequence[Measure], wanted: Mapping[str, Q]) -> list[Sequence[Any]]:
    aggregates = {
        name: measures[int(name[1:].partition("_")[0])].aggregate(condition)
        for name, condition in wanted.items()
    }
    return list(rows.values("group").annotate(**aggregates).values_list("group", *wanted))


def _subjects(rows: QuerySet[Any], distinct: str, wanted: Mapping[str, Q]) -> list[Sequence[Any]]:
    marks = {name: Max(Case(When(condition, then=1), default=0)) for name, condition in wanted.items()}
    subjects = rows.filter(**{f"{distinct}__isnull": False}).values("group", distinct)
    inner, parameters = subjects.annotate(**marks).values_list("group", *marks).query.sql_with_params()
    sums = ", ".join(f"SUM({name})" for name in wanted)
    statement = (
        f"WITH subjects (named, {', '.join(wanted)}) AS ({inner}) "  # noqa: S608 - all names are ours
        f"SELECT named, {sums} FROM subjects GROUP BY named"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
