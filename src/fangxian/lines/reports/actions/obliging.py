"""Opening and ending obligations in sets: a rule may mean every community of a country (M8)."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict
from fangxian.core.fields import FOREVER
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.locking import Span, locks_over, require_open
from fangxian.lines.reports.deadlines import DAY
from fangxian.lines.reports.models import Obligation, PeriodLock
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

KIND, BATCH, CLOSED = "obligation", 20_000, 500
COLUMNS = (
    "entry_id", "number", "response_id", "recorded_from", "recorded_to", "recorded_by_id", "channel", "reason",
    "voided", "happened_at", "path", "line_id", "body_id", "body_path", "form", "valid_from", "valid_to", "rule",
)  # fmt: skip


class Owes(NamedTuple):
    """A body's obligation to be: where the body stands, and from which day to before which it owes a form."""

    form: str
    line: str
    body: uuid.UUID
    body_path: str
    path: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    rule: uuid.UUID | None

    @property
    def span(self) -> Span:
        """The days that it touches."""
        last = self.valid_to - DAY if self.valid_to else None
        return Span(self.form, self.line, self.body_path, self.path, self.valid_from, last)


def open_obligations(actor: Actor, response: Response, rows: Iterable[Owes]) -> int:
    """Enter obligations, however many; return how many. Call it inside ``entries.writing()``."""
    now, made, left = clock.now(), 0, iter(rows)
    while batch := list(islice(left, BATCH)):
        keys = [new_id() for _row in batch]
        digests = ((key, KIND, response.id, entries.digest(response, str(key)), now) for key in keys)
        bulk.insert(Entry, entries.COLUMNS, digests)
        opened = (actor.id, actor.channel, "", False, now)
        bulk.insert(Obligation, COLUMNS, (
            (key, 1, response.id, now, FOREVER, *opened, row.path, row.line, row.body, row.body_path, row.form,
             row.valid_from, row.valid_to, row.rule)
            for key, row in zip(keys, batch, strict=True)
        ))  # fmt: skip
        made += len(batch)
    if made:
        trail.record(actor, trail.Kind.WRITE, f"reports.{KIND}", response=response.id, count=made)
    return made


def end_obligations(
    actor: Actor, held: Sequence[Obligation], days: Sequence[datetime.date], reason: str
) -> int:
    """End obligations on a day each, as far as they reach beyond it; return how many. One that had not begun is void.

    Call it inside ``entries.writing()``. Raises ``Invalid`` where a locked day would change, ``Conflict`` where
    somebody changed one meanwhile.
    """
    found = [
        (row, day) for row, day in zip(held, days, strict=True) if row.valid_to is None or row.valid_to > day
    ]
    if not found:
        return 0
    _require_open(found)
    now, left = clock.now(), iter(found)
    while batch := list(islice(left, CLOSED)):
        closed = Obligation.objects.filter(pk__in=[row.pk for row, _day in batch], recorded_to=FOREVER)
        if closed.update(recorded_to=now) != len(batch):
            raise Conflict(_("Somebody else changed this entry meanwhile: look at it again."))
    bulk.insert(Obligation, COLUMNS, _successors(actor, found, reason.strip()[:200], now))
    return len(found)


def free_days(response: Response, rows: Sequence[tuple[Span, datetime.date]]) -> list[datetime.date]:
    """Return for each span the first day from the given one on that no lock holds; one query, mostly."""
    days = [day for _span, day in rows]
    if not has_locks(response.id):
        return days
    while True:
        spans = [span._replace(first=day, last=day) for (span, _first), day in zip(rows, days, strict=True)]
        locks = locks_over(response, spans)
        if not any(locks):
            return days
        days = [lock.last_day + DAY if lock else day for lock, day in zip(locks, days, strict=True)]


def span_of(row: Obligation, first: datetime.date | None = None) -> Span:
    """Return the days of an obligation, from one on."""
    last = row.valid_to - DAY if row.valid_to else None
    return Span(row.form, row.line_id or "", row.body_path, row.path, first or row.valid_from, last)


def _require_open(found: Sequence[tuple[Obligation, datetime.date]]) -> None:
    response = found[0][0].response_id
    if has_locks(response):
        spans = [span_of(row, max(day, row.valid_from)) for row, day in found]
        require_open(found[0][0].response, spans)


def has_locks(response: uuid.UUID) -> bool:
    """Tell whether any days of a response are locked."""
    return bulk.holds(PeriodLock, response_id=response, recorded_to=FOREVER, voided=False)


def _successors(
    actor: Actor, found: Sequence[tuple[Obligation, datetime.date]], reason: str, now: datetime.datetime
) -> Iterator[tuple[object, ...]]:
    for row, day in found:
        void = day <= row.valid_from
        yield (
            row.entry_id, row.number + 1, row.response_id, now, FOREVER, actor.id, actor.channel, reason, void,
            row.happened_at, row.path, row.line_id, row.body_id, row.body_path, row.form, row.valid_from,
            row.valid_to if void else day, row.rule,
        )  # fmt: skip
