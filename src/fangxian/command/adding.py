"""Adding facts up, and proving the sums: of the numbers in forms and of owed reports (M8)."""

from dataclasses import dataclass

from fangxian.lines.reports.owed.auditing import differences as owed_differences
from fangxian.lines.reports.owed.folding import fold_everywhere
from fangxian.lines.reports.owed.folding import rebuild as rebuild_owed
from fangxian.mechanisms.figures.tallies.auditing import audit
from fangxian.mechanisms.figures.tallies.folding import fold, rebuild
from fangxian.trees.responses.models import Response

NUMBERS, OWED = "numbers", "owed reports"


@dataclass(frozen=True)
class Added:
    """How much was added up: facts of the numbers, slots of time of owed reports."""

    facts: int
    slots: int


@dataclass(frozen=True)
class Unequal:
    """A sum that is not what its facts add up to."""

    of: str
    where: str
    kept: str
    counted: str


def add_up(*, anew: bool = False) -> Added:
    """Add up what was recorded since the last time, or everything anew; figures stay exact meanwhile."""
    if not anew:
        return Added(fold(), fold_everywhere().slots)
    return Added(rebuild(), sum(rebuild_owed(response).slots for response in Response.objects.all()))


def unequal() -> list[Unequal]:
    """Recompute every sum from the facts and return those that differ; there must be none."""
    found = [
        Unequal(
            NUMBERS, f"{one.source} {one.node} {one.moment} {one.column}", str(one.kept), str(one.counted)
        )
        for one in audit().differences
    ]
    for response in Response.objects.all():
        found += [
            Unequal(OWED, f"{one.table} {one.key}", str(one.held), str(one.facts))
            for one in owed_differences(response)
        ]
    return found
