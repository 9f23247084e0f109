"""Every write of the line: file, review, oblige, excuse, remind; each atomic and audited."""

import copy
import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing, Text
from fangxian.core.ids import new_id
from fangxian.lines.reports.deadlines import cut_off, late_at
from fangxian.lines.reports.form import FORMS, RETURNEES, FieldKind, Form
from fangxian.lines.reports.ledger import Numbers, ledger, zeros
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.duties.models import Reminder
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import EXCEL, Actor
from fangxian.trees.responses.models import Response

KIND = "daily_report"
MOST = 10**12
HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Filing:
    """A day's numbers as a body states them; ``reasons`` explains each that differs from the ledgers'."""

    body: Body
    line: str
    day: datetime.date
    numbers: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    comment: str = ""
    id: uuid.UUID = field(default_factory=new_id)

    def content(self) -> str:
        """The canonical text by which a re-sent report is recognised."""
        plain = [str(self.body.pk), self.line, self.day.isoformat(), dict(self.numbers), dict(self.reasons),
                 self.draft, self.comment]  # fmt: skip
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def file(
    actor: Actor, response: Response, filings: Sequence[Filing], form: Form = RETURNEES
) -> list[DailyReport]:
    """File reports, one or many (a regulator files for all its units).

    A number that differs from the ledgers' needs a reason, but in a sheet, whose sender did not see the ledgers:
    there the difference stands unexplained until the reviewer asks. Raises ``Invalid`` by field, ``Missing``
    outside the actor's scope, ``Conflict`` when the day was filed under another id.
    """
    paths = _paths(filings)
    for filing in filings:
        actor.must("reports.file", line=filing.line, body=_path(paths, filing))
        _check(filing, form, response)
    with entries.writing():
        ledgers = _ledgers(response, filings, form)
        versions = [_version(actor, response, filing, paths, ledgers, form) for filing in filings]
        _free(response, versions)
        contents = {filing.id: filing.content() for filing in filings}
        new = entries.open_entries(KIND, versions, contents, actor)
        _record(actor, response, "reports.file", new)
    return new


def refile(actor: Actor, entry_id: uuid.UUID, filing: Filing, reason: str, form: Form = RETURNEES) -> DailyReport:
    """Replace a day's numbers, or submit a draft; every version is kept, and the first filing's time stays."""
    current = _current(actor, "reports.file", entry_id)
    response = current.response
    if (filing.body.id, filing.line, filing.day) != (current.body_id, current.line_id, current.day):
        raise Invalid({"day": _("A report stays that of its unit and day.")})
    _check(filing, form, response)
    if current.state == DailyReport.State.ACCEPTED:
        raise Invalid({"state": _("The report was accepted: ask the reviewer to return it first.")})
    with entries.writing():
        paths = _paths([filing])
        successor = _version(actor, response, filing, paths, _ledgers(response, [filing], form), form)
        successor.filed_at = current.filed_at or successor.filed_at
        submitted = current.state == DailyReport.State.DRAFT
        replaced = entries.replace(current, successor, actor, reason or (_("submitted") if submitted else ""))
        _record(actor, response, "reports.refile", [replaced])
    return replaced


def review(actor: Actor, entry_ids: Sequence[uuid.UUID], *, accept: bool, comment: str = "") -> int:
    """Accept reports, or return them with a comment; drafts and accepted ones are passed over."""
    if not accept and not comment.strip():
        raise Invalid({"comment": _("Say what to correct.")})
    state = DailyReport.State.ACCEPTED if accept else DailyReport.State.RETURNED
    with entries.writing():
        reviewed = [
            _reviewed(actor, _current(actor, "reports.review", entry_id), state, comment)
            for entry_id in entry_ids
        ]
        done = [row for row in reviewed if row]
        if done:
            _record(actor, done[0].response, f"reports.{state}", done)
    return len(done)


def oblige(
    actor: Actor,
    response: Response,
    bodies: Sequence[tuple[Body, str, datetime.date, datetime.date | None]],
    form: Form = RETURNEES,
) -> list[Obligation]:
    """Say that bodies, each in a line and between dates, owe a form every day (reports.manage)."""
    positions = _positions({body.id for body, *_rest in bodies})
    rows = []
    for body, line, start, end in bodies:
        path = positions.get((body.id, line), "")
        actor.must("reports.manage", line=line, body=path, place=body.place.path)
        rows.append(
            Obligation(
                entry_id=new_id(), response=response, form=form.code, body=body, line_id=line, body_path=path,
                path=body.place.path, happened_at=clock.now(), valid_from=start, valid_to=end,
            )
        )  # fmt: skip
    return _open(actor, response, "obligation", rows)


