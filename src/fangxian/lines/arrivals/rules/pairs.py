"""The standings of one or two reports that share nothing with others: most persons, in a fraction of the time (M5).

Equal to what `standing.reconcile` finds for them, without decisions.
"""

from uuid import UUID

from fangxian.lines.arrivals.rules.cluster import Cluster
from fangxian.lines.arrivals.rules.compare import Outcome, Report, compare
from fangxian.lines.arrivals.rules.standing import Standing, standings


def reconcile_pair(one: Report, other: Report) -> dict[UUID, Standing]:
    """Return the standings of two reports; of their keys only the kinds that both have are looked at."""
    first, second = (one, other) if one.order <= other.order else (other, one)
    outcome = compare(first, second).outcome
    if outcome is Outcome.SAME:
        return standings(Cluster(first.id, (first, second)))
    possible = outcome is Outcome.POSSIBLE
    return reconcile_single(first, second if possible else None) | reconcile_single(
        second, first if possible else None
    )


def reconcile_single(report: Report, possible: Report | None = None) -> dict[UUID, Standing]:
    """Return the standing of a report that is alone, but for another that may be the same person's."""
    return standings(Cluster(report.id, (report,), ((possible,),) if possible else ()))
