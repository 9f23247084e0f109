"""Days and slots of ten minutes in plain SQL, and instants as each database writes them."""

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

SLOT = datetime.timedelta(minutes=10)
DAY = datetime.timedelta(days=1)
LAST = datetime.timedelta(microseconds=1)


def origin() -> datetime.datetime:
    """Return the beginning of a day, from which days are counted; zones that shift their clocks have odd days."""
    return datetime.datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())


def begin(instant: datetime.datetime, length: datetime.timedelta) -> datetime.datetime:
    """Return the beginning of the day or slot in which an instant lies."""
    return instant - (instant - origin()) % length


def stored(instant: datetime.datetime) -> Any:
    """Return an instant as the database compares it."""
    return connection.ops.adapt_datetimefield_value(instant)


def day_of(expression: str) -> str:
    """Return the SQL for the beginning of an instant's day."""
    if connection.vendor == "postgresql":
        return f"date_bin('1 day', {expression}, TIMESTAMPTZ '{origin().isoformat()}')"
    minutes = int((origin().utcoffset() or datetime.timedelta()).total_seconds() // 60)
    there, back = f"{minutes:+d} minutes", f"{-minutes:+d} minutes"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', {expression}, '{there}', 'start of day', '{back}')"


def slot_of(expression: str) -> str:
    """Return the SQL for the beginning of an instant's ten minutes."""
    if connection.vendor == "postgresql":
        return f"date_bin('10 minutes', {expression}, TIMESTAMPTZ '{origin().isoformat()}')"
    return f"substr({expression}, 1, 15) || '0:00'"


def as_stored(column: str) -> str:
    """Return the SQL for an instant as it is compared, which the driver would else make another thing of."""
    return column if connection.vendor == "postgresql" else f"CAST({column} AS text)"
