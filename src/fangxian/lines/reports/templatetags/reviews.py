"""What a page says about a report's way up: who has accepted it, for whom it waits, whether its day is locked."""

from dataclasses import dataclass
from typing import Any

from django import template

from fangxian.lines.reports.actions.reviewing import reviews_of
from fangxian.lines.reports.chain import levels, reviewer_path
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.bodies.models import Position

register = template.Library()
State = DailyReport.State


@dataclass(frozen=True)
class Step:
    """A level of the chain: its body, and whether it has accepted, is to decide now, or comes later."""

    name: str
    status: str


@register.inclusion_tag("reports/chain.html")
def review_chain(report: DailyReport) -> dict[str, Any]:
    """Show the levels of a report's review; nothing for a draft or a form without review."""
    count = levels(reviews_of(report), report.body_path)
    paths = [reviewer_path(report.body_path, level) for level in range(1, count + 1)]
    rows = Position.objects.filter(line=report.line_id, path__in=paths, valid_to=None).select_related("body")
    names = {row.path: str(row.body) for row in rows}
    steps = [Step(names.get(path, ""), _status(report, level)) for level, path in enumerate(paths, 1)]
    return {"steps": steps if report.state != State.DRAFT else [], "returned": report.state == State.RETURNED}


def _status(report: DailyReport, level: int) -> str:
    if level <= report.accepted_levels or report.state == State.ACCEPTED:
        return "accepted"
    waits = report.state == State.SUBMITTED and level == report.accepted_levels + 1
    return "waiting" if waits else "later"
