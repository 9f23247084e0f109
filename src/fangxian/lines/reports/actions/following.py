"""Obligations follow their bodies: whoever moved owes under the new superior, whoever left a line no more (M8).

What was owed and filed before stays where it was. A locked day stays as it is: what changes begins after it.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import today, valid_after
from fangxian.core.fields import FOREVER
from fangxian.lines.reports.actions.obliging import (
    Owes,
    end_obligations,
    free_days,
    open_obligations,
    span_of,
)
from fangxian.lines.reports.deadlines import DAY
from fangxian.lines.reports.models import FILED, DailyReport, Obligation, OwingRule, PeriodLock
from fangxian.mechanisms.entries.models import Version
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import PlaceCode
from fangxian.trees.responses.models import Response

Slot = tuple[str, str, uuid.UUID]
"""Form, line and body."""
Change = tuple[Obligation, Owes | None, datetime.date]
"""An obligation, what follows it, and the day on which it ends."""
Days = tuple[datetime.date, datetime.date]
"""From the first to before the second; ``date.max`` has no end."""
State = tuple[object, ...]
"""What applying rules looks at, in short: it differs after any change."""


@dataclass(frozen=True)
class Applied:
    """How many obligations were made and ended."""

    made: int = 0
    ended: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(self.made + other.made, self.ended + other.ended)


def strayed(response: Response) -> QuerySet[Obligation]:
    """Return the obligations whose body stands elsewhere than they say, or whose position ends."""
    return Obligation.objects.at().filter(valid_after(today()), ~_here(), response=response)


def follow(actor: Actor, response: Response) -> Applied:
    """Bring those obligations to where their bodies stand, from the first day that is neither filed nor locked."""
    rows = list(strayed(response).select_related("body__place").order_by("pk"))
    if not rows:
        return Applied()
    held, filed = _positions(response), _filed_last(response)
    places = [held.get(slot_of(row)[1:]) for row in rows]
    days = [_from(row, position, filed.get(slot_of(row))) for row, position in zip(rows, places, strict=True)]
    days = free_days(response, [(span_of(row), day) for row, day in zip(rows, days, strict=True)])
    changes = [
        (row, _moved(row, position, day) if position and not _stays(row, position) else None, day)
        for row, position, day in zip(rows, places, days, strict=True)
        if not (position and _stays(row, position) and position.valid_to is None)
    ]
    changes = [change for change in changes if change[0].valid_to is None or change[0].valid_to > change[2]]
    owed = _held(response, rows, changes)
    ended = 0
    for stays, reason in ((False, _("moved in the line")), (True, _("stands in the line no longer"))):
        own = [(row, day) for row, moved, day in changes if (moved is None) is stays]
        ended += end_obligations(actor, [row for row, _day in own], [day for _row, day in own], reason)
    made = open_obligations(actor, response, list(_owed_once(changes, owed)))
    return Applied(made, ended)


def state_of(response: Response) -> State:
    """Return what changes whenever bodies, positions, places, rules, obligations, locks or the day do; few look-ups."""
    rows = (Position, PlaceCode, Body.history.model)
    newest = (model._default_manager.aggregate(last=Max("pk"))["last"] for model in rows)
    versions = (OwingRule, Obligation, PeriodLock)
    return (today(), *newest, *(_changed_last(model, response) for model in versions))


def _changed_last(model: type[Version], response: Response) -> tuple[datetime.datetime | None, ...]:
    rows = model._default_manager.filter(response=response)
    opened = rows.order_by("-recorded_from").values_list("recorded_from", flat=True).first()
    closed = rows.filter(recorded_to__lt=FOREVER).order_by("-recorded_to")
    return opened, closed.values_list("recorded_to", flat=True).first()


def _here() -> Exists:
    """Return the condition that an obligation's body stands where it says, for good."""
    return Exists(Position.objects.filter(
        body=OuterRef("body"), line=OuterRef("line"), path=OuterRef("body_path"),
        body__place__path=OuterRef("path"), valid_to=None,
    ))  # fmt: skip


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


def _moved(row: Obligation, position: Position, day: datetime.date) -> Owes | None:
    """Return the obligation that follows one at the body's present position; None when nothing of it is left."""
    begins = max(day, position.valid_from)
    if row.body is None or (row.valid_to and row.valid_to <= begins):
        return None
    return Owes(
        row.form, row.line_id or "", row.body.id, position.path, row.body.place.path, begins, row.valid_to, row.rule,
    )  # fmt: skip


def _held(
    response: Response, rows: Sequence[Obligation], changes: Sequence[Change]
) -> dict[Slot, list[Days]]:
    """Return which days the bodies of changes owe besides, of today and later: by obligations that stay as they are."""
    slots = {slot_of(row) for row, moved, _day in changes if moved}
    ends = {row.pk: day for row, _moved, day in changes}
    settled = Obligation.objects.at().filter(
        valid_after(today()), _here(), response=response, body__in=strayed(response).values("body")
    )
    held: dict[Slot, list[Days]] = {}
    for row in settled if slots else ():
        held.setdefault(slot_of(row), []).append((row.valid_from, row.valid_to or datetime.date.max))
    for row in rows:
        until = ends.get(row.pk, row.valid_to or datetime.date.max)
        held.setdefault(slot_of(row), []).append((row.valid_from, until))
    return {slot: [days for days in own if days[0] < days[1]] for slot, own in held.items() if slot in slots}


def _owed_once(changes: Sequence[Change], held: dict[Slot, list[Days]]) -> Iterator[Owes]:
    """Yield what follows, without days that the body owes anyway: nobody owes a day twice, whatever was entered."""
    for row, moved, _day in changes:
        if moved is None:
            continue
        taken = held.setdefault(slot_of(row), [])
        free = _without((moved.valid_from, moved.valid_to or datetime.date.max), taken)
        for begin, end in free:
            yield moved._replace(valid_from=begin, valid_to=None if end == datetime.date.max else end)
        taken += free


def _without(days: Days, taken: Iterable[Days]) -> list[Days]:
    """Return the parts of some days that are left without others."""
    left = [days]
    for first, end in taken:
        parts = [[(begin, min(until, first)), (max(begin, end), until)] for begin, until in left]
        left = [part for both in parts for part in both if part[0] < part[1]]
    return left


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
