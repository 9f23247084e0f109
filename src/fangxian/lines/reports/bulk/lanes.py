"""Work side by side: a batch is filed while the one before it is, each whole and over a connection of its own."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from typing import TypeVar

from django.db import connection, connections

from fangxian.core.errors import Refusal

LANES = 2
"""The server works for one while this process works for the other; more would only wait for the interpreter."""
Work = TypeVar("Work")
Done = TypeVar("Done")


def lanes(
    read: Iterator[Work], do: Callable[[Work], Done], touches: Callable[[Work, Work], bool]
) -> Iterator[Done]:
    """Do each piece of work and yield what came of it, in order; one that ``touches`` another waits until that is done.

    Where reading ends in a refusal, what was read before it is done first. One after another where there is but one
    writer (SQLite), inside a transaction, and where connections are counted (``FANGXIAN_POOL``).
    """
    alone = connection.vendor != "postgresql" or connection.in_atomic_block
    if alone or connection.settings_dict["OPTIONS"].get("pool"):
        yield from map(do, read)
        return
    under_way: deque[tuple[Work, Future[Done]]] = deque()
    with ExitStack() as stack:
        turns = cycle([stack.enter_context(Lane()) for _number in range(LANES)])
        try:
            for work in read:
                while len(under_way) == LANES or any(touches(work, other) for other, _done in under_way):
                    yield under_way.popleft()[1].result()
                under_way.append((work, next(turns).submit(do, work)))
        except Refusal:
            yield from _rest(under_way)
            raise
        yield from _rest(under_way)


def _rest(under_way: "deque[tuple[Work, Future[Done]]]") -> Iterator[Done]:
    while under_way:
        yield under_way.popleft()[1].result()


class Lane(ThreadPoolExecutor):
    """One thread, whose connections are closed when it ends."""

    def __init__(self) -> None:
        super().__init__(1, "lane")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the connections, and wait for it."""
        self.submit(connections.close_all)
        super().shutdown(wait, cancel_futures=cancel_futures)
