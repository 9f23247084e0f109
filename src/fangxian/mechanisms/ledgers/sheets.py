"""Workbooks of a ledger: a sheet's rows become entries, or correct those that it names."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers import actions
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf, Where
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import rows_of, values_of
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.trees.people.actor import EXCEL, SYSTEM, Actor

SINCE = "since"


@dataclass(frozen=True)
class LedgerImport:
    """The import of one ledger's sheets, by a body or a place that may enter there."""

    ledger: Ledger
    of_body: bool = False
    of_station: bool = True

    @property
    def code(self) -> str:
        """The name of the kind."""
        return self.ledger.code

    @property
    def title(self) -> Text:
        """What users call it."""
        return self.ledger.title

    @property
    def permission(self) -> str:
        """The permission that a sender needs."""
        return self.ledger.enter

    def fields(self) -> Sequence[Column]:
        """Return the columns of the ledger's sheets."""
        return [field.column() for field in self.ledger.entered]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn rows into statements: new ones, corrections of what stands under the same name, or nothing new."""
        meaning = meaning_of(run)
        prepared = Prepared()
        found = self.stated(run, rows, meaning, prepared.problems)
        self.sort(run, found, prepared)
        if self.ledger.settles:
            self._settle(run, meaning.actor, {one.id: row for row, one in found}, prepared)
        return prepared

    def stated(
        self, run: ImportRun, rows: Sequence[ReadRow], meaning: Meaning, problems: list[Problem]
    ) -> list[tuple[ReadRow, Statement]]:
        """Return the rows that can be read, each with its statement; what is wrong is added to the problems."""
        within = any(isinstance(one, Reference) and one.to == self.ledger.code for one in self.ledger.entered)
        found = []
        for row in rows:
            statement = self._read(run, row, meaning, problems)
            if statement:
                found.append((row, statement))
            if statement and within:
                meaning.note(self.ledger.code, str(statement.values[self.ledger.label[0]]), statement.id)
        return found

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Enter the new rows at once, then correct the changed ones."""
        sheet = actor.on(EXCEL)
        actions.enter(sheet, run.response, self.ledger, prepared.new)
        for statement in prepared.changed:
            actions.correct(sheet, self.ledger, statement.id, statement.values, _("sent again by workbook"))
        return len(prepared.new) + len(prepared.changed)

    def _read(
        self, run: ImportRun, row: ReadRow, meaning: Meaning, problems: list[Problem]
    ) -> Statement | None:
        """Return the statement of a row; what is wrong is added to the problems."""
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        meaning.hints = self._hints(row, meaning)
        for field in self.ledger.entered:
            told = row.values.get(field.code)
            try:
                values[field.code] = field.read(told, meaning)
            except Unreadable as problem:
                wrong.append(broken(row, field.code, field.title, told, str(problem)))
        self._preset(run, values, meaning)
        if not wrong:
            try:
                check(self.ledger, values)
            except Invalid as refusal:
                wrong = [
                    broken(row, code, self.ledger.by_code[code].title, row.values.get(code), str(text))
                    for code, text in refusal.errors.items()
                ]
        statement = Statement(self.ledger, values)
        if not wrong and not _inside(run, self.ledger, statement):
            wrong = [
                Problem(Code.OUT_OF_SCOPE, row.number, value_shown=str(next(iter(row.values.values()), "")))
            ]
        problems += wrong
        return None if wrong else statement

    def _hints(self, row: ReadRow, meaning: Meaning) -> tuple[str, ...]:
        """Return the names of the place and body that a row states, as labels have them."""
        found = []
        for field in self.ledger.entered:
            told = str(row.values.get(field.code) or "").strip()
            try:
                if told and isinstance(field, Where):
                    found.append(meaning.place(told, field.kinds).name)
                elif told and isinstance(field, OnBehalf):
                    found.append(meaning.body_name(told))
            except Unreadable:
                continue
        return tuple(found)

    def _settle(self, run: ImportRun, actor: Actor, rows: Mapping[Any, ReadRow], into: Prepared) -> None:
        """Leave out new rows that the ledger would refuse for what follows from them, each with its reason."""
        kept = []
        for statement in into.new:
            try:
                self.ledger.settle(actor, statement.row(run.response), None)
                kept.append(statement)
            except Invalid as refusal:
                row = rows[statement.id]
                into.problems += [
                    broken(row, code, self.ledger.by_code[code].title, row.values.get(code), str(text))
                    for code, text in refusal.errors.items()
                ]
        into.new = kept

    def _preset(self, run: ImportRun, values: dict[str, Any], meaning: Meaning) -> None:
        """Fill in the sender's own body or place where a row names none."""
        for field in self.ledger.entered:
            if values.get(field.code):
                continue
            if isinstance(field, OnBehalf) and run.body:
                values[field.code] = meaning.standing(run.body)
            elif isinstance(field, Where) and run.place and run.place.kind in field.kinds:
                values[field.code] = run.place.path

    def sort(
        self, run: ImportRun, found: Sequence[tuple[ReadRow, Statement]], into: Prepared
    ) -> dict[int, uuid.UUID]:
        """Divide statements into new, changed and unchanged against what stands under the same name.

        Returns the entry of each row's number, but for rows that say what an earlier one said.
        """
        keys = {one.id: one.name_key(run.response) for _row, one in found}
        wanted = [key for key in keys.values() if key]
        held = rows_of(self.ledger).at().filter(response=run.response, name_key__in=wanted)
        known = {bytes(row.name_key): row for row in held}
        seen: dict[bytes, int] = {}
        entries: dict[int, uuid.UUID] = {}
        for row, statement in found:
            key = keys[statement.id]
            if key and key in seen:
                into.problems.append(Problem(Code.DUPLICATE_ROW, row.number, detail=str(seen[key])))
                continue
            if key:
                seen[key] = row.number
            former = known.get(key) if key else None
            entries[row.number] = former.entry_id if former else statement.id
            if former is None:
                into.new.append(statement)
                continue
            opened = unseal(self.ledger, run.response, former) if self.ledger.personal else {}
            before = values_of(self.ledger, former, opened)
            after = Statement(self.ledger, _kept(before, statement.values, row), former.entry_id)
            if after.same_as(before):
                into.unchanged += 1
            else:
                into.changed.append(after)
        return entries


def meaning_of(run: ImportRun) -> Meaning:
    """Return what names on a sheet mean to its sender, bodies in his line first."""
    actor = Actor(run.created_by, EXCEL) if run.created_by else SYSTEM
    return Meaning(actor, run.response, whole=True, line=run.line_id or "")


def _kept(before: Values, stated: Values, row: ReadRow) -> dict[str, Any]:
    """Return what an entry says after a row: fields without a column, and an unstated beginning, stay as they were."""
    told = {code for code, value in row.values.items() if value is not None or code != SINCE}
    return {code: value if code in told else before[code] for code, value in stated.items()}


def broken(row: ReadRow, code: str, title: Text, told: object, why: str) -> Problem:
    shown = "" if told is None else str(getattr(told, "number", told))
    return Problem(Code.RULE_BROKEN, row.number, None, code, shown, str(title), why)


def _inside(run: ImportRun, ledger: Ledger, statement: Statement) -> bool:
    """Tell whether a row lies at or below the sender."""
    row = statement.row(run.response)
    if run.body:
        return (row.line_id or "") == (run.line_id or "") and row.body_path.startswith(run.body_path)
    return bool(run.place and row.path.startswith(run.place.path))
