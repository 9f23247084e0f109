"""How far a search is, and how somebody ends it: told and asked in the thread that called it (M10)."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

Result = TypeVar("Result")
BEAT = 0.5
"""Seconds after which an asker hears again how far it is, and is asked whether to go on."""


class Phase(StrEnum):
    """What is being done."""

    BOUND = "bound"
    PLACES = "places"
    SHIFTS = "shifts"
    MENDING = "mending"
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """What a search says of itself: the share of its work that is done (0–1), what the best whole roster so far
    costs, and what no roster can cost less than; None where not known yet."""

    phase: Phase
    share: float
    cost: int | None = None
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """By what share the cost lies above the bound at most."""
        if self.cost is None or self.bound is None:
            return None
        return max(self.cost - self.bound, 0) / max(self.bound, 1)


Tell = Callable[[Step], None]
Stop = Callable[[], bool]


def silent(_step: Step) -> None:
    """Tell nobody."""


def never() -> bool:
    """Tell that nobody wants it ended."""
    return False


@dataclass
class Watch:
    """One search as its asker sees it; solvers of other threads are ended by it when he says stop."""

    ends: float = math.inf
    tell: Tell = silent
    stop: Stop = never
    phase: Phase = Phase.BOUND
    share: float = 0.0
    cost: int | None = None
    bound: int | None = None
    stopped: bool = False
    halts: list[Callable[[], Any]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.ends - time.monotonic()

    @property
    def over(self) -> bool:
        """Whether it was ended or has no time left."""
        return self.stopped or self.left <= 0

    def say(self, phase: Phase, share: float) -> None:
        """Tell how far it is; the share never falls."""
        self.phase, self.share = phase, max(self.share, min(share, 1.0))
        self.tell(Step(self.phase, self.share, self.cost, self.bound))
        if not self.stopped and self.stop():
            self.stopped = True
        if self.stopped:
            for halt in tuple(self.halts):
                halt()

    def wait(
        self, futures: Sequence[Future[Result]], phase: Phase, until: float, patience: float = 2 * BEAT
    ) -> list[Result | None]:
        """Return what other threads found, telling meanwhile how far they are, from the share now to ``until``.

        Of a search that was ended there is None for what is not found ``patience`` seconds later.
        """
        begun, ends, left = self.share, math.inf, set(futures)
        while left and time.monotonic() < ends:
            left = wait(left, BEAT).not_done
            self.say(phase, until - (until - begun) * len(left) / len(futures))
            if self.stopped:
                ends = min(ends, time.monotonic() + patience)
        return [one.result() if one.done() and not one.cancelled() else None for one in futures]

    @contextmanager
    def running(self, halt: Callable[[], Any]) -> Iterator[None]:
        """Let a solver be ended while it runs."""
        self.halts.append(halt)
        try:
            yield
        finally:
            self.halts.remove(halt)
