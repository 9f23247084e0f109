"""Workbooks of a ledger: a sheet's rows become entries, or correct those that it names."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.imports.kinds import Correction, Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers import actions
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.personal import Personal
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf, Where
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.models import LedgerRow
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
        actions.enter(sheet, run.response, self.ledger, prepared.new, told_apart=True)
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
        if not wrong and not inside(run, self.ledger, statement.row(run.response)):
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
                    found.append(meaning.place(told, field.kinds, above=field.above).name)
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
        once = list(_once(run, found, into.problems))
        known = self._known(run, [statement for _row, statement in once])
        entries: dict[int, uuid.UUID] = {}
        for row, statement in once:
            former = known.get(statement.id)
            if former is not None and not isinstance(former, LedgerRow):
                field = self.ledger.by_code[self.ledger.label[0]]
                told = row.values.get(field.code)
                into.problems.append(broken(row, field.code, field.title, told, str(former)))
                continue
            entries[row.number] = former.entry_id if former else statement.id
            if former:
                self._compare(run, row, statement, former, into)
            else:
                into.new.append(statement)
        return entries

    def _known(self, run: ImportRun, statements: Sequence[Statement]) -> dict[uuid.UUID, Any]:
        """Return the row that stands for a statement, or why that cannot be told, by the statement's id."""
        keys = {one.id: key for one in statements if (key := one.name_key(run.response))}
        held = rows_of(self.ledger).at().filter(response=run.response, name_key__in=list(keys.values()))
        named = {bytes(row.name_key): row for row in held}
        known = {id_: named[key] for id_, key in keys.items() if key in named}
        if self.ledger.recognise:
            rows = [one.row(run.response) for one in statements]
            found = self.ledger.recognise(run.response, rows, lambda row: inside(run, self.ledger, row))
            known = dict(found) | known
        return known

    def _compare(
        self, run: ImportRun, row: ReadRow, statement: Statement, former: LedgerRow, into: Prepared
    ) -> None:
        """Add to the changed rows one that says something else than what stands there, with what it changes."""
        opened = unseal(self.ledger, run.response, former) if self.ledger.personal else {}
        before = values_of(self.ledger, former, opened)
        after = Statement(self.ledger, self._kept(before, statement.values, row), former.entry_id)
        changed = tuple(str(self.ledger.by_code[code].title) for code in after.differing(before))
        if not changed:
            into.unchanged += 1
            return
        into.changed.append(after)
        named = self.ledger.by_code[self.ledger.label[0]]
        told = "" if isinstance(named, Personal) and not named.open else row.values.get(named.code) or ""
        into.corrections.append(Correction(row.number, str(told)[:60], changed))

    def _kept(self, before: Values, stated: Values, row: ReadRow) -> dict[str, Any]:
        """Return what an entry says after a row: what has no column, and a name or beginning left blank, stays."""
        lasting = {*self.ledger.key, SINCE}
        told = {code for code, value in row.values.items() if value is not None or code not in lasting}
        return {code: value if code in told else before[code] for code, value in stated.items()}


def meaning_of(run: ImportRun) -> Meaning:
    """Return what names on a sheet mean to its sender, bodies in his line first."""
    actor = Actor(run.created_by, EXCEL) if run.created_by else SYSTEM
    return Meaning(actor, run.response, whole=True, line=run.line_id or "")


def _once(
    run: ImportRun, found: Sequence[tuple[ReadRow, Statement]], problems: list[Problem]
) -> Iterator[tuple[ReadRow, Statement]]:
    """Yield rows but those that say what an earlier one said, of which the sender is told."""
    seen: dict[bytes, int] = {}
    for row, statement in found:
        key = statement.name_key(run.response)
        if key and key in seen:
            problems.append(Problem(Code.DUPLICATE_ROW, row.number, detail=str(seen[key])))
            continue
        if key:
            seen[key] = row.number
        yield row, statement


def broken(row: ReadRow, code: str, title: Text, told: object, why: str) -> Problem:
    shown = "" if told is None else str(getattr(told, "number", told))
    return Problem(Code.RULE_BROKEN, row.number, None, code, shown, str(title), why)


def inside(run: ImportRun, ledger: Ledger, row: LedgerRow) -> bool:
    """Tell whether a row lies at or below the sender."""
    if run.body:
        return (row.line_id or "") == (run.line_id or "") and row.body_path.startswith(run.body_path)
    return bool(run.place and ledger.governed(run.response, row.path).startswith(run.place.path))
