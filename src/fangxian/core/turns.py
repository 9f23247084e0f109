"""One writer after another where the database knows but one (SQLite)."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO

from django.db import connection

_among_threads = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to write, behind other threads and processes; not on PostgreSQL, nor within a transaction.

    Left to itself SQLite sleeps and looks again, ever longer, while the turn passes to whoever looks next. Whoever
    waits here is woken when the one before has committed. Writers who do not ask for a turn are met as before.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        yield
        return
    with _among_threads, _among_processes():
        yield


@contextmanager
def _among_processes() -> Iterator[None]:
    if connection.is_in_memory_db():  # type: ignore[attr-defined] # of one process alone
        yield
        return
    file = _opened(str(connection.settings_dict["NAME"]))
    fcntl.lockf(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN)


@cache
def _opened(database: str) -> IO[bytes]:
    """Return the file beside a database on which its processes wait; the lock is a process's, and ends with it."""
    return open(f"{database}-turn", "ab")
