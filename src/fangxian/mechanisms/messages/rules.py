"""When a reminder is said, until when it makes sense, when it may ring, and when a failure is tried again; pure."""

import datetime
from dataclasses import dataclass

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
BACK_OFF = (1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
"""How long after each failure it is tried again; after the last one it has failed for good."""
FAILURES = 5
REST = 30 * MINUTE
"""After so many failures in a row a channel rests for so long."""
LEASE = 5 * MINUTE
"""A message that somebody began to send so long ago may or may not have arrived."""


@dataclass(frozen=True)
class Step:
    """When something is said: minutes after what is owed is due (negative: before), or an hour of that day."""

    minutes: int | None = None
    hour: datetime.time | None = None

    def at(self, due_at: datetime.datetime, day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
        """Return the instant at which it is said about what is due then."""
        if self.hour is not None:
            return datetime.datetime.combine(day, self.hour, zone)
        return due_at + (self.minutes or 0) * MINUTE


def day_of_hour(
    hour: datetime.time, now: datetime.datetime, zone: datetime.tzinfo, *, ahead: bool = False
) -> datetime.date:
    """Return the day on which an hour passed last, or ``ahead`` the one on which it comes next."""
    local = now.astimezone(zone)
    passed = datetime.datetime.combine(local.date(), hour, zone) <= local
    return local.date() + (DAY if ahead and passed else 0 * DAY if ahead or passed else -DAY)


def expiry(said_at: datetime.datetime, due_at: datetime.datetime) -> datetime.datetime:
    """Return until when it makes sense: a reminder before the cut-off until then, any other for a day."""
    return due_at if said_at < due_at else said_at + DAY


def is_timely(said_at: datetime.datetime, due_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Tell whether something is to be said now: its instant has come, and it is not stale after an outage."""
    return said_at <= now < expiry(said_at, due_at)


@dataclass(frozen=True)
class Manners:
    """When somebody may be rung: quiet from one hour to another (across midnight too), and a digest window."""

    quiet_from: datetime.time | None = datetime.time(22)
    quiet_to: datetime.time | None = datetime.time(7)
    digest: datetime.timedelta = 10 * MINUTE

    def quiet_until(self, now: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime | None:
        """Return the end of the quiet hours in which an instant lies, or None outside them."""
        begin, end = self.quiet_from, self.quiet_to
        if begin is None or end is None or begin == end:
            return None
        local = now.astimezone(zone)
        hour = local.time()
        inside = begin <= hour < end if begin < end else hour >= begin or hour < end
        if not inside:
            return None
        day = local.date() + (DAY if hour >= end else 0 * DAY)
        return datetime.datetime.combine(day, end, zone)

    def held_until(
        self,
        now: datetime.datetime,
        zone: datetime.tzinfo,
        last_sent: datetime.datetime | None,
        expires_at: datetime.datetime,
    ) -> datetime.datetime | None:
        """Return until when a message that is not urgent waits, or None when it may go now.

        What would be too late after the digest window goes at once.
        """
        if quiet := self.quiet_until(now, zone):
            return quiet
        ready = last_sent + self.digest if last_sent else now
        return ready if now < ready < expires_at else None


def next_try(attempts: int, now: datetime.datetime) -> datetime.datetime | None:
    """Return when to try again after so many attempts, or None when it has failed for good."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
