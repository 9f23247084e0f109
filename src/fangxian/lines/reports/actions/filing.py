"""Filing: a body states a day's numbers, replaces them, or says with one tap that there is nothing new (M8)."""

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Text
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import KIND, current_of, positions_of, record
from fangxian.lines.reports.deadlines import cut_off, late_at
from fangxian.lines.reports.form import RETURNEES, FieldKind, Form
from fangxian.lines.reports.ledger import Numbers, ledger, zeros
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import EXCEL, Actor
from fangxian.trees.responses.models import Response

MOST = 10**12


@dataclass(frozen=True)
class Filing:
    """A day's numbers as a body states them; ``reasons`` explains each that differs from the ledgers'.

    ``position`` is the body's present one in the line, where it has been looked up already.
    """

    body: Body
    line: str
    day: datetime.date
    numbers: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    comment: str = ""
    id: uuid.UUID = field(default_factory=new_id)
    position: Position | None = None

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
        contents = entries.contents_of((filing.id, filing.content()) for filing in filings)
        try:
            with transaction.atomic():
                new = entries.open_entries(KIND, versions, contents, actor)
        except IntegrityError:
            _free(response, versions)
            raise
        record(actor, response, "reports.file", new)
    return new


def refile(
    actor: Actor,
    entry_id: uuid.UUID,
    filing: Filing,
    reason: str,
    form: Form = RETURNEES,
    *,
    seen: int | None = None,
) -> DailyReport:
    """Replace a day's numbers, or submit a draft; every version is kept, and the first filing's time stays.

    ``seen`` is the version that the writer looked at: ``Conflict`` when it is no longer the current one. Raises
    ``Invalid`` by field, and for an accepted report, or a draft in place of what was submitted.
    """
    current = current_of(actor, "reports.file", entry_id)
    _check_replaceable(current, filing, seen)
    _check(filing, form, current.response)
    with entries.writing():
        ledgers = _ledgers(current.response, [filing], form)
        successor = _version(actor, current.response, filing, _paths([filing]), ledgers, form)
        successor.filed_at = current.filed_at or successor.filed_at
        if current.state == DailyReport.State.DRAFT:
            reason = reason or (_("draft saved") if filing.draft else _("submitted"))
        replaced = entries.replace(current, successor, actor, reason)
        record(actor, current.response, "reports.refile", [replaced])
    return replaced


def file_zero(
    actor: Actor, response: Response, body: Body, line: str, day: datetime.date, entry_id: uuid.UUID
) -> None:
    """State with one tap that a day brought nothing new; totals and present numbers are the ledgers'.

    Raises ``Invalid`` when the ledgers do know something new, ``Conflict`` when the day was filed already.
    """
    numbers = zeros() | ledger(response, day, line, body.id).get(body.id, {})
    if not is_zero(numbers):
        raise Invalid({"zero": _("The ledgers know of something new: confirm the numbers one by one.")})
    filing = Filing(body, line, day, numbers, id=entry_id)
    draft = DailyReport.objects.at().filter(
        response=response, form=RETURNEES.code, line=line, body=body, day=day, state=DailyReport.State.DRAFT
    ).first()  # fmt: skip
    if draft:
        refile(actor, draft.entry_id, filing, "")
    else:
        file(actor, response, [filing])


def is_zero(numbers: Mapping[str, int], form: Form = RETURNEES) -> bool:
    """Tell whether numbers state that there is nothing new: every flow is an explicit zero."""
    return all(numbers.get(wanted.code) == 0 for wanted in form.fields if wanted.kind is FieldKind.FLOW)


def _check_replaceable(current: DailyReport, filing: Filing, seen: int | None) -> None:
    if (filing.body.id, filing.line, filing.day) != (current.body_id, current.line_id, current.day):
        raise Invalid({"day": _("A report stays that of its unit and day.")})
    if current.state == DailyReport.State.ACCEPTED:
        raise Invalid({"state": _("The report was accepted: ask the reviewer to return it first.")})
    if filing.draft and current.state != DailyReport.State.DRAFT:
        raise Invalid({"state": _("What was submitted cannot become a draft again: replace it.")})
    if seen is not None and seen != current.number:
        raise Conflict(_("Somebody else changed this entry meanwhile: look at it again."))


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
    taken = (
        DailyReport.objects.at().filter(
            response=response, form=versions[0].form, day__in=days, body__in={v.body_id for v in versions}
        )
        if versions
        else DailyReport.objects.none()
    )
    slots = {(row.line_id, row.body_id, row.day): row.entry_id for row in taken}
    for version in versions:
        holder = slots.get((version.line_id, version.body_id, version.day), version.entry_id)
        if holder != version.entry_id:
            raise Conflict(
                _("%(body)s has already filed for %(day)s: replace that report instead.")
                % {"body": version.body, "day": version.day}
            )


def _paths(filings: Sequence[Filing]) -> dict[tuple[uuid.UUID, str], str]:
    known = [filing.position for filing in filings if filing.position]
    others = {filing.body.id for filing in filings if not filing.position}
    paths = {(position.body_id, position.line_id): position.path for position in known}
    return paths | positions_of(others) if others else paths


def _path(paths: Mapping[tuple[uuid.UUID, str], str], filing: Filing) -> str:
    path = paths.get((filing.body.id, filing.line), "")
    if not path:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": filing.body}})
    return path
