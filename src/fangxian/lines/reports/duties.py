"""What the users of the line owe: today's report, answers to returned ones, reviews; and who is silent (M8)."""

import datetime
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock, words
from fangxian.lines.reports import queries
from fangxian.lines.reports.actions.locking import Span, locks_over
from fangxian.lines.reports.actions.obliging import has_locks
from fangxian.lines.reports.deadlines import DAY
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.reminding import source_of
from fangxian.lines.reports.slots import dues_of
from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.forms.catalogue import catalogue, form_of
from fangxian.mechanisms.forms.vocabulary import Frequency
from fangxian.mechanisms.messages.queries import reminders_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Reminded = Counter[tuple[str, datetime.datetime]]
Silence = tuple[str, datetime.date, datetime.datetime]
"""A form's day and its cut-off."""
MOST_DAYS = {Frequency.DAILY: 3, Frequency.WEEKLY: 7, Frequency.ONCE: 14}
"""For so many days, today's included, a report that was due stays on the page."""
AHEAD = 92 * DAY
"""So far ahead lies what may be filed already."""


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the actor's duties in this line."""
    duties = []
    if actor.may("reports.file"):
        duties += _to_file(actor, response) + _returned(actor, response)
    if actor.may("reports.review"):
        duties += _silent(actor, response) + _to_review(actor, response)
    return duties


def _to_file(actor: Actor, response: Response) -> list[Duty]:
    """One duty a day for what is owed daily, and one for each other form; whom the actor reviews others file for."""
    reviewed, own = actor.scope("reports.review"), actor.scope("reports.file").bodies
    missing = [
        row
        for row in _last_days(actor, response, "reports.file")
        if (row.line, row.body_path) in own
        or not reviewed.holds(place=row.path, line=row.line, body=row.body_path)
    ]
    reminded = _reminders(actor, response, (row.form for row in missing))
    groups: dict[str, list[Owed]] = {}
    for row in missing:
        daily = form_of(row.form, row.day).frequency is Frequency.DAILY
        groups.setdefault("" if daily else row.form, []).append(row)
    return [
        _filing(day, rows, reminded)
        for _form, group in sorted(groups.items())
        for day, rows in _by_day(group).items()
    ]


def _filing(day: datetime.date, rows: list[Owed], reminded: Reminded) -> Duty:
    count, due_at = len(rows), min(row.due_at for row in rows)
    said = ngettext("Daily report of %(day)s", "%(count)s daily reports of %(day)s", count)
    said %= {"count": count, "day": words.day(day)}
    codes = {row.form for row in rows}
    named = len(codes) == 1 and codes != {RETURNEES.code}
    if named:
        said = f"{form_of(rows[0].form, day).title} {words.day(day)}" + (f" × {count}" if count > 1 else "")
    zero = any(form_of(row.form, day).flows for row in rows)
    detail = _("Nothing new must be stated too.") if zero else ""
    if times := max(reminded[row.form, row.due_at] for row in rows):
        detail = ngettext("Reminded %(count)s time.", "Reminded %(count)s times.", times) % {"count": times}
    url = reverse("reports:mine") + f"?day={day.isoformat()}" + (f"&form={rows[0].form}" if named else "")
    return Duty(_("Daily reports"), said, url, _("File"), due_at, detail, count)


def _last_days(actor: Actor, response: Response, permission: str) -> list[Owed]:
    """Return what may be filed and is not, of the last days and ahead, where the actor holds a permission."""
    rows = [
        row
        for frequency, codes in _by_frequency(queries.open_day(response)).items()
        for row in _open(actor, response, frequency, codes, permission)
        if not row.filed
    ]
    spans = [Span(row.form, row.line, row.body_path, row.path, row.day, row.day) for row in rows]
    return [row for row, lock in zip(rows, locks_over(response, spans), strict=True) if lock is None]


def _by_frequency(day: datetime.date) -> dict[Frequency, list[str]]:
    """Return the forms that somebody may still owe, by how often they are asked."""
    found: dict[Frequency, list[str]] = {}
    for code, versions in catalogue().forms.items():
        longest = DAY * max(MOST_DAYS.values())
        for frequency in {
            each.frequency for each in versions if not each.valid_to or each.valid_to > day - longest
        }:
            found.setdefault(frequency, []).append(code)
    return found


