"""Rows that hold from ``valid_from`` to the day before ``valid_to`` (None: still), and changing them."""

import datetime
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, TypeVar

from django.db.models import Expression, Model, Q, QuerySet
from django.utils import timezone

from fangxian.core import clock

Row = TypeVar("Row", bound=Model)
BATCH = 500


def valid_on(day: datetime.date | Expression, prefix: str = "") -> Q:
    """Return the condition that a dated row holds on a day; ``prefix`` is a relation's name with ``__``."""
    started = Q(**{f"{prefix}valid_from__lte": day})
    return started & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day}))


def valid_after(day: datetime.date) -> Q:
    """Return the condition that a dated row holds on a day or on some later one."""
    return Q(valid_to=None) | Q(valid_to__gt=day)


def change_from(rows: QuerySet[Row], day: datetime.date, change: Callable[[Row], None]) -> list[Row]:
    """Change dated rows from a day on, and return the changed ones.

    A row that began earlier is closed on that day and followed by a changed copy; one that begins later is
    changed in place. ``change`` sets the new values on the row that it is given.
    """
    reached: list[Any] = list(rows.filter(valid_after(day)))
    earlier = [row for row in reached if row.valid_from < day]
    later = [row for row in reached if row.valid_from >= day]
    copies = [_copy_from(row, day) for row in earlier]
    for row in (*copies, *later):
        change(row)
    for chunk in _chunks([row.pk for row in earlier]):
        rows.model._default_manager.filter(pk__in=chunk).update(valid_to=day)
    names = [field.name for field in rows.model._meta.concrete_fields if not field.primary_key]
    rows.model._default_manager.bulk_update(later, names, BATCH)
    return [*rows.model._default_manager.bulk_create(copies, BATCH), *later]


def save_in_history(register: Any) -> None:
    """Save a row of a register that keeps its history, dated by the injected clock."""
    register._history_date = clock.now()
    register.save()


def today() -> datetime.date:
    """Return today's date by the injected clock, in the installation's time zone."""
    return timezone.localtime(clock.now()).date()


def _copy_from(row: Any, day: datetime.date) -> Any:
    fresh = copy(row)
    fresh.pk, fresh.valid_from = None, day
    fresh._state = copy(row._state)
    fresh._state.adding = True
    return fresh


def _chunks(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
