"""Writing a batch's reports: entries and versions, by COPY on PostgreSQL and by prepared statements on SQLite."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from fangxian.core import bulk, clock
from fangxian.core.audit import trail
from fangxian.core.fields import FOREVER
from fangxian.lines.reports.actions.common import KIND
from fangxian.lines.reports.bulk.shapes import Row, Shape
from fangxian.lines.reports.bulk.told import Told, by_shape
from fangxian.lines.reports.deadlines import cut_off, late_at
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

OWN = ("entry_id", "body_id", "body_path", "path", "is_zero")


def write(actor: Actor, response: Response, lines: Sequence[Told]) -> None:
    """Write new reports, each with its entry; call it inside ``entries.writing()``."""
    for shape, own in by_shape(told for told in lines if told.kept is not None):
        _write_alike(actor, response, shape, own)
    slow = {told.version.entry_id: told for told in lines if told.version}
    versions = [told.version for told in slow.values() if told.version]
    entries.open_entries(KIND, versions, {entry: told.content for entry, told in slow.items()}, actor)


def record(actor: Actor, response: Response, count: int) -> None:
    """Record one event for a batch."""
    if count:
        trail.record(actor, trail.Kind.WRITE, "reports.file", response=response.id, count=count, bulk=True)


def _write_alike(actor: Actor, response: Response, shape: Shape, lines: Sequence[Told]) -> None:
    filed_at, now = clock.now(), clock.now()
    opened = {"kind": KIND, "response_id": response.id, "created_at": now}
    keep, octets, digest = bulk.keys(), bulk.octets(), entries.digest
    digests = [(keep(told.id), octets(digest(response, told.content))) for told in lines]
    bulk.insert_alike(Entry, ("id", "digest"), digests, opened, whole=True)
    shared = {
        "recorded_from": now, "recorded_to": FOREVER, "recorded_by_id": actor.id, "channel": actor.channel,
        "filed_at": filed_at, **_shared(response, shape, lines[0].day),
    }  # fmt: skip
    whole = not shape.checker.computed
    bulk.insert_alike(DailyReport, (*OWN, *shape.columns), _rows(shape, lines), shared, whole=whole)


def _shared(response: Response, shape: Shape, day: datetime.date) -> dict[str, Any]:
    """Return what all submitted reports of a form, line and day have in common."""
    due_at = cut_off(response, day, shape.form)
    return {
        "number": 1, "response_id": response.id, "reason": "", "voided": False, "line_id": shape.line,
        "form": shape.form.code, "form_version": shape.form.number, "day": day, "due_at": due_at,
        "late_at": late_at(response, day, shape.form), "happened_at": due_at,
        "state": DailyReport.State.SUBMITTED.value, "differs": False, "accepted_levels": 0, "differences": {},
        "comment": "", "answers": {},
    }  # fmt: skip


def _rows(shape: Shape, lines: Sequence[Told]) -> Iterator[Row]:
    keep, is_zero = bulk.keys(), shape.is_zero
    for told in lines:
        body, row = told.standing, told.row or ()
        yield keep(told.id), keep(body.body), body.body_path, body.path, is_zero(row), *(told.kept or ())
