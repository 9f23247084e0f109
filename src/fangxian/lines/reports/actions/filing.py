"""Filing: a body states a day's report, replaces it, or says with one tap that there is nothing new (M8)."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.reports.actions.common import KIND, current_of, record
from fangxian.lines.reports.actions.locking import require_reports_open
from fangxian.lines.reports.actions.stating import (
    Filing,
    check_filing,
    known_of,
    path_of,
    paths_of,
    version_of,
)
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.prefill import zero
from fangxian.lines.reports.spending import together
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def file(
    actor: Actor, response: Response, filings: Sequence[Filing], form: Form = RETURNEES
) -> list[DailyReport]:
    """File reports of a form, one or many (a regulator files for all its units), each by the version of its day.

    A number that differs from the ledgers' needs a reason, but in a sheet, whose sender did not see the ledgers:
    there the difference stands unexplained until the reviewer asks. Raises ``Invalid`` by field, ``Missing``
    outside the actor's scope, ``Conflict`` when the day was filed under another id.
    """
    paths = paths_of(filings)
    forms = {day: form_of(form.code, day) for day in {filing.day for filing in filings}}
    for filing in filings:
        actor.must("reports.file", line=filing.line, body=path_of(paths, filing))
        check_filing(filing, forms[filing.day], response)
    try:
        with entries.writing():
            versions: list[DailyReport] = []
            for day, version in forms.items():
                own = [filing for filing in filings if filing.day == day]
                known = known_of(response, own, version)
                versions += [version_of(actor, response, f, path_of(paths, f), known, version) for f in own]
            contents = entries.contents_of((filing.id, filing.content(form)) for filing in filings)
            new = entries.open_entries(KIND, versions, contents, actor)
            require_reports_open(new)
            record(actor, response, "reports.file", new)
    except Conflict:
        _check_free(response, form, filings)
        raise
    return new


def refile(
    actor: Actor,
    entry_id: uuid.UUID,
    filing: Filing,
    reason: str,
    form: Form | None = None,
    *,
    seen: int | None = None,
) -> DailyReport:
    """Replace a day's report, or submit a draft; every version is kept, and the first filing's time stays.

    ``seen`` is the version that the writer looked at: ``Conflict`` when it is no longer the current one. Raises
    ``Invalid`` by field, and for an accepted report, another form, or a draft in place of what was submitted.
    """
    current = current_of(actor, "reports.file", entry_id)
    if form and form.code != current.form:
        raise Invalid({"form": _("A report stays that of its form.")})
    version = form_of(current.form, current.day)
    _check_replaceable(current, filing, seen)
    check_filing(filing, version, current.response)
    with entries.writing():
        require_reports_open([current])
        known = known_of(current.response, [filing], version)
        path = path_of(paths_of([filing]), filing)
        successor = version_of(actor, current.response, filing, path, known, version)
        successor.filed_at = current.filed_at or successor.filed_at
        successor.seconds_spent = together(current.seconds_spent, filing.seconds)
        if current.state == DailyReport.State.DRAFT:
            reason = reason or (_("draft saved") if filing.draft else _("submitted"))
        replaced = entries.replace(current, successor, actor, reason)
        record(actor, current.response, "reports.refile", [replaced])
    return replaced


def file_zero(
    actor: Actor,
    response: Response,
    body: Body,
    line: str,
    day: datetime.date,
    entry_id: uuid.UUID,
    form: Form = RETURNEES,
    seconds: int | None = None,
) -> None:
    """State with one tap that a day brought nothing new; the rest is the ledgers', or as it was.

    Raises ``Invalid`` when the ledgers do know something new or something else must be told, ``Conflict`` when the day
    was filed already.
    """
    version = form_of(form.code, day)
    empty = Filing(body, line, day, {}, id=entry_id)
    known = known_of(response, [empty], version)
    told = zero(version, known.ledgers[empty.place], known.former.get(empty.place))
    if told is None:
        raise Invalid({"zero": _("The ledgers know of something new: confirm the numbers one by one.")})
    numbers = {field.code: told[field.code] for field in version.asked if field.is_number}
    stated = {code: number for code, number in numbers.items() if number is not None}
    filing = Filing(body, line, day, stated, id=entry_id, seconds=seconds)
    draft = DailyReport.objects.at().filter(
        response=response, form=form.code, line=line, body=body, day=day, state=DailyReport.State.DRAFT
    ).first()  # fmt: skip
    if draft:
        refile(actor, draft.entry_id, filing, "", form)
    else:
        file(actor, response, [filing], form)


def _check_replaceable(current: DailyReport, filing: Filing, seen: int | None) -> None:
    if (filing.body.id, filing.line, filing.day) != (current.body_id, current.line_id, current.day):
        raise Invalid({"day": _("A report stays that of its unit and day.")})
    if current.state == DailyReport.State.ACCEPTED:
        raise Invalid({"state": _("The report was accepted: ask the reviewer to return it first.")})
    if filing.draft and current.state != DailyReport.State.DRAFT:
        raise Invalid({"state": _("What was submitted cannot become a draft again: replace it.")})
    if seen is not None and seen != current.number:
        raise Conflict(_("Somebody else changed this entry meanwhile: look at it again."))


def _check_free(response: Response, form: Form, filings: Sequence[Filing]) -> None:
    """Raise ``Conflict`` naming the first body and day that were filed under another id."""
    days, bodies = {filing.day for filing in filings}, {filing.body.id for filing in filings}
    filed = DailyReport.objects.at().filter(response=response, form=form.code, day__in=days, body__in=bodies)
    holders = {(row.body_id, row.line_id, row.day): row.entry_id for row in filed}
    for filing in filings:
        if holders.get(filing.place, filing.id) != filing.id:
            told = {"body": filing.body, "day": filing.day}
            raise Conflict(_("%(body)s has already filed for %(day)s: replace that report instead.") % told)