def excuse(
    actor: Actor,
    response: Response,
    body: Body,
    start: datetime.date,
    end: datetime.date | None,
    reason: str,
    form: Form = RETURNEES,
) -> Excuse:
    """Excuse a body, or mark it closed, from a day to before another (None: for good), with a reason."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why the unit owes no report.")})
    if end and end <= start:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    standing = Obligation.objects.at().filter(response=response, body=body, form=form.code).first()
    if standing is None:
        raise Missing(_("This unit owes no report."))
    actor.must(
        "reports.manage", line=standing.line_id or "", body=standing.body_path, place=standing.path
    )
    row = Excuse(
        entry_id=new_id(), response=response, form=form.code, body=body, line_id=standing.line_id,
        body_path=standing.body_path, path=standing.path, happened_at=clock.now(), valid_from=start,
        valid_to=end, reason=reason.strip()[:200],
    )  # fmt: skip
    return _open(actor, response, "excuse", [row])[0]


def withdraw_excuse(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Take an excuse back."""
    current = Excuse.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such excuse."))
    actor.must("reports.manage", line=current.line_id or "", body=current.body_path, place=current.path)
    with entries.writing():
        entries.void(current, actor, reason)
        _record(actor, current.response, "reports.withdraw_excuse", [current])


def remind(actor: Actor, response: Response, owed: Sequence[Obligation], due_at: datetime.datetime) -> int:
    """Remind bodies of a report on their home page; each at most once an hour. Returns how many."""
    now = clock.now()
    recent = set(
        Reminder.objects.filter(response=response, about=KIND, due_at=due_at, sent_at__gt=now - HOUR)
        .values_list("body", flat=True)
    )
    for row in owed:
        actor.must("reports.review", line=row.line_id or "", body=row.body_path, place=row.path)
    rows = [
        Reminder(
            response=response, about=KIND, path=row.path, line_id=row.line_id, body_id=row.body_id,
            body_path=row.body_path, due_at=due_at, sent_at=now, sent_by_id=actor.id,
        )
        for row in owed
        if row.body_id not in recent
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows)
    if rows:
        trail.record(actor, trail.Kind.WRITE, "reports.remind", response=response.id, count=len(rows))
    return len(rows)


def _check(filing: Filing, form: Form, response: Response) -> None:
    errors: dict[str, Text] = {}
    for wanted in form.fields:
        number = filing.numbers.get(wanted.code)
        if number is None:
            errors[wanted.code] = _("Enter a number; a zero is stated, a blank is not zero.")
        elif not 0 <= number <= MOST:
            errors[wanted.code] = _("Enter a whole number from 0.")
    if unknown := set(filing.numbers) - {wanted.code for wanted in form.fields}:
        errors["numbers"] = _("Unknown fields: %(names)s") % {"names": ", ".join(sorted(unknown))}
    if cut_off(response, filing.day) > clock.now() + datetime.timedelta(days=1):
        errors["day"] = _("This day's report is not due yet.")
    if errors and not (filing.draft and set(errors) <= {f.code for f in form.fields}):
        raise Invalid(errors)


def _version(
    actor: Actor,
    response: Response,
    filing: Filing,
    paths: Mapping[tuple[uuid.UUID, str], str],
    ledgers: Mapping[tuple[uuid.UUID, str, datetime.date], Numbers],
    form: Form,
) -> DailyReport:
    known = ledgers[filing.body.id, filing.line, filing.day]
    differences = {
        code: {"ledger": known.get(code, 0), "reason": filing.reasons.get(code, "").strip()[:200]}
        for code, number in filing.numbers.items()
        if number != known.get(code, 0)
    }
    if actor.channel != EXCEL and not filing.draft:
        unexplained = {
            code: _("The ledgers say %(number)s: explain the difference.") % {"number": difference["ledger"]}
            for code, difference in differences.items()
            if not difference["reason"]
        }
        if unexplained:
            raise Invalid(unexplained)
    due_at = cut_off(response, filing.day)
    return DailyReport(
        entry_id=filing.id, response=response, form=form.code, day=filing.day, due_at=due_at,
        late_at=late_at(response, filing.day), happened_at=due_at, body=filing.body, line_id=filing.line,
        body_path=_path(paths, filing), path=filing.body.place.path,
        filed_at=None if filing.draft else clock.now(),
        state=DailyReport.State.DRAFT if filing.draft else DailyReport.State.SUBMITTED,
        is_zero=not filing.draft and is_zero(filing.numbers, form),
        differs=bool(differences), differences=differences, comment=filing.comment[:200],
        **{wanted.column: filing.numbers.get(wanted.code) for wanted in form.fields},
    )  # fmt: skip


