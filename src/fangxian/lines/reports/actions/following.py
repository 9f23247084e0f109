"""Obligations follow their bodies: whoever moved owes under the new superior, whoever left a line no more (M8).

What was owed and filed before stays where it was. A locked day stays as it is: what changes begins after it.
"""

import copy
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.dated import today, valid_after
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import open_all
from fangxian.lines.reports.actions.locking import Span, locks_over, require_days_open
from fangxian.lines.reports.deadlines import DAY
from fangxian.lines.reports.models import FILED, DailyReport, Obligation
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Slot = tuple[str, str, uuid.UUID]
"""Form, line and body."""


@dataclass(frozen=True)
class Applied:
    """How many obligations were made and ended."""

    made: int = 0
    ended: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(self.made + other.made, self.ended + other.ended)


def strayed(response: Response) -> QuerySet[Obligation]:
    """Return the obligations whose body stands elsewhere than they say, or whose position ends."""
    here = Position.objects.filter(
        body=OuterRef("body"), line=OuterRef("line"), path=OuterRef("body_path"),
        body__place__path=OuterRef("path"), valid_to=None,
    )  # fmt: skip
    return Obligation.objects.at().filter(valid_after(today()), ~Exists(here), response=response)


def follow(actor: Actor, response: Response) -> Applied:
    """Bring those obligations to where their bodies stand, from the first day that is neither filed nor locked."""
    rows = list(strayed(response).select_related("body__place").order_by("pk"))
    if not rows:
        return Applied()
    held, filed = _positions(response), _filed_last(response)
    places = [held.get(slot_of(row)[1:]) for row in rows]
    days = [_from(row, position, filed.get(slot_of(row))) for row, position in zip(rows, places, strict=True)]
    days = free_days(response, list(zip(rows, days, strict=True)))
    new, ended = [], 0
    for row, position, day in zip(rows, places, days, strict=True):
        if _stays(row, position) and position and position.valid_to is None:
            continue
        moved = _moved(row, position, day) if position and not _stays(row, position) else None
        if end(actor, row, day, _("moved in the line") if moved else _("stands in the line no longer")):
            ended += 1
            new += [moved] if moved else []
    open_all(actor, response, "obligation", new)
    return Applied(len(new), ended)


def end(actor: Actor, held: Obligation, day: datetime.date, reason: str) -> bool:
    """End an obligation on a day, and tell whether it held on; one that had not begun is taken back.

    Raises ``Invalid`` where a locked day would change.
    """
    if held.valid_to is not None and held.valid_to <= day:
        return False
    require_days_open([held], max(day, held.valid_from))
    if day <= held.valid_from:
        entries.void(held, actor, reason)
    else:
        successor = copy.copy(held)
        successor.valid_to = day
        entries.replace(held, successor, actor, reason)
    return True


def free_days(response: Response, rows: Sequence[tuple[Obligation, datetime.date]]) -> list[datetime.date]:
    """Return for each obligation the first day from the given one on that no lock holds; one query, mostly."""
    days = [day for _row, day in rows]
    while True:
        spans = [
            Span(row.form, row.line_id or "", row.body_path, row.path, day, day)
            for (row, _first), day in zip(rows, days, strict=True)
        ]
        locks = locks_over(response, spans)
        if not any(locks):
            return days
        days = [lock.last_day + DAY if lock else day for lock, day in zip(locks, days, strict=True)]


def slot_of(row: Obligation) -> Slot:
    """Return form, line and body of an obligation."""
    return row.form, row.line_id or "", row.body_id or uuid.UUID(int=0)


def _stays(row: Obligation, position: Position | None) -> bool:
    """Tell whether a body still stands where its obligation says."""
    return bool(position and row.body and position.path == row.body_path and row.body.place.path == row.path)


def _from(row: Obligation, position: Position | None, filed: datetime.date | None) -> datetime.date:
    """Return the day from which an obligation changes: the end of its position, else the first that was not filed."""
    if position and _stays(row, position):
        return position.valid_to or today()
    begins = max(today(), row.valid_from) if position else today()
    return max(begins, filed + DAY) if filed and position else begins


def _moved(row: Obligation, position: Position, day: datetime.date) -> Obligation | None:
    """Return the obligation that follows one at the body's present position; None when nothing of it is left."""
    if row.body is None or (row.valid_to and row.valid_to <= day):
        return None
    return Obligation(
        entry_id=new_id(), response_id=row.response_id, form=row.form, body=row.body, line_id=row.line_id,
        body_path=position.path, path=row.body.place.path, happened_at=clock.now(),
        valid_from=max(day, position.valid_from),
        valid_to=row.valid_to, rule=row.rule,
    )  # fmt: skip


def _positions(response: Response) -> dict[tuple[str, uuid.UUID], Position]:
    """Return by line and body the position that holds today, or the first that will."""
    rows = Position.objects.filter(valid_after(today()), body__in=strayed(response).values("body"))
    found: dict[tuple[str, uuid.UUID], Position] = {}
    for position in rows.order_by("valid_from"):
        found.setdefault((position.line_id, position.body_id), position)
    return found


def _filed_last(response: Response) -> dict[Slot, datetime.date]:
    """Return the last day that each body has filed already, of today and later."""
    rows = DailyReport.objects.at().filter(response=response, day__gte=today(), state__in=FILED).order_by()
    last = rows.values_list("form", "line", "body").annotate(last=Max("day"))
    return {(form, line or "", body): day for form, line, body, day in last}