def _open(
    actor: Actor, response: Response, frequency: Frequency, codes: list[str], permission: str
) -> list[Owed]:
    """Return what is owed of forms: daily ones until today, the others as far ahead as they may be filed."""
    day, most = queries.open_day(response), MOST_DAYS[frequency]
    question = queries.day_question(actor, response, day, days=most, permission=permission)
    end = question.end if frequency is Frequency.DAILY else question.end + AHEAD
    found = owed_reports(question.at(start=max(question.start, response.started_at), end=end), codes)
    return [row for row in found if form_of(row.form, row.day).frequency is frequency]


def _by_day(rows: list[Owed]) -> dict[datetime.date, list[Owed]]:
    days: dict[datetime.date, list[Owed]] = {}
    for row in sorted(rows, key=lambda row: row.day):
        days.setdefault(row.day, []).append(row)
    return days


def _reminders(actor: Actor, response: Response, forms: Iterable[str]) -> Reminded:
    """Return how often the actor's bodies were reminded, by form and cut-off: a query for each form."""
    counts: Reminded = Counter()
    for code in sorted(set(forms)):
        rows = reminders_of(response, source_of(form_of(code)).code)
        own = rows.filter(actor.scope("reports.file").body_q(), due_at__isnull=False)
        counts.update((code, due_at) for due_at in own.values_list("due_at", flat=True) if due_at)
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
    days = _counted(actor, response)
    if days is None:
        days = Counter((row.form, row.day, row.due_at) for row in _overdue(actor, response))
    ordered = sorted(days, key=lambda day: (day[0] != RETURNEES.code, day))
    return [_chasing(*day, days[day]) for day in ordered if days[day]]


def _overdue(actor: Actor, response: Response) -> list[Owed]:
    own, now = actor.scope("reports.file").bodies, clock.now()
    return [
        row
        for row in _last_days(actor, response, "reports.review")
        if row.due_at <= now and (row.line, row.body_path) not in own
    ]


def _counted(actor: Actor, response: Response) -> Counter[Silence] | None:
    """Count the silent by the tallies; None where days are locked, or only the facts can tell."""
    now, day = clock.now(), queries.open_day(response)
    found: Counter[Silence] = Counter()
    for frequency, codes in _by_frequency(day).items():
        question = queries.day_question(
            actor, response, day, days=MOST_DAYS[frequency], permission="reports.review"
        )
        question = question.at(start=max(question.start, response.started_at))
        for code, due in dues_of(question, codes).items():
            past = {
                own: at
                for own, at in zip(due.days, due.due, strict=True)
                if at <= now and form_of(code, own).frequency is frequency
            }
            counts = queries.counts_of(question, code, set(past), now) if past else {}
            if counts is None:
                return None
            own = _own_silence(actor, question, code, now)
            found.update({(code, d, past[d]): each.due - each.filed - own[d] for d, each in counts.items()})
    return None if has_locks(response.id) else found


def _own_silence(
    actor: Actor, question: Question, form: str, now: datetime.datetime
) -> Counter[datetime.date]:
    """Count the days that the very bodies owe for which the actor files himself."""
    held = actor.scope("reports.file").bodies
    rows = (
        owed_reports(question, form, now=now, bodies={path for _line, path in held if path}) if held else []
    )
    return Counter(row.day for row in rows if (row.line, row.body_path) in held and not row.filed)


def _chasing(form: str, day: datetime.date, due_at: datetime.datetime, count: int) -> Duty:
    title = ngettext(
        "%(count)s unit has not reported %(day)s", "%(count)s units have not reported %(day)s", count
    ) % {"count": count, "day": words.day(day)}
    url, detail = reverse("reports:missing") + f"?day={day.isoformat()}", _("A zero report is owed too.")
    if form != RETURNEES.code:
        title, url, detail = f"{title}{_(': ')}{form_of(form, day).title}", f"{url}&form={form}", ""
    return Duty(_("Daily reports"), title, url, _("Remind"), due_at, detail, count)


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