def is_zero(numbers: Mapping[str, int], form: Form = RETURNEES) -> bool:
    """Tell whether numbers state that there is nothing new: every flow is an explicit zero."""
    return all(numbers.get(wanted.code) == 0 for wanted in form.fields if wanted.kind is FieldKind.FLOW)


def _ledgers(
    response: Response, filings: Sequence[Filing], form: Form
) -> dict[tuple[uuid.UUID, str, datetime.date], Numbers]:
    found = {}
    for line, day in {(filing.line, filing.day) for filing in filings}:
        own = [f.body.id for f in filings if (f.line, f.day) == (line, day)]
        known = ledger(response, day, line, own[0] if len(own) == 1 else None, form)
        found.update({(body, line, day): zeros(form) | known.get(body, {}) for body in own})
    return found


def _free(response: Response, versions: Sequence[DailyReport]) -> None:
    """Raise ``Conflict`` when a day of a body was already filed under another id."""
    days = {version.day for version in versions}
    taken = DailyReport.objects.at().filter(
        response=response, form=versions[0].form, day__in=days, body__in={v.body_id for v in versions}
    ) if versions else DailyReport.objects.none()
    slots = {(row.line_id, row.body_id, row.day): row.entry_id for row in taken}
    for version in versions:
        holder = slots.get((version.line_id, version.body_id, version.day), version.entry_id)
        if holder != version.entry_id:
            raise Conflict(
                _("%(body)s has already filed for %(day)s: replace that report instead.")
                % {"body": version.body, "day": version.day}
            )


def _reviewed(actor: Actor, current: DailyReport, state: str, comment: str) -> DailyReport | None:
    if current.state != DailyReport.State.SUBMITTED and not (
        state == DailyReport.State.RETURNED and current.state == DailyReport.State.ACCEPTED
    ):
        return None
    successor = copy.copy(current)
    successor.state, successor.comment = state, comment.strip()[:200]
    label = _("accepted") if state == DailyReport.State.ACCEPTED else _("returned")
    return entries.replace(current, successor, actor, comment or label)


def _current(actor: Actor, permission: str, entry_id: uuid.UUID) -> DailyReport:
    current = DailyReport.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such report."))
    place = "" if permission == "reports.file" else current.path
    actor.must(permission, line=current.line_id or "", body=current.body_path, place=place)
    return current


def _paths(filings: Sequence[Filing]) -> dict[tuple[uuid.UUID, str], str]:
    return _positions({filing.body.id for filing in filings})


def _positions(bodies: set[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    rows = Position.objects.filter(body__in=bodies, valid_to=None).values_list("body", "line", "path")
    return {(body, line): path for body, line, path in rows}


def _path(paths: Mapping[tuple[uuid.UUID, str], str], filing: Filing) -> str:
    path = paths.get((filing.body.id, filing.line), "")
    if not path:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": filing.body}})
    return path


def _open(actor: Actor, response: Response, kind: str, rows: Sequence[entries.V]) -> list[entries.V]:
    with entries.writing():
        new = entries.open_entries(kind, rows, {row.entry_id: str(row.entry_id) for row in rows}, actor)
        _record(actor, response, f"reports.{kind}", new)
    return new


def _record(actor: Actor, response: Response, action: str, rows: Sequence[entries.Version]) -> None:
    if rows:
        subject = rows[0].entry_id if len(rows) == 1 else ""
        trail.record(
            actor, trail.Kind.WRITE, action, response=response.id, subject=subject, count=len(rows)
        )
