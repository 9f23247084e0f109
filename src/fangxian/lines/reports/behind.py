"""The owed reports behind a figure: few are read at once, of many what is shown; the rest is only counted (M8, M24)."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, overload

from django.db.models import Q, QuerySet

from fangxian.core.scope import EVERYTHING, Scope
from fangxian.lines.reports.cells import Cell, cells_of, counted_as, owing, read
from fangxian.lines.reports.due import COUNTED, Owed, owed_reports
from fangxian.lines.reports.models import Obligation
from fangxian.lines.reports.owed import reading
from fangxian.lines.reports.slots import part_of
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question

BATCH = 10_000
FEW = 2_000
"""Owed reports, filed or not, that are read all at once."""
Key = tuple[datetime.datetime, uuid.UUID]


@dataclass(frozen=True)
class Behind(Sequence[Owed]):
    """What a measure (``what``, the last part of its code) counts of a form, or of all, and besides in a scope.

    The most overdue first: in the order of the cut-offs, the forms, the lines and the bodies' paths.
    """

    question: Question
    form: str
    what: str
    scope: Scope = EVERYTHING

    def __len__(self) -> int:
        return sum(self._counts) if self._few is None else len(self._few)

    @overload
    def __getitem__(self, place: int) -> Owed: ...
    @overload
    def __getitem__(self, place: slice) -> list[Owed]: ...
    def __getitem__(self, place: int | slice) -> Owed | list[Owed]:
        if isinstance(place, int):
            return self[range(len(self))[place] :][0] if place < 0 else self[place : place + 1][0]
        if self._few is not None:
            return self._few[place]
        start, stop, step = place.indices(len(self))
        return [owed for part in self._between(start, stop) for owed in part][::step]

    def __iter__(self) -> Iterator[Owed]:
        for start in range(0, len(self), BATCH):
            yield from self[start : start + BATCH]

    def within(self, scope: Scope) -> "Behind":
        """Return what lies in a scope besides."""
        return self if scope == self.question.scope else replace(self, scope=scope)

    def latest(self, after: Key | None, size: int) -> list[Owed]:
        """Return some in the order of cut-offs and obligations, both backwards, after a key of both."""
        if self._few is not None:
            ordered = sorted(
                ((owed.due_at, owed.key, owed) for owed in self._few), key=_backwards, reverse=True
            )
            return [owed for *key, owed in ordered if after is None or tuple(key) < after][:size]
        found: list[Owed] = []
        for due_at, cells in groupby(reversed(self._cells), key=lambda cell: cell.due_at):
            if len(found) >= size:
                break
            if after and due_at > after[0]:
                continue
            before = Q(entry__lt=after[1]) if after and due_at == after[0] else Q()
            own = [
                owed
                for cell in cells
                for owed in self._read(cell, self._rows(cell).filter(before).order_by("-entry")[:size])
            ]
            found += sorted(own, key=lambda owed: owed.key, reverse=True)
        return found[:size]

    @cached_property
    def _cells(self) -> list[Cell]:
        return cells_of(self.question, self.form)

    @cached_property
    def _few(self) -> list[Owed] | None:
        """All of them, where so few bodies owe something that three queries bring everything."""
        most = FEW // max(1, len(self._cells))
        rows = Obligation.objects.at(self.question.as_of).filter(self._part, part_of(self.question))
        if rows.filter(form__in={cell.form for cell in self._cells})[: most + 1].count() > most:
            return None
        found = [
            owed
            for owed in owed_reports(self.question, self.form)
            if COUNTED[self.what](owed)
            and self.scope.holds(place=owed.path, line=owed.line, body=owed.body_path)
        ]
        return sorted(found, key=lambda owed: (owed.due_at, owed.form, owed.line, owed.body_path))

    @property
    def _part(self) -> Q:
        return Q() if self.scope.is_everything else self.scope.q()

    @cached_property
    def _counts(self) -> list[int]:
        """How many each cell holds: from the tallies, or counted."""
        told: dict[Cell, int] = {}
        for form in {cell.form for cell in self._cells} if self.scope.is_everything else ():
            told |= self._tallied(form)
        return [told[cell] if cell in told else self._rows(cell).count() for cell in self._cells]

    def _tallied(self, form: str) -> dict[Cell, int]:
        own = {str(number): cell for number, cell in enumerate(self._cells) if cell.form == form}
        windows = {number: Slice(cell.due_at, cell.due_at, self.question.now) for number, cell in own.items()}
        found = reading.counted(self.question.at(by=By.DAY), form, windows)
        if found is None:
            return {}
        return {cell: getattr(found[n], self.what) if n in found else 0 for n, cell in own.items()}

    def _rows(self, cell: Cell) -> QuerySet[Obligation]:
        counts = counted_as(self.what, self.question, cell, self.question.now)
        return owing(self.question, cell).filter(self._part, counts)

    def _between(self, start: int, stop: int) -> Iterator[list[Owed]]:
        for cell, count in zip(self._cells, self._counts, strict=True):
            if start < count and stop > 0:
                rows = self._rows(cell).order_by("line", "body_path")
                yield self._read(cell, rows[max(start, 0) : min(stop, count)])
            start, stop = start - count, stop - count

    def _read(self, cell: Cell, rows: "QuerySet[Obligation, Any]") -> list[Owed]:
        return read(self.question, cell, rows, self.question.now)


def _backwards(row: tuple[datetime.datetime, uuid.UUID, Owed]) -> Key:
    return row[0], row[1]
