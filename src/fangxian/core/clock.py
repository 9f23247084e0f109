"""The one clock of the system: every instant that is stored or compared is read here.

Instants are aware datetimes in UTC. Within a process no two readings are equal, so that an instant which was
read can serve as a watermark: what is recorded later carries a later instant.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

TICK = timedelta(microseconds=1)


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Return the present instant, later than any instant returned before."""
        ...


class SystemClock:
    """The machine's clock, made strictly increasing."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the machine's time, or one microsecond after the last reading if that is later."""
        with self._lock:
            self._last = max(datetime.now(UTC), self._last + TICK)
            return self._last


class SimulatedClock:
    """A clock that stands where it was set and moves by one microsecond at each reading."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the next simulated instant."""
        self._now += TICK
        return self._now

    def set(self, instant: datetime) -> None:
        """Move forward to ``instant``; a clock never runs backwards, so an earlier one is passed over."""
        self._now = max(self._now, instant.astimezone(UTC))

    def advance(self, by: timedelta) -> None:
        """Move forward by a positive duration."""
        self.set(self._now + by)


class ShiftedClock:
    """The machine's clock, moved so that it shows ``start`` at first: for a drill or a demonstration."""

    def __init__(self, start: datetime) -> None:
        self._real = SystemClock()
        self._shift = start.astimezone(UTC) - self._real.now()

    def now(self) -> datetime:
        """Return the shifted instant."""
        return self._real.now() + self._shift


_clock: Clock = SystemClock()


def now() -> datetime:
    """Return the present instant of the clock in use."""
    return _clock.now()


def install(clock: Clock) -> None:
    """Put another clock in use for the rest of the process."""
    global _clock
    _clock = clock


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Put another clock in use for the whole process, and the former one back at the end."""
    global _clock
    former, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = former
