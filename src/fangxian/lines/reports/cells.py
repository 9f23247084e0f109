"""A form's day as a set: which obligations stand how, as conditions of one statement, whatever their number (M8).

What `due` says of one report after another is said here of all of them at once, so that a page of a country is read
like a page of a street.
"""

import datetime
import uuid
from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from fangxian.core import bulk
from fangxian.core.dated import valid_on
from fangxian.core.scope import NOTHING
from fangxian.lines.reports.due import Owed
from fangxian.lines.reports.models import FILED, DailyReport, Excuse, Obligation
from fangxian.lines.reports.slots import dues_of, part_of
from fangxian.lines.reports.standing import Standing
from fangxian.mechanisms.figures.questions import Question

COLUMNS = ("line", "body", "body_path", "path", "entry")
After = tuple[str, str]
"""A line and body path, after which a page goes on."""


class Cell(NamedTuple):
    """A form's report of a day, with its cut-off and the end of its grace."""

    form: str
    day: datetime.date
    due_at: datetime.datetime
    late_at: datetime.datetime


def cells_of(question: Question, form: str | Collection[str] = "") -> list[Cell]:
    """Return the reports that were due in a question's window, in the order of their cut-offs."""
    dues = dues_of(question, form)
    found = [Cell(code, *row) for code, due in dues.items() for row in zip(*due, strict=True)]
    return sorted(found, key=lambda cell: (cell.due_at, cell.form))


def owing(question: Question, cell: Cell) -> QuerySet[Obligation]:
    """Return the obligations of the part asked for by which somebody owes a report: excused ones left out."""
    return _obliged(question, cell).filter(~_excuse(question, cell))


def counted_as(name: str, question: Question, cell: Cell, now: datetime.datetime) -> Q:
    """Return the condition that a measure (the last part of its code) counts what an obligation owes, at an instant."""
    in_time = min(now, cell.late_at)
    if name == "missing" and cell.late_at >= now:
        return NOTHING
    return {
        "due": lambda: Q(),
        "filed": lambda: Q(_filed(question, cell, now)),
        "zero": lambda: Q(_filed(question, cell, now, is_zero=True)),
        "on_time": lambda: Q(_filed(question, cell, in_time)),
        "late": lambda: Q(_filed(question, cell, now, filed_at__gt=cell.late_at)),
        "missing": lambda: ~Q(_filed(question, cell, now)),
        "silent": lambda: ~Q(_filed(question, cell, now)),
    }[name]()


def stood(standing: str, question: Question, cells: Sequence[Cell], now: datetime.datetime) -> Q:
    """Return the condition that an obligation's body stood so (``Standing``'s code) in one of the cells at least."""
    return reduce(or_, (_stood(standing, question, cell, now) for cell in cells), NOTHING)


def _stood(standing: str, question: Question, cell: Cell, now: datetime.datetime) -> Q:
    hour = Standing.DUE if cell.due_at < now else Standing.WAITING
    hour = Standing.MISSING if cell.late_at < now else hour
    valid = valid_on(cell.day) & Q(form=cell.form)
    if standing == Standing.EXCUSED.value.code:
        return valid & Q(_excuse(question, cell))
    if standing == Standing.LATE.value.code:
        how = counted_as("late", question, cell, now)
    elif standing in (Standing.FILED.value.code, Standing.ZERO.value.code):
        is_zero = standing == Standing.ZERO.value.code
        how = Q(_filed(question, cell, min(now, cell.late_at), is_zero=is_zero))
    elif standing == hour.value.code:
        how = counted_as("silent", question, cell, now)
    else:
        return NOTHING
    return valid & ~Q(_excuse(question, cell)) & how


def read(question: Question, cell: Cell, rows: QuerySet[Obligation], now: datetime.datetime) -> list[Owed]:
    """Return what some obligations owe, and what became of it: two queries."""
    held = list(rows.values_list(*COLUMNS))
    told: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    if held:
        reports = _reports(question, cell).filter(
            bulk.among(DailyReport, "body_id", {row[1] for row in held})
        )
        names = ("line", "body", "entry", "number", "filed_at", "is_zero")
        told = {row[:2]: row[2:] for row in reports.values_list(*names)}
    return [_owed(cell, row, now, told.get(row[:2], (None, 0, None, False))) for row in held]


def silent(
    question: Question,
    cells: Sequence[Cell],
    now: datetime.datetime,
    bodies: Collection[uuid.UUID] | None = None,
) -> list[Owed]:
    """Return what is owed and not filed in some cells, cell by cell: one query; ``bodies`` narrow it."""
    if not cells:
        return []
    rows = Obligation.objects.at(question.as_of).filter(part_of(question), body__isnull=False).order_by()
    if bodies is not None:
        rows = rows.filter(bulk.among(Obligation, "body_id", bodies))
    conditions = [_silent(question, cell, now) for cell in cells]
    rows = rows.filter(reduce(or_, conditions)).annotate(**{
        f"cell{number}": ExpressionWrapper(condition, BooleanField()) for number, condition in enumerate(conditions)
    })  # fmt: skip
    columns = (*COLUMNS, *(f"cell{number}" for number in range(len(cells))))
    held = list(rows.order_by("line", "body_path").values_list(*columns))
    width = len(COLUMNS)
    return [_owed(cell, row[:width], now) for n, cell in enumerate(cells) for row in held if row[width + n]]


def first_silent(
    question: Question,
    cell: Cell,
    now: datetime.datetime,
    *,
    after: After | None = None,
    limit: int | None = None,
) -> list[Owed]:
    """Return what is owed and not filed, by line and body path, after a key of both; one query."""
    rows = owing(question, cell).filter(counted_as("silent", question, cell, now))
    if after:
        rows = rows.filter(Q(line__gt=after[0]) | Q(line=after[0], body_path__gt=after[1]))
    held = rows.order_by("line", "body_path").values_list(*COLUMNS)[:limit]
    return [_owed(cell, row, now) for row in held]


def _silent(question: Question, cell: Cell, now: datetime.datetime) -> Q:
    obliged = valid_on(cell.day) & Q(form=cell.form) & ~Q(_excuse(question, cell))
    return obliged & counted_as("silent", question, cell, now)


def _owed(
    cell: Cell, row: Sequence[Any], now: datetime.datetime, told: Sequence[Any] = (None, 0, None, False)
) -> Owed:
    line, body, body_path, path, entry = row
    report, number, filed_at, is_zero = told
    return Owed(
        line or "", body, body_path, path, cell.day, cell.due_at, cell.late_at, now, report, number, filed_at,
        is_zero, cell.form, entry,
    )  # fmt: skip


def _obliged(question: Question, cell: Cell) -> QuerySet[Obligation]:
    rows = Obligation.objects.at(question.as_of).filter(part_of(question), valid_on(cell.day), form=cell.form)
    return rows.filter(body__isnull=False).order_by()


def _excuse(question: Question, cell: Cell) -> Exists:
    rows = Excuse.objects.at(question.as_of).filter(valid_on(cell.day), response=question.response)
    return Exists(rows.filter(form=cell.form, body=OuterRef("body")))


def _reports(question: Question, cell: Cell) -> QuerySet[DailyReport]:
    rows = DailyReport.objects.at(question.as_of).filter(part_of(question), form=cell.form, day=cell.day)
    return rows.filter(state__in=FILED)


def _filed(question: Question, cell: Cell, by: datetime.datetime, **more: object) -> Exists:
    rows = _reports(question, cell).filter(filed_at__lte=by, **more)
    return Exists(rows.filter(line=OuterRef("line"), body=OuterRef("body")))
