"""Steps of check-ins, service and handovers; hours of service; who stands at a post (M10, M11; pure)."""

import datetime
import re
from collections.abc import Mapping
from enum import StrEnum

_HOURS = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})$")
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)$")
LONGEST = 24 * 60
PER_HOUR = 60


class Step(StrEnum):
    """The steps of all that is answered here."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLAIMED = "claimed"
    LOGGED = "logged"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    CORRECTED = "corrected"
    SETTLED = "settled"


FOLLOWS: Mapping[Step, frozenset[Step]] = {
    Step.REPORTED: frozenset({Step.ACCEPTED, Step.DECLINED}),
    Step.CLAIMED: frozenset({Step.LOGGED}),
    Step.LOGGED: frozenset({Step.CONFIRMED, Step.RETURNED}),
    Step.RETURNED: frozenset({Step.LOGGED}),
    Step.OPEN: frozenset({Step.TAKEN, Step.DONE, Step.CORRECTED, Step.SETTLED}),
    Step.TAKEN: frozenset({Step.OPEN, Step.DONE}),
}
"""Which steps may follow each; after the others nothing follows."""


def may_follow(before: str, after: str) -> bool:
    """Tell whether a step may follow another."""
    return Step(after) in FOLLOWS.get(Step(before), frozenset())


def hundredths(minutes: int | None) -> int:
    """Return minutes as hundredths of an hour, rounded half up: 45 minutes are 75."""
    return ((minutes or 0) * 100 * 2 + PER_HOUR) // (PER_HOUR * 2)


def hours(shift: str) -> tuple[datetime.timedelta, datetime.timedelta] | None:
    """Return when a shift named by its hours begins and ends after midnight of its day: 20:00–08:00 ends on the next.

    None where it is named otherwise.
    """
    found = _HOURS.match(shift.strip())
    if not found:
        return None
    first, second, third, fourth = (int(part) for part in found.groups())
    begins = datetime.timedelta(hours=first, minutes=second)
    ends = datetime.timedelta(hours=third, minutes=fourth)
    return begins, ends if ends > begins else ends + datetime.timedelta(days=1)


def hour(text: str) -> str:
    """Return an hour of the day as HH:MM, "" where none is told; raises ``ValueError``."""
    plain = text.strip().replace("：", ":")
    if not plain:
        return ""
    found = _HOUR.match(plain)
    if not found:
        raise ValueError(text)
    return f"{int(found[1]):02}:{found[2]}"
