"""What a page shows of a dry run: columns with guessed meaning, problems row by row, values masked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fangxian.core.errors import Text
from fangxian.mechanisms.imports.actions import Check
from fangxian.mechanisms.imports.carrying import Changes
from fangxian.mechanisms.imports.codes import Problem, Severity, column_letters
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.header import Table
from fangxian.mechanisms.imports.mapping import Mapping
from fangxian.mechanisms.imports.models import ImportRun

MOST_PROBLEMS = 200
SURE = 80


@dataclass(frozen=True)
class Column:
    """A column of the sender's sheet and what it is taken for; ``field`` is "" when it is left alone."""

    table: int
    number: int
    letters: str
    heading: str
    field: str
    confidence: int
    change: str = ""
    """How it differs from the header that was confirmed before: ``added``, ``moved``, or "" where it is known."""

    @property
    def status(self) -> str:
        """How sure the guess is, as a chip's tone."""
        if not self.field:
            return "neutral"
        return "ok" if self.confidence >= SURE else "due"


@dataclass(frozen=True)
class Sheet:
    """A table that was found, its columns, and what of the sheet was not read as rows."""

    table: Table
    columns: list[Column]
    changes: Changes = Changes()
    gone: tuple[Text, ...] = ()
    """The fields whose column the confirmed header had and this one lacks."""

    @property
    def added(self) -> list[str]:
        """The names of new columns."""
        return [column.heading for column in self.columns if column.change == "added"]

    @property
    def moved(self) -> list[str]:
        """The names of columns that stand elsewhere."""
        return [column.heading for column in self.columns if column.change == "moved"]


@dataclass(frozen=True)
class Fault:
    """A problem as a page shows it, with the sheet on which it is."""

    sheet: str
    problem: Problem

    @property
    def status(self) -> str:
        """A chip's tone: an error keeps the row out."""
        return "late" if self.problem.severity is Severity.ERROR else "due"


def sheets_of(found: Check, run: ImportRun, fields: Sequence[Field]) -> list[Sheet]:
    """Return the tables with their columns, and how they differ from what was confirmed before."""
    sheets = []
    titles: dict[str, Any] = {field.code: field.title for field in fields}
    for number, (table, mapping) in enumerate(zip(found.tables, found.mappings, strict=True)):
        changes = Changes.from_json(run.mappings[number].get("changes", {}))
        marks = dict.fromkeys(changes.moved, "moved") | dict.fromkeys(changes.added, "added")
        columns = [
            replace(column, change=marks.get(column.number, ""))
            for column in columns_of(number, table, mapping)
        ]
        gone = tuple(titles[code] for code in changes.gone if code in titles)
        sheets.append(Sheet(table, columns, changes, gone))
    return sheets


def columns_of(number: int, table: Table, mapping: Mapping) -> list[Column]:
    """Return a table's named columns with their guessed fields."""
    return [
        Column(number, place, column_letters(place), heading, *mapping.columns.get(place, ("", 0)))
        for place, heading in enumerate(table.headers)
        if heading
    ]


def faults_of(found: Check, fields: Sequence[Field]) -> list[Fault]:
    """Return the first problems, errors before warnings; personal values are masked, the file has them."""
    personal = {field.code for field in fields if field.personal}
    ordered = sorted(
        found.problems, key=lambda one: (one[1].severity is Severity.WARNING, one[0], one[1].row or 0)
    )
    return [Fault(sheet, _masked(problem, personal)) for sheet, problem in ordered[:MOST_PROBLEMS]]


def _masked(problem: Problem, personal: set[str]) -> Problem:
    value = problem.value_shown
    if problem.field not in personal or len(value) < 2:
        return problem
    shown = 4 if len(value) > 8 else 1
    return replace(problem, value_shown=value[:shown] + "＊" * 4)
