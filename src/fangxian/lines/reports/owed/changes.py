"""What changed between two instants in what is owed and filed: rows by the nearest counted node of both trees (M8).

Folding adds them up once for all; reading adds what came since. A report counts where somebody owes it and for what
he owes, so when an obligation or an excuse changes, all reports of that body count anew.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from fangxian.core.fields import after
from fangxian.lines.reports.owed import statements
from fangxian.lines.reports.owed.models import BEGINNING, NEVER
from fangxian.lines.reports.owed.nodes import Span, cut_out
from fangxian.lines.reports.owed.statements import SINCE, UNTIL, Known

ANYWHERE = ("",)


class Moved(NamedTuple):
    """By how many more or fewer reports something counts; ``report_path`` is "" where it lies at what it answers."""

    form: str
    line: str
    body: str
    path: str
    exact: bool
    day: datetime.date
    filed_on: datetime.date = NEVER
    late_at: datetime.datetime = BEGINNING
    report_body: str = ""
    report_path: str = ""
    due: int = 0
    filed: int = 0
    zero: int = 0
    late: int = 0


@dataclass(frozen=True)
class Between:
    """A response's changes after ``since`` until ``until`` (None: now), in a part of both trees.

    ``filed_by`` leaves out what was filed later. ``paths`` are prefixes of places; of bodies what is below counts.
    """

    database: BaseDatabaseWrapper
    response: uuid.UUID
    since: datetime.datetime
    until: datetime.datetime | None = None
    filed_by: datetime.datetime | None = None
    forms: Sequence[str] = ()
    line: str = ""
    bodies: Sequence[str] = ANYWHERE
    paths: Sequence[str] = ANYWHERE
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hand every value to the driver as it wants it, once."""
        adapt = self.database.ops.adapt_datetimefield_value
        native = self.database.features.has_native_uuid_field
        self.values.update(
            response=self.response if native else self.response.hex, line=self.line,
            since=adapt(self.since), until=adapt(self.until), filed_by=adapt(self.filed_by),
        )  # fmt: skip
        self.values.update({f"form{number}": form for number, form in enumerate(self.forms)})
        for name, prefixes in (("body", self.bodies), ("path", self.paths)):
            for number, prefix in enumerate(prefixes):
                end = after(prefix) if prefix else ""
                self.values.update({f"{name}{number}": prefix, f"{name}{number}_end": end})

    def all(self) -> Iterator[Moved]:
        """Yield by how many more reports were due from a day on, and by how many more of a day were filed."""
        touched = bool(self._rows(f"SELECT 1 FROM ({statements.touched(self._known)}) t LIMIT 1"))  # noqa: S608
        if touched:
            yield from self._steps()
            yield from self._cut()
        yield from self._filings(touched)

    def _steps(self) -> Iterator[Moved]:
        """Obligations that opened and closed, without regard to excuses."""
        for form, line, body, path, exact, day, due in self._rows(
            statements.steps(self._known, self._part("o"))
        ):
            yield Moved(form, line, body, path, bool(exact), as_day(day), due=int(due))

    def _cut(self) -> Iterator[Moved]:
        """What excuses take from the obligations of the bodies that changed: as known at both ends."""
        for sign, at in ((1, UNTIL), (-1, SINCE)):
            spans: dict[tuple[Any, ...], list[Span]] = defaultdict(list)
            for *owed, start, end in self._rows(statements.excused(self._known, at, self._part("o"))):
                spans[tuple(owed)].append((as_day(start), as_day(end) if end else None))
            for (_id, form, line, body, path, exact, start, end), own in spans.items():
                for day, by in cut_out((as_day(start), as_day(end) if end else None), own):
                    yield Moved(form, line, body, path, bool(exact), day, due=sign * by)

    def _filings(self, touched: bool) -> Iterator[Moved]:
        part = self._part("o") + ([f"r.filed_at <= {self._known.name('filed_by')}"] if self.filed_by else [])
        for sign, *row in self._rows(statements.filings(self._known, part, anew=touched)):
            form, line, body, path, exact, day, filed_on, late_at, at_body, at_path, *counts = row
            filed, zero, late = (sign * int(count) for count in counts)
            yield Moved(
                form, line, body, path, bool(exact), as_day(day), as_day(filed_on), as_instant(late_at), at_body,
                at_path, 0, filed, zero, late,
            )  # fmt: skip

    @property
    def _known(self) -> Known:
        return Known(self.database.vendor, is_now=self.until is None)

    def _part(self, alias: str) -> list[str]:
        """Return the conditions that an obligation lies in the part asked for.

        A plus keeps SQLite from going through the part instead of through what was recorded since.
        """
        found, plus = [], "+" if self.database.vendor == "sqlite" else ""
        if self.forms:
            names = ", ".join(f"%(form{number})s" for number in range(len(self.forms)))
            found.append(f"{alias}.form IN ({names})")
        if self.line:
            found.append(f"{alias}.line_id = %(line)s")
        for name, column, prefixes, more in (
            ("body", "body_path", self.bodies, ">"),
            ("path", "path", self.paths, ">="),
        ):
            if "" not in prefixes:
                ranges = (
                    f"({plus}{alias}.{column} {more} %({name}{n})s AND {plus}{alias}.{column} < %({name}{n}_end)s)"
                    for n in range(len(prefixes))
                )
                found.append(f"({' OR '.join(ranges)})")
        return found

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.cursor() as cursor:
            cursor.execute(statement, self.values)
            return list(cursor.fetchall())


def as_day(value: Any) -> datetime.date:
    """Read a day as the driver gives it: SQLite's is a text."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def as_instant(value: Any) -> datetime.datetime:
    """Read an instant as the driver gives it: SQLite's is a text in UTC."""
    read = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=datetime.UTC)
