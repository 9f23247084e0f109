"""Steps of check-ins, service and handovers; hours of service; who stands at a post (M10, M11; pure)."""

import re
from collections.abc import Mapping
from enum import StrEnum

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
    SETTLED = "settled"


FOLLOWS: Mapping[Step, frozenset[Step]] = {
    Step.REPORTED: frozenset({Step.ACCEPTED, Step.DECLINED}),
    Step.CLAIMED: frozenset({Step.LOGGED}),
    Step.LOGGED: frozenset({Step.CONFIRMED, Step.RETURNED}),
    Step.RETURNED: frozenset({Step.LOGGED}),
    Step.OPEN: frozenset({Step.TAKEN, Step.SETTLED}),
}
"""Which steps may follow each; after the others nothing follows."""


def may_follow(before: str, after: str) -> bool:
    """Tell whether a step may follow another."""
    return Step(after) in FOLLOWS.get(Step(before), frozenset())


def hundredths(minutes: int | None) -> int:
    """Return minutes as hundredths of an hour, rounded half up: 45 minutes are 75."""
    return ((minutes or 0) * 100 * 2 + PER_HOUR) // (PER_HOUR * 2)


def hour(text: str) -> str:
    """Return an hour of the day as HH:MM, "" where none is told; raises ``ValueError``."""
    plain = text.strip().replace("：", ":")
    if not plain:
        return ""
    found = _HOUR.match(plain)
    if not found:
        raise ValueError(text)
    return f"{int(found[1]):02}:{found[2]}"
