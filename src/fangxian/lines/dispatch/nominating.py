"""A unit's one list of whom it sends: persons are entered as far as they are new, and nominated (M10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from fangxian.core.errors import Text
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.permissions import NOMINATE
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.sheets import LedgerImport, broken, meaning_of
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.trees.people.actor import Actor

PEOPLE, NAMED = LedgerImport(PERSONS), LedgerImport(ASSIGNMENTS)
OWN = ("role", "substitutes")
"""What a list says of the nomination; all else that it says is about the person."""

UNASKED = ("since", "until", "remark")


@dataclass(frozen=True)
class Row:
    """What a row newly says: of the nomination, of the person, or of both; ``known`` persons are corrected."""

    nomination: Statement | None
    person: Statement | None
    known: bool


class NominationImport:
    """Lists by which units name people; sent again, who is named already is left as he is."""

    code = "dispatch.nominations"
    title: Text = gettext_lazy("whom units send down: names and roles")
    permission = NOMINATE
    of_body = False
    of_station = True

    def fields(self) -> Sequence[Field]:
        """Return the columns of persons and those of a nomination."""
        asked = [field.column() for field in PERSONS.entered if field.code not in UNASKED]
        return [*asked, *(ASSIGNMENTS.by_code[code].column() for code in OWN)]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn rows into persons and their nominations; write nothing."""
        prepared, people, named = Prepared(), Prepared(), Prepared()
        meaning = meaning_of(run)
        found = PEOPLE.stated(run, rows, meaning, prepared.problems)
        entries = PEOPLE.sort(run, found, people)
        told: list[tuple[ReadRow, Statement]] = []
        for row, person in found:
            try:
                own = {code: ASSIGNMENTS.by_code[code].read(row.values.get(code), meaning) for code in OWN}
            except Unreadable as problem:
                field = PERSONS.by_code["name"]
                prepared.problems.append(
                    broken(row, field.code, field.title, row.values["name"], str(problem))
                )
                continue
            if row.number in entries:
                unsaid = dict.fromkeys(field.code for field in ASSIGNMENTS.entered)
                about = {"person": entries[row.number], "body": person.values["body"], "remark": ""}
                told.append((row, Statement(ASSIGNMENTS, unsaid | about | own)))
        NAMED.sort(run, told, named)
        prepared.problems += [*people.problems, *named.problems]
        prepared.corrections = [*people.corrections, *named.corrections]
        self._join(told, people, named, prepared)
        return prepared

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Enter the new persons, correct those of whom something else is said, then nominate."""
        rows: list[Row] = [*prepared.new, *prepared.changed]
        people, named = Prepared(), Prepared(new=[row.nomination for row in prepared.new])
        for row in rows:
            if row.person:
                (people.changed if row.known else people.new).append(row.person)
        named.changed = [row.nomination for row in prepared.changed if row.nomination]
        PEOPLE.commit(actor, run, people)
        NAMED.commit(actor, run, named)
        return len(rows)

    def _join(
        self, told: Sequence[tuple[ReadRow, Statement]], people: Prepared, named: Prepared, into: Prepared
    ) -> None:
        """Say of each row what is new in it."""
        entered = {one.id: one for one in people.new}
        corrected = {one.id: one for one in people.changed}
        fresh = {one.values["person"]: one for one in named.new}
        changed = {one.values["person"]: one for one in named.changed}
        for _row, nomination in told:
            person = nomination.values["person"]
            row = Row(fresh.get(person) or changed.get(person), entered.get(person) or corrected.get(person),
                      person in corrected)  # fmt: skip
            if person in fresh:
                into.new.append(row)
            elif row.nomination or row.person:
                into.changed.append(row)
            else:
                into.unchanged += 1


NOMINATIONS: Any = NominationImport()
