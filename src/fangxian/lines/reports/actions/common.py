"""What the writes of the line share: positions of bodies, the current version, the trail."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core import bulk
from fangxian.core.audit import trail
from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Missing
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Version
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

KIND = "daily_report"
OF_ONE = Statement(
    lambda: (
        Position.objects.filter(body=Given("body"), valid_to=None)
        .order_by()
        .values_list("body", "line", "path")
    )
)


def current_of(actor: Actor, permission: str, entry_id: uuid.UUID) -> DailyReport:
    """Return a report's current version if the actor holds the permission there; raises ``Missing``.

    It is filed by whoever stands for its body today, wherever that stood on its day.
    """
    current = DailyReport.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such report."))
    line, path, place = current.line_id or "", current.body_path, current.path
    if permission == "reports.file" and current.body_id:
        path, place = positions_of({current.body_id}).get((current.body_id, line), path), ""
    actor.must(permission, line=line, body=path, place=place)
    return current


def positions_of(bodies: set[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    """Return the paths of bodies by body and line."""
    if len(bodies) == 1:
        rows = OF_ONE.all(body=next(iter(bodies)))
    else:
        held = Position.objects.filter(bulk.among(Position, "body_id", bodies), valid_to=None)
        rows = list(held.values_list("body", "line", "path"))
    return {(body, line): path for body, line, path in rows}


def open_all(actor: Actor, response: Response, kind: str, rows: Sequence[entries.V]) -> list[entries.V]:
    """Open entries of one kind in a transaction, and record it."""
    with entries.writing():
        new = entries.open_entries(kind, rows, {row.entry_id: str(row.entry_id) for row in rows}, actor)
        record(actor, response, f"reports.{kind}", new)
    return new


def record(actor: Actor, response: Response, action: str, rows: Sequence[Version]) -> None:
    """Record one event for rows written by one action."""
    if rows:
        subject = rows[0].entry_id if len(rows) == 1 else ""
        trail.record(actor, trail.Kind.WRITE, action, response=response.id, subject=subject, count=len(rows))
