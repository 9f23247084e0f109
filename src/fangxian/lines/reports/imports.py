"""Workbooks of reports on any form: one row a body and day, filed for a whole line or by one late unit (M8)."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing, Refusal, Text
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.actions.locking import Span, locks_over, refusal
from fangxian.lines.reports.actions.stating import broken, check_filing, known_of
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.former import stated
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.catalogue import all_forms, form_of, steady
from fangxian.mechanisms.forms.vocabulary import Field as Asked
from fangxian.mechanisms.forms.vocabulary import FieldType, Form
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.dates import Reading
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.kinds import ImportKind, Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.resolver import Resolver
from fangxian.trees.people.actor import EXCEL, SYSTEM, Actor

CELLS = {FieldType.INTEGER: Kind.NUMBER, FieldType.CHOICE: Kind.CHOICE}
"""How a field's cells are read; the others are text that the form itself reads."""


@dataclass(frozen=True)
class ReportImport:
    """The import of reports on a form that a body sends for itself or for the bodies below it in a line."""

    form: str
    code: str
    title: Text
    permission: str = "reports.file"
    of_body: bool = True
    of_station: bool = False

    def fields(self) -> Sequence[Field]:
        """Return unit, day, what the form asks, the stated zero and the reason of a difference."""
        return [
            Field("unit", gettext_lazy("unit"), ("单位", "单位名称", "填报单位", "部门"), required=True),
            Field("day", gettext_lazy("day"), ("报告日期", "日期", "填报日期"), Kind.DATE, required=True),
            *[_column(field) for field in form_of(self.form).asked],
            Field("zero", gettext_lazy("zero report"), ("零报告", "是否零报告"), Kind.FLAG),
            Field("reason", gettext_lazy("reason of a difference"), ("差异说明", "说明", "备注")),
        ]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn rows into filings; a day that was filed before is replaced if what it states changed."""
        with steady():
            return self._prepare(run, rows)

    def _prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        found = Prepared()
        resolver = Resolver.load()
        below = Position.objects.filter(line=run.line_id, valid_to=None, path__startswith=run.body_path)
        bodies = {position.body_id: position.body for position in below.select_related("body__place")}
        filings: list[tuple[int, Filing]] = []
        for row in rows:
            unit = str(row.values.get("unit") or "")
            body = resolver.resolve(unit).body
            if body is None or body.id not in bodies:
                code = Code.UNKNOWN_BODY if body is None else Code.OUT_OF_SCOPE
                found.problems.append(Problem(code, row.number, None, "unit", unit, _("unit")))
                continue
            filing, problems = _filing(run, row, bodies[body.id], self.form)
            found.problems += problems
            filings += [(row.number, filing)] if filing else []
        _sort(run, _sound(run, filings, self.form, found), self.form, found)
        paths = {position.body_id: position.path for position in below}
        _leave_locked(run, {(f.body.id, f.day): row for row, f in filings}, paths, self.form, found)
        return found

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """File the new reports at once, then replace the changed ones."""
        sheet, form = actor.on(EXCEL), form_of(self.form)
        actions.file(sheet, run.response, prepared.new, form)
        for entry, filing in prepared.changed:
            actions.refile(sheet, entry, filing, _("sent again by workbook"), form)
        return len(prepared.new) + len(prepared.changed)


def _column(field: Asked) -> Field:
    choices = {choice.code: (str(choice.title),) for choice in field.choices}
    kind = CELLS.get(field.type, Kind.TEXT)
    share = _("With the percent sign, such as 98.5%.") if field.type is FieldType.PERCENTAGE else ""
    return Field(
        field.code, field.title, field.synonyms, kind, help=field.help or share,
        choices=choices if kind is Kind.CHOICE else {}, none_is_zero=kind is Kind.NUMBER,
    )  # fmt: skip


def _filing(run: ImportRun, row: ReadRow, body: Body, code: str) -> tuple[Filing | None, list[Problem]]:
    """Return what a row states, or None with its problems; a row that states nothing is silence."""
    day = row.values.get("day")
    if not isinstance(day, datetime.date):
        return None, []
    try:
        form = form_of(code, day)
    except Missing as missing:
        said = Problem(Code.RULE_BROKEN, row.number, None, "day", str(day), _("day"), str(missing.message))
        return None, [said]
    told, problems = _told(row, form, Reading(default_year=day.year))
    if problems or all(value is None for value in told.values()):
        return None, problems
    blank = [field for field in form.asked if field.required and told[field.code] is None]
    if blank:
        return None, [Problem(Code.MISSING_VALUE, row.number, None, f.code, "", str(f.title)) for f in blank]
    numbers = {f.code: told[f.code] for f in form.asked if f.is_number and told[f.code] is not None}
    answers = {f.code: told[f.code] for f in form.asked if not f.is_number and told[f.code] is not None}
    reason = str(row.values.get("reason") or "")
    reasons = dict.fromkeys(numbers, reason) if reason else {}
    return Filing(body, run.line_id or "", day, numbers, reasons=reasons, answers=answers), []


def _told(row: ReadRow, form: Form, reading: Reading) -> tuple[dict[str, Any], list[Problem]]:
    """Return what the cells state; a stated zero makes every blank flow one, and alone every blank number."""
    told: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in form.asked:
        cell = row.values.get(field.code)
        try:
            told[field.code] = values.parse_cell(field, cell, reading)
        except Invalid as refusal:
            said = str(refusal.errors[field.code])
            problems.append(
                Problem(Code.RULE_BROKEN, row.number, None, field.code, str(cell), str(field.title), said)
            )
    if row.values.get("zero") and not any(told.values()):
        numbers = {field.code for field in form.asked if field.is_number}
        told = {code: (value or 0) if code in numbers else value for code, value in told.items()}
    return told, problems


def _sound(run: ImportRun, filings: Sequence[tuple[int, Filing]], code: str, into: Prepared) -> list[Filing]:
    """Return the filings that keep the rules of their form; the others become problems of their rows."""
    sheet = SYSTEM.on(EXCEL)
    found: list[Filing] = []
    for day in sorted({filing.day for _row, filing in filings}):
        own = [(row, filing) for row, filing in filings if filing.day == day]
        form = form_of(code, day)
        known = known_of(run.response, [filing for _row, filing in own], form)
        for row, filing in own:
            try:
                check_filing(filing, form, run.response)
                errors = broken(sheet, filing, form, known)
            except Refusal as refusal:
                errors = dict(refusal.errors) if isinstance(refusal, Invalid) else {"day": refusal.message}
            into.problems += [_problem(row, filing, form, name, text) for name, text in errors.items()]
            found += [] if errors else [filing]
    return found


def _problem(row: int, filing: Filing, form: Form, name: str, text: Text) -> Problem:
    field = form.by_code.get(name)
    value = values.shown(field, filing.stated.get(name)) if field else ""
    return Problem(Code.RULE_BROKEN, row, None, name, value, str(field.title if field else name), str(text))


def _sort(run: ImportRun, filings: Sequence[Filing], code: str, into: Prepared) -> None:
    """Tell new reports from changed ones and from those that state the same."""
    rows = DailyReport.objects.at().filter(
        response=run.response, form=code, line=run.line_id, day__in={filing.day for filing in filings}
    )
    taken = {(row.body_id or uuid.UUID(int=0), row.day): row for row in rows}
    for filing in filings:
        former = taken.get((filing.body.id, filing.day))
        if former is None:
            into.new.append(filing)
        elif _same(former, filing, form_of(code, filing.day)):
            into.unchanged += 1
        else:
            into.changed.append((former.entry_id, replace(filing, id=former.entry_id)))


def _leave_locked(
    run: ImportRun,
    rows: Mapping[tuple[uuid.UUID, datetime.date], int],
    paths: Mapping[uuid.UUID, str],
    code: str,
    into: Prepared,
) -> None:
    """Keep what touches a locked day out, each row with who locked it; what is the same there stays the same."""
    told: list[Filing] = [*into.new, *(filing for _entry, filing in into.changed)]
    spans = [Span(code, f.line, paths[f.body.id], f.body.place.path, f.day, f.day) for f in told]
    locked = {
        (filing.body.id, filing.day): lock
        for filing, lock in zip(told, locks_over(run.response, spans), strict=True)
        if lock is not None
    }
    for key, lock in locked.items():
        into.problems.append(
            Problem(Code.LOCKED, rows[key], None, "day", str(key[1]), _("day"), refusal(lock))
        )
    into.new[:] = [f for f in into.new if (f.body.id, f.day) not in locked]
    into.changed[:] = [(e, f) for e, f in into.changed if (f.body.id, f.day) not in locked]


def _same(former: DailyReport, filing: Filing, form: Form) -> bool:
    if former.state == DailyReport.State.DRAFT:
        return False
    told = stated(former, form)
    return all(told.get(field.code) == filing.stated.get(field.code) for field in form.asked)


DAILY_REPORTS = ReportImport(RETURNEES.code, "reports.daily", gettext_lazy("daily reports"))


def stored_kinds() -> Iterable[ImportKind]:
    """Return an import for each form of the command that is owed today or later."""
    day = timezone.localdate(clock.now())
    return [
        ReportImport(form.code, f"reports.{form.code}", form.title)
        for form in all_forms()
        if not form.is_built_in and (form.valid_to is None or form.valid_to > day)
    ]
