"""Locking days of reports in a part of a tree, opening them again, and what every write asks first (M8)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import bulk, clock, words
from fangxian.core.errors import Invalid, Missing
from fangxian.core.fields import FOREVER
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import positions_of, record
from fangxian.lines.reports.deadlines import DAY, is_due, late_at
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation, PeriodLock
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.catalogue import catalogue, versions_of
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Span(NamedTuple):
    """Days of a body's reports on a form that a write touches; ``last`` None has no end."""

    form: str
    line: str
    body_path: str
    path: str
    first: datetime.date
    last: datetime.date | None


def lock(
    actor: Actor,
    response: Response,
    first_day: datetime.date,
    last_day: datetime.date,
    reason: str,
    *,
    form: str = "",
    body: Body | None = None,
    line: str = "",
    place: Place | None = None,
) -> PeriodLock:
    """Lock days of a form ("": all forms) below a body of a line, or in a place (reports.lock).

    Waits for writes under way, so that nothing slips in behind it. Raises ``Invalid`` without a reason or part, for
    days in a wrong order or whose grace is not over, and ``Missing`` outside the actor's scope.
    """
    path, body_path = _part(actor, body, line, place)
    _check(response, form, first_day, last_day, reason)
    row = PeriodLock(
        entry_id=new_id(), response=response, form=form, first_day=first_day, last_day=last_day, body=body,
        line_id=line if body else None, body_path=body_path, path=path, happened_at=clock.now(),
        reason=reason.strip()[:200],
    )  # fmt: skip
    with transaction.atomic():
        entries.watermark()
        new = entries.open_entries("period_lock", [row], {row.entry_id: str(row.entry_id)}, actor)
        record(actor, response, "reports.lock", new)
    return new[0]


def unlock(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Open locked days again, with a reason; the lock stays readable as it was."""
    current = PeriodLock.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such lock."))
    place = "" if current.body_id else current.path
    actor.must("reports.lock", line=current.line_id or "", body=current.body_path, place=place)
    with entries.writing():
        entries.void(current, actor, reason)
        record(actor, current.response, "reports.unlock", [current])


def require_open(response: Response, spans: Sequence[Span]) -> None:
    """Refuse a write that touches locked days, saying who locked them and whom to ask.

    Call it inside ``entries.writing()``: a lock waits until the writes before it are through. Raises ``Invalid``.
    """
    held = {"response_id": response.id, "recorded_to": FOREVER, "voided": False}
    if not bulk.holds(PeriodLock, **held):  # by far the most writes
        return
    for found in locks_over(response, spans):
        if found is not None:
            raise Invalid({"day": refusal(found)})


def require_reports_open(reports: Sequence[DailyReport]) -> None:
    """Refuse to write reports of locked days; raises ``Invalid``."""
    if reports:
        require_open(reports[0].response, [span_of(report) for report in reports])


def span_of(report: DailyReport) -> Span:
    """Return the day of a report as a span."""
    return Span(report.form, report.line_id or "", report.body_path, report.path, report.day, report.day)


def require_days_open(rows: Sequence[Obligation | Excuse], first: datetime.date | None = None) -> None:
    """Refuse to write who owes or is excused on locked days, ``first`` instead of the row's own first day.

    An excuse reaches the body in every line in which it owes. Raises ``Invalid``.
    """
    spans = []
    for row in rows:
        ends = row.valid_to - DAY if row.valid_to else None
        days = (first or row.valid_from, ends)
        spans.append(Span(row.form, row.line_id or "", row.body_path, row.path, *days))
        if isinstance(row, Excuse):
            owing = Obligation.objects.at().filter(response=row.response, body=row.body_id, form=row.form)
            spans += [Span(o.form, o.line_id or "", o.body_path, o.path, *days) for o in owing]
    if rows:
        require_open(rows[0].response, spans)


def locks_over(
    response: Response, spans: Sequence[Span], as_of: datetime.datetime | None = None
) -> list[PeriodLock | None]:
    """Return for each span the first lock that touches it, None where it is open; one query."""
    if not spans:
        return []
    first = min(span.first for span in spans)
    rows = PeriodLock.objects.at(as_of).filter(response=response, last_day__gte=first)
    held = list(rows.select_related("recorded_by", "body").order_by("recorded_from"))
    return [next((row for row in held if row.covers(*span)), None) for span in spans]


def refusal(found: PeriodLock) -> str:
    """Return the sentence by which a write on locked days is refused: which, by whom, why, whom to ask."""
    told = {
        "first": words.day(found.first_day),
        "last": words.day(found.last_day),
        "who": found.recorded_by or _("the system"),
        "when": words.moment(found.recorded_from),
        "why": found.reason,
    }
    return (
        _(
            "%(first)s to %(last)s are locked (%(who)s, %(when)s: %(why)s). Nothing can be changed in them; "
            "ask %(who)s to unlock them."
        )
        % told
    )


def _part(actor: Actor, body: Body | None, line: str, place: Place | None) -> tuple[str, str]:
    """Return the paths of the part that is locked, which must lie in the actor's scope."""
    if body is not None:
        body_path = positions_of({body.id}).get((body.id, line), "")
        if not body_path:
            raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": body}})
        actor.must("reports.lock", line=line, body=body_path)
        return body.place.path, body_path
    if place is None:
        raise Invalid({"body": _("Say which part is locked: a unit with all below it, or a place.")})
    actor.must("reports.lock", place=place.path)
    return place.path, ""


def _graces(response: Response, form: str, last_day: datetime.date) -> list[datetime.datetime]:
    """Return when the graces end of what is due up to a day; a grace may reach into the next day."""
    held = versions_of(form) if form else [each for own in catalogue().forms.values() for each in own]
    due = [(day, each) for day in (last_day - DAY, last_day) for each in held if is_due(each, day)]
    own = next((each for each in held if each.holds_on(last_day)), None) if form else None
    return [late_at(response, last_day, own), *(late_at(response, day, each) for day, each in due)]


def _check(
    response: Response, form: str, first_day: datetime.date, last_day: datetime.date, reason: str
) -> None:
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Say why the period is locked.")
    if last_day < first_day:
        errors["last_day"] = _("The end lies before the beginning.")
    elif any(ends > clock.now() for ends in _graces(response, form, last_day)):
        errors["last_day"] = _("Reports of this day may still come in time: lock it when its grace is over.")
    if errors:
        raise Invalid(errors)
