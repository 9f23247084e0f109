"""What the users of the line owe: today's report, answers to returned ones, reviews; and who is silent (M8)."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock
from fangxian.lines.reports import queries
from fangxian.lines.reports.deadlines import DAY, cut_off
from fangxian.lines.reports.expectations import owed_reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.duties.models import Reminder
from fangxian.mechanisms.figures.questions import ask, end_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MOST_DAYS = 3


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the actor's duties in this line."""
    duties = []
    if actor.may("reports.file"):
        duties += _to_file(actor, response) + _returned(actor, response)
    if actor.may("reports.review"):
        duties += _silent(actor, response) + _to_review(actor, response)
    return duties


def _to_file(actor: Actor, response: Response) -> list[Duty]:
    """One duty a body and day of the last days, or one for many bodies (a regulator's)."""
    end = end_of(queries.open_day(response))
    question = ask(
        response, start=max(end - DAY * MOST_DAYS, response.started_at), end=end,
        scope=actor.scope("reports.file"),
    )  # fmt: skip
    missing = [row for row in owed_reports(question) if not row.filed]
    reminded = _reminders(actor, response)
    by_day: dict[datetime.date, list[object]] = {}
    for row in missing:
        by_day.setdefault(row.day, []).append(row)
    duties = []
    for day, rows in by_day.items():
        due_at = cut_off(response, day)
        count = len(rows)
        title = (
            _("Daily report of %(day)s") % {"day": day.isoformat()}
            if count == 1
            else ngettext("%(count)s report of %(day)s", "%(count)s reports of %(day)s", count)
            % {"count": count, "day": day.isoformat()}
        )
        detail = _("Nothing new must be stated too.")
        if times := reminded.get(due_at):
            detail = ngettext("Reminded %(count)s time.", "Reminded %(count)s times.", times) % {"count": times}
        url = reverse("reports:mine") + f"?day={day.isoformat()}"
        duties.append(Duty(_("Daily reports"), title, url, _("File"), due_at, detail, count))
    return duties


def _reminders(actor: Actor, response: Response) -> dict[datetime.datetime, int]:
    rows = Reminder.objects.filter(actor.scope("reports.file").body_q(), response=response)
    counts: dict[datetime.datetime, int] = {}
    for due_at in rows.values_list("due_at", flat=True):
        counts[due_at] = counts.get(due_at, 0) + 1
    return counts


def _returned(actor: Actor, response: Response) -> list[Duty]:
    rows = DailyReport.objects.at().filter(
        actor.scope("reports.file").body_q(), response=response, state=DailyReport.State.RETURNED
    )
    return [
        Duty(
            _("Daily reports"),
            _("%(body)s: the report of %(day)s was returned") % {"body": row.body, "day": row.day.isoformat()},
            reverse("reports:mine") + f"?day={row.day.isoformat()}&body={row.body_id}",
            _("Correct"),
            row.due_at,
            row.comment,
        )
        for row in rows.select_related("body")
    ]


def _silent(actor: Actor, response: Response) -> list[Duty]:
    day = queries.open_day(response)
    question = queries.day_question(actor, response, day, permission="reports.review")
    missing = [row for row in owed_reports(question) if not row.filed]
    if not missing or cut_off(response, day) > clock.now():
        return []
    title = ngettext(
        "%(count)s unit has not reported today", "%(count)s units have not reported today", len(missing)
    ) % {"count": len(missing)}
    url = reverse("reports:missing")
    due_at = cut_off(response, day)
    detail = _("A zero report is owed too.")
    return [Duty(_("Daily reports"), title, url, _("Remind"), due_at, detail, len(missing))]


def _to_review(actor: Actor, response: Response) -> list[Duty]:
    rows = queries.to_review(actor, response)
    count = rows.count()
    if not count:
        return []
    differing = rows.filter(differs=True).count()
    title = ngettext(
        "%(count)s daily report awaits review", "%(count)s daily reports await review", count
    ) % {"count": count}
    detail = _("%(count)s differ from the ledgers") % {"count": differing} if differing else ""
    return [Duty(_("Daily reports"), title, reverse("reports:review"), _("Review"), None, detail, count)]
