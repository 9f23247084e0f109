"""An allowance that several processes share: each takes it in blocks, so that few requests ask the shared file.

What was allowed is counted in a small SQLite file beside the data, apart from the databases and their locks. It holds
nothing but the present minute, may be lost at any time, and where it cannot be used each process counts for itself.
"""

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

logger = logging.getLogger(__name__)
SHARE = 100
"""A process takes a hundredth of the allowance at once: so much of it may stay unused in each of the others."""
PATIENCE = 1.0
"""Seconds to wait for another process, which holds the file for much less than a millisecond."""
USED_UP = -1
TABLE = "CREATE TABLE IF NOT EXISTS taken (account TEXT PRIMARY KEY, minute INTEGER NOT NULL, count INTEGER NOT NULL)"
TAKE = """
INSERT INTO taken (account, minute, count) VALUES (:account, :minute, :wanted)
ON CONFLICT (account) DO UPDATE SET
    count = CASE WHEN minute = :minute THEN count + :wanted ELSE :wanted END, minute = :minute
RETURNING count
"""


class Allowance:
    """So many requests of each account in each minute, whichever process they reach."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._minute = 0
        self._left: dict[str, int] = {}
        self._alone: dict[str, int] = {}

    def use(self, account: str, minute: int, allowed: int) -> bool:
        """Take one of an account's requests; False when the minute's are used up."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._left, self._alone = minute, {}, {}
            left = self._left.get(account, 0) or self._take(account, minute, allowed) or USED_UP
            self._left[account] = left if left == USED_UP else left - 1
            return left != USED_UP

    def _take(self, account: str, minute: int, allowed: int) -> int:
        """Return how many requests this process may let through before it asks again."""
        block = max(1, allowed // SHARE)
        try:
            taken = self._count(account, minute, block)
        except sqlite3.Error as error:
            logger.warning("the shared allowance cannot be used: %s", type(error).__name__)
            taken = self._alone[account] = self._alone.get(account, 0) + block
        return max(0, min(block, allowed - taken + block))

    def _count(self, account: str, minute: int, wanted: int) -> int:
        """Count a block, and return how many were taken with it: a connection for each, so that any thread may."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)) as shared:
            shared.execute("PRAGMA synchronous = OFF")
            shared.execute("PRAGMA journal_mode = MEMORY")
            shared.execute(TABLE)
            told = {"account": account, "minute": minute, "wanted": wanted}
            (count,) = shared.execute(TAKE, told).fetchone()
        return int(count)
