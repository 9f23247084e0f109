"""How outcomes of passengers are said and drawn."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.lines.arrivals.passengers.lists import Counts
from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.lines.arrivals.showing import Chip, due_chip

TONES = {
    Outcome.REGISTERED_ALREADY: "ok",
    Outcome.NEWLY_REGISTERED: "ok",
    Outcome.OPEN: "due",
    Outcome.LEFT_AGAIN: "zero",
}


def outcome_chip(standing: RowStanding, now: Any = None) -> Chip:
    """Return a row's outcome; while it is open, how much time its community has left."""
    if standing.outcome == Outcome.OPEN:
        return due_chip(standing.due_at, now)
    outcome = Outcome(standing.outcome)
    return Chip(TONES.get(outcome, "neutral"), outcome.label)


def bar(counts: Counts) -> dict[str, Any]:
    """Return the parts of a list's bar, which add up to its rows, and the same in words."""
    shares = {
        "ok": _sum(counts.outcomes, Outcome.REGISTERED_ALREADY, Outcome.NEWLY_REGISTERED),
        "zero": _sum(counts.outcomes, Outcome.LEFT_AGAIN),
        "neutral": counts.wrong,
        "due": counts.open - counts.overdue,
        "late": counts.overdue,
    }
    parts = [{"status": status, "count": count} for status, count in shares.items() if count]
    said = [
        f"{outcome.label} {counts.outcomes[outcome]}" for outcome in Outcome if outcome in counts.outcomes
    ]
    return {"parts": parts, "label": _(", ").join(said)}


def quality(counts: Counts) -> str:
    """Say how good a list was: "47 of 273 wrong, 12 missed"."""
    said = ngettext("%(wrong)s of %(listed)s wrong", "%(wrong)s of %(listed)s wrong", counts.wrong) % {
        "wrong": counts.wrong, "listed": counts.listed,
    }  # fmt: skip
    missed = ngettext("%(missed)s missed", "%(missed)s missed", counts.missed) % {"missed": counts.missed}
    return _("%(wrong)s, %(missed)s") % {"wrong": said, "missed": missed}


def chips(counts: Counts, chosen: str, address: str) -> list[dict[str, Any]]:
    """Return a filter for each outcome that occurs, in their order, and one for everything."""
    everything = {
        "status": "neutral",
        "label": _("all"),
        "count": counts.listed,
        "active": not chosen,
        "url": address,
    }
    return [everything] + [
        {
            "status": "late" if outcome is Outcome.OPEN and counts.overdue else TONES.get(outcome, "neutral"),
            "label": outcome.label,
            "count": counts.outcomes.get(outcome, 0),
            "active": chosen == outcome,
            "url": f"{address}{'&' if '?' in address else '?'}outcome={outcome.value}",
        }
        for outcome in Outcome
        if counts.outcomes.get(outcome) or outcome is Outcome.OPEN
    ]


def _sum(outcomes: Mapping[str, int], *wanted: Outcome) -> int:
    return sum(outcomes.get(outcome, 0) for outcome in wanted)
