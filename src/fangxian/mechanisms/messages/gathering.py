"""What is owed piece by piece, gathered by who owes it and by the full hour until which it is due.

So a community is told once of three persons whose registration falls due in one hour, and when that hour is over.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from fangxian.mechanisms.messages.sources import Owing, Window

HOUR = datetime.timedelta(hours=1)
PLACE, BODY = ("path",), ("line", "body", "body_path", "body__place__path")


class Ower(NamedTuple):
    """A place, or a body in a line with the place where it stands."""

    path: str
    line: str = ""
    body: uuid.UUID | None = None
    body_path: str = ""


def owed_by_places(
    code: str, rows: QuerySet[Any], window: Window, due: str = "due_at", what: str = "entry"
) -> list[Owing]:
    """Return what places owe: rows with ``path``, due until a window's end, each ``what`` counted once."""
    found = _open(rows, window, due).values_list(*PLACE, due, what)
    return gathered(code, ((Ower(path), instant, key) for path, instant, key in found.iterator()))


def owed_by_bodies(
    code: str, rows: QuerySet[Any], window: Window, due: str = "due_at", what: str = "entry"
) -> list[Owing]:
    """Return what bodies owe: rows with ``line``, ``body`` and ``body_path``, as ``owed_by_places`` does."""
    found = _open(rows, window, due).filter(body__isnull=False).values_list(*BODY, due, what)
    return gathered(
        code,
        (
            (Ower(path, line or "", body, body_path), instant, key)
            for line, body, body_path, path, instant, key in found.iterator()
        ),
    )


def gathered(code: str, pieces: Iterator[tuple[Ower, datetime.datetime, object]]) -> list[Owing]:
    """Return one ``Owing`` for each ower and full hour, with the number of different pieces."""
    batches: dict[tuple[Ower, datetime.datetime], set[object]] = {}
    for ower, instant, piece in pieces:
        batches.setdefault((ower, full_hour(instant)), set()).add(piece)
    return [
        _owing(code, ower, due_at, len(found))
        for (ower, due_at), found in sorted(batches.items(), key=_by_due)
    ]


def full_hour(instant: datetime.datetime) -> datetime.datetime:
    """Return the full hour at which an instant has passed."""
    begun = instant.replace(minute=0, second=0, microsecond=0)
    return begun if begun == instant else begun + HOUR


def _open(rows: QuerySet[Any], window: Window, due: str) -> QuerySet[Any]:
    return rows.filter(**{f"{due}__lte": window[1]}).order_by()


def _by_due(batch: tuple[tuple[Ower, datetime.datetime], set[object]]) -> tuple[datetime.datetime, str, str]:
    (ower, due_at), _pieces = batch
    return due_at, ower.line + ower.body_path, ower.path


def _owing(code: str, ower: Ower, due_at: datetime.datetime, count: int) -> Owing:
    owing = Owing(
        "", timezone.localdate(due_at), due_at, ower.line, ower.body, ower.body_path, ower.path, count
    )
    key = f"{code}:{owing.ower}:{due_at.astimezone(datetime.UTC):%Y%m%dT%H}"
    return Owing(**{**vars(owing), "key": key})
