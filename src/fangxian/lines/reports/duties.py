"""What the users of the line owe: today's report, answers to returned ones, reviews; and who is silent (M8)."""

import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock, words
from fangxian.lines.reports import queries
from fangxian.lines.reports.actions.locking import Span, locks_over
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.reminding import source_of
from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.messages.queries import reminders_of
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
    """One duty a day, for one body or for many (a regulator's); whom the actor reviews others file for."""
    reviewed, own = actor.scope("reports.review"), actor.scope("reports.file").bodies
    missing = [
        row
        for row in _last_days(actor, response, "reports.file")
        if (row.line, row.body_path) in own
        or not reviewed.holds(place=row.path, line=row.line, body=row.body_path)
    ]
    reminded = _reminders(actor, response) if missing else {}
    return [_filing(day, rows, reminded) for day, rows in _by_day(missing).items()]


def _filing(day: datetime.date, rows: list[Owed], reminded: dict[datetime.datetime, int]) -> Duty:
    count, due_at = len(rows), min(row.due_at for row in rows)
    title = ngettext("Daily report of %(day)s", "%(count)s daily reports of %(day)s", count)
    if count == 1 and rows[0].form != RETURNEES.code:
        title = f"{form_of(rows[0].form, day).title} %(day)s"
    detail = _("Nothing new must be stated too.")
    if times := reminded.get(due_at):
        detail = ngettext("Reminded %(count)s time.", "Reminded %(count)s times.", times) % {"count": times}
    form = "" if count > 1 or rows[0].form == RETURNEES.code else f"&form={rows[0].form}"
    url = reverse("reports:mine") + f"?day={day.isoformat()}{form}"
    said = title % {"count": count, "day": words.day(day)}
    return Duty(_("Daily reports"), said, url, _("File"), due_at, detail, count)


def _last_days(actor: Actor, response: Response, permission: str) -> list[Owed]:
    """Return what is owed and not filed of the last days that are open, where the actor holds a permission."""
    day = queries.open_day(response)
    question = queries.day_question(actor, response, day, days=MOST_DAYS, permission=permission)
    begun = question.at(start=max(question.start, response.started_at))
    rows = [row for row in owed_reports(begun) if not row.filed]
    spans = [Span(row.form, row.line, row.body_path, row.path, row.day, row.day) for row in rows]
    return [row for row, lock in zip(rows, locks_over(response, spans), strict=True) if lock is None]


def _by_day(rows: list[Owed]) -> dict[datetime.date, list[Owed]]:
    days: dict[datetime.date, list[Owed]] = {}
    for row in sorted(rows, key=lambda row: row.day):
        days.setdefault(row.day, []).append(row)
    return days


def _reminders(actor: Actor, response: Response) -> dict[datetime.datetime, int]:
    rows = reminders_of(response, source_of().code).filter(actor.scope("reports.file").body_q())
    counts: dict[datetime.datetime, int] = {}
    for due_at in rows.values_list("due_at", flat=True):
        if due_at is not None:
            counts[due_at] = counts.get(due_at, 0) + 1
    return counts


def _returned(actor: Actor, response: Response) -> list[Duty]:
    rows = DailyReport.objects.at().filter(
        actor.scope("reports.file").body_q(), response=response, state=DailyReport.State.RETURNED
    )
    return [
        Duty(
            _("Daily reports"),
            _("%(body)s: the report of %(day)s was returned") % {"body": row.body, "day": words.day(row.day)},
            _page_of(row),
            _("Correct"),
            row.due_at,
            row.comment,
        )
        for row in rows.select_related("body")
    ]


def _page_of(row: DailyReport) -> str:
    asked = {"day": row.day.isoformat(), "body": row.body_id, "line": row.line_id, "form": row.form}
    return f"{reverse('reports:mine')}?{urlencode(asked)}"


def _silent(actor: Actor, response: Response) -> list[Duty]:
    """One duty for each of the last days whose cut-off has passed and for which somebody is silent."""
    own, now = actor.scope("reports.file").bodies, clock.now()
    overdue = [
        row
        for row in _last_days(actor, response, "reports.review")
        if row.due_at <= now and (row.line, row.body_path) not in own
    ]
    codes = sorted({row.form for row in overdue}, key=lambda code: (code != RETURNEES.code, code))
    return [
        _chasing(day, rows)
        for code in codes
        for day, rows in _by_day([row for row in overdue if row.form == code]).items()
    ]


def _chasing(day: datetime.date, rows: list[Owed]) -> Duty:
    count, form = len(rows), rows[0].form
    title = ngettext(
        "%(count)s unit has not reported %(day)s", "%(count)s units have not reported %(day)s", count
    ) % {"count": count, "day": words.day(day)}
    url, detail = reverse("reports:missing") + f"?day={day.isoformat()}", _("A zero report is owed too.")
    if form != RETURNEES.code:
        title, url, detail = f"{title}：{form_of(form, day).title}", f"{url}&form={form}", ""
    return Duty(_("Daily reports"), title, url, _("Remind"), rows[0].due_at, detail, count)


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
