"""Reports that are owed, one by one, and what became of each by an instant (M8)."""

import datetime
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.slots import Due, Filed, Held, dues_of, filed_reports, held_by
from fangxian.mechanisms.figures.questions import Question


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a body owes for a day, and what became of it by the question's instants."""

    line: str
    body: uuid.UUID
    body_path: str
    path: str
    day: datetime.date
    due_at: datetime.datetime
    late_at: datetime.datetime
    now: datetime.datetime
    report: uuid.UUID | None = None
    number: int = 0
    filed_at: datetime.datetime | None = None
    is_zero: bool = False
    form: str = RETURNEES.code
    obligation: uuid.UUID | None = None

    @property
    def key(self) -> uuid.UUID:
        """What names it in a list among those of one cut-off."""
        return self.obligation or uuid.uuid5(self.body, f"{self.line}:{self.form}")

    def filed_by(self, instant: datetime.datetime) -> bool:
        """Tell whether it had been filed by an instant."""
        return self.filed_at is not None and self.filed_at <= instant

    def late_by(self, instant: datetime.datetime) -> bool:
        """Tell whether it had been filed by an instant, but after the grace."""
        return self.filed_by(instant) and self.filed_at > self.late_at  # type: ignore[operator]

    def missing_at(self, instant: datetime.datetime) -> bool:
        """Tell whether at an instant the grace was over and nothing filed."""
        return not self.filed_by(instant) and self.late_at < instant

    @property
    def filed(self) -> bool:
        """Whether it had been filed."""
        return self.filed_by(self.now)

    @property
    def late(self) -> bool:
        """Whether it was filed after the grace."""
        return self.late_by(self.now)

    @property
    def missing(self) -> bool:
        """Whether the grace is over and nothing was filed."""
        return self.missing_at(self.now)

    @property
    def overdue(self) -> datetime.timedelta:
        """How long after the cut-off it is, or was filed."""
        return (self.filed_at if self.filed and self.filed_at else self.now) - self.due_at


COUNTED: dict[str, Callable[[Owed], bool]] = {
    "due": lambda owed: True,
    "filed": lambda owed: owed.filed,
    "zero": lambda owed: owed.filed and owed.is_zero,
    "on_time": lambda owed: owed.filed and not owed.late,
    "late": lambda owed: owed.late,
    "missing": lambda owed: owed.missing,
}
"""What a measure counts, by the last part of its code; `cells.counted_as` says the same of many at once."""


def owed_reports(
    question: Question,
    form: str | Collection[str] = "",
    *,
    ahead: bool = False,
    now: datetime.datetime | None = None,
    bodies: Collection[str] = (),
) -> list[Owed]:
    """Return every report owed in the question's window and part, of one form, some or all, and what is known of it.

    What cannot be filed yet is not owed yet; ``ahead`` shows it all the same, up to a year from now. ``now`` is the
    instant at which it stands, by default the window's end; ``bodies`` are the paths of the only ones wanted.
    """
    dues = dues_of(question, form, ahead=ahead)
    owing = list(held_by(question, dues, bodies))
    ids = {held.slot[2] for held in owing} if bodies else ()
    filed = {(row.slot, row.day): row for row in filed_reports(question, dues, ids)} if dues else {}
    now = now or question.now
    return [
        _owed(held, dues[held.slot[0]], place, now, filed.get((held.slot, dues[held.slot[0]].days[place])))
        for held in owing
        for place in held.at
    ]


def _owed(held: Held, due: Due, place: int, now: datetime.datetime, row: Filed | None) -> Owed:
    form, line, body = held.slot
    return Owed(
        line, body, held.body_path, held.path, due.days[place], due.due[place], due.late[place], now,
        row.entry if row else None, row.number if row else 0, row.filed_at if row else None,
        row.is_zero if row else False, form,
    )  # fmt: skip
