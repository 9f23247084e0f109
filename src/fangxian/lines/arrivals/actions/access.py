"""Who may see, correct and decide about a report (M5)."""

import datetime
import uuid

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Side, Standing
from fangxian.trees.people.actor import Actor

PERMISSION = {Side.UNIT: "arrivals.declare", Side.COMMUNITY: "arrivals.register"}


def visible_report(
    actor: Actor, entry_id: uuid.UUID, as_of: datetime.datetime | None = None
) -> ArrivalReport:
    """Return a report as known at an instant if the actor may see its side; raises ``Missing``."""
    row = ArrivalReport.objects.at(as_of).select_related("response").filter(entry=entry_id).first()
    if row is None or not may_see(actor, row):
        raise Missing(_("There is no such report."))
    return row


def may_see(actor: Actor, row: ArrivalReport | Standing) -> bool:
    """Tell whether the actor may see a report's own side."""
    scope = actor.scope(f"arrivals.view_{row.side}") | actor.scope("arrivals.decide")
    return scope.holds(place=row.path, line=row.line_id or "", body=row.body_path)


def own_report(actor: Actor, entry_id: uuid.UUID) -> ArrivalReport:
    """Return the current report of the actor's own side, which he may correct or void; raises ``Missing``."""
    current = ArrivalReport.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such report."))
    if not is_own(actor, current):
        raise Missing(_("There is no such report."))
    return current


def is_own(actor: Actor, row: ArrivalReport | Standing) -> bool:
    """Tell whether a report is of the actor's own side, so that he may correct it."""
    scope = actor.scope(PERMISSION[Side(row.side)])
    if row.side == Side.COMMUNITY:
        return scope.holds_place(row.path)
    return scope.holds_body(row.line_id or "", row.body_path)


def seen_by_committee(actor: Actor, entry_id: uuid.UUID) -> ArrivalReport:
    """Return a report about which the actor decides; raises ``Forbidden`` or ``Missing``."""
    row = ArrivalReport.objects.at().select_related("response").filter(entry=entry_id).first()
    actor.must("arrivals.decide")
    if row is None or not _committee(actor, row):
        raise Missing(_("There is no such report."))
    return row


def may_undo(actor: Actor, decision: Decision) -> bool:
    """Tell whether the actor may take a decision back."""
    paths = {"place": decision.path, "line": decision.line_id or "", "body": decision.body_path}
    own = decision.verdict == Decision.Verdict.NOT_OURS
    return actor.scope("arrivals.decide").holds(**paths) or (
        own and actor.scope("arrivals.register").holds_place(decision.path)
    )


def _committee(actor: Actor, row: ArrivalReport | Standing) -> bool:
    scope = actor.scope("arrivals.decide")
    return scope.holds(place=row.path, line=row.line_id or "", body=row.body_path)
