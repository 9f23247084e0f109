"""Figures may be read from a copy of the main database that follows it, and are exact all the same.

Before a copy is asked it must know everything that had been committed on the main database by then; if it does not
within a moment, or does not answer, the main database is asked as ever. Nothing else is read there, nothing written.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from fangxian.core.audit.router import AUDIT

REPLICA = "replica"
OWN = ("default", AUDIT)
"""The databases that we create, migrate and back up; a replica follows by itself."""
PATIENCE, PAUSE = 0.3, 0.01
"""Seconds to wait until the copy has caught up, and between two looks."""
REST = 10.0
"""Seconds for which a copy that did not answer is left alone."""

logger = logging.getLogger(__name__)
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_rests_until = 0.0


@contextmanager
def reading() -> Iterator[None]:
    """Read from the replica inside, if there is one that knows all that is committed; usable as a decorator.

    Inside a transaction of the main database nothing changes: what it wrote nobody else knows yet.
    """
    if _reading.get() or not _can_be_asked():
        yield
        return
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def database() -> BaseDatabaseWrapper:
    """Return the connection for plain statements that read."""
    return connections[REPLICA if _reading.get() else "default"]


def _can_be_asked() -> bool:
    global _rests_until
    if REPLICA not in settings.DATABASES or connection.in_atomic_block or time.monotonic() < _rests_until:
        return False
    try:
        return _has_caught_up()
    except DatabaseError:
        logger.warning("the replica does not answer: figures are read from the main database")
        _rests_until = time.monotonic() + REST
        connections[REPLICA].close()
        return False


def _has_caught_up() -> bool:
    """Wait until the copy has replayed what the main database had written when asked; a moment at most."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        ((written,),) = cursor.fetchall()
    until = time.monotonic() + PATIENCE
    with connections[REPLICA].cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
            ((reached,),) = cursor.fetchall()
            if reached or time.monotonic() > until:
                return bool(reached)
            time.sleep(PAUSE)


class ReplicaRouter:
    """Sends reads inside ``reading()`` to the replica, and every write to the main database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Read figures from the replica while it is asked; the audit trail lies elsewhere."""
        if model._meta.app_label == AUDIT:
            return None
        return REPLICA if _reading.get() else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Write to the main database, wherever an object was read."""
        return None if model._meta.app_label == AUDIT else "default"

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """What was read from the replica is the same thing as in the main database."""
        states = {one._state.db, other._state.db}
        return True if states <= {"default", REPLICA, None} else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """The replica's tables come from the main database."""
        return False if db == REPLICA else None
