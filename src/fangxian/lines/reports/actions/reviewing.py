"""Reviewing and reminding: what the level above does with reports, and with silence (M8)."""

import copy
import datetime
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports.actions.common import KIND, record
from fangxian.lines.reports.deadlines import cut_off
from fangxian.lines.reports.expectations import owed_reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.duties.models import Reminder
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures.questions import ask, end_of, start_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = DailyReport.State
HOUR = datetime.timedelta(hours=1)


def review(actor: Actor, entry_ids: Sequence[uuid.UUID], *, accept: bool, comment: str = "") -> int:
    """Accept reports, or return them with a comment, and tell how many; drafts and accepted ones are passed over.

    Raises ``Missing`` when one of them does not exist in the actor's scope, ``Invalid`` without a comment.
    """
    if not accept and not comment.strip():
        raise Invalid({"comment": _("Say what to correct.")})
    state = State.ACCEPTED if accept else State.RETURNED
    with entries.writing():
        reviewed = [_reviewed(actor, current, state, comment) for current in _reports(actor, entry_ids)]
        done = [row for row in reviewed if row]
        if done:
            record(actor, done[0].response, f"reports.{state}", done)
    return len(done)


@transaction.atomic
def remind(
    actor: Actor,
    response: Response,
    day: datetime.date,
    chosen: Collection[tuple[str, uuid.UUID]] | None = None,
) -> int:
    """Remind those who have not filed for a day (all, or the chosen by line and body), and tell how many.

    Each is reminded at most once an hour; whoever has filed meanwhile, is excused or lies outside the actor's
    scope is passed over.
    """
    actor.must("reports.review")
    now, due_at = clock.now(), cut_off(response, day)
    recent = set(
        Reminder.objects.filter(
            response=response, about=KIND, due_at=due_at, sent_at__gt=now - HOUR
        ).values_list("line", "body")
    )
    question = ask(response, start=start_of(day), end=end_of(day), scope=actor.scope("reports.review"))
    rows = [
        Reminder(
            response=response, about=KIND, path=owed.path, line_id=owed.line, body_id=owed.body,
            body_path=owed.body_path, due_at=due_at, sent_at=now, sent_by_id=actor.id,
        )
        for owed in owed_reports(question)
        if not owed.filed
        and (owed.line, owed.body) not in recent
        and (chosen is None or (owed.line, owed.body) in chosen)
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows)
    if rows:
        trail.record(actor, trail.Kind.WRITE, "reports.remind", response=response.id, count=len(rows))
    return len(rows)


def _reports(actor: Actor, entry_ids: Sequence[uuid.UUID]) -> list[DailyReport]:
    found = list(DailyReport.objects.at().select_related("response").filter(entry__in=entry_ids))
    if len(found) != len(set(entry_ids)):
        raise Missing(_("There is no such report."))
    for report in found:
        actor.must("reports.review", line=report.line_id or "", body=report.body_path, place=report.path)
    return found


def _reviewed(actor: Actor, current: DailyReport, state: str, comment: str) -> DailyReport | None:
    if current.state != State.SUBMITTED and not (state == State.RETURNED and current.state == State.ACCEPTED):
        return None
    successor = copy.copy(current)
    successor.state, successor.comment = state, comment.strip()[:200]
    label = _("accepted") if state == State.ACCEPTED else _("returned")
    return entries.replace(current, successor, actor, comment or label)
