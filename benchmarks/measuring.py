"""What a measurement hands back, and how time and memory are taken."""

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

MIB = 1024


@dataclass(frozen=True)
class Result:
    """A ratio with its bound (None: reported only); ``max`` means that it may not be larger, ``min`` not smaller.

    ``detail`` holds what the ratio was made of: seconds, rates, shares.
    """

    name: str
    ratio: float
    n: int
    bound: float | None = None
    sense: Literal["max", "min"] = "max"
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps within its bound."""
        if self.bound is None:
            return True
        return self.ratio <= self.bound if self.sense == "max" else self.ratio >= self.bound


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes once."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_seconds(work: Callable[[], object], times: int) -> float:
    """Return the median of several runs, after one that warms up; what was there before is kept from the collector."""
    gc.collect()
    gc.freeze()
    work()
    return median(seconds(work) for _ in range(times))


def peak_mib() -> int:
    """Return the largest memory that this process has held so far, in MiB."""
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB)
