"""Making one person of two entries of the register, with all that names them; and two again (M10).

Every row that named the other gets a version that names who stays, so that a figure counts him once from now on, and
an earlier hour shows what was known then.
"""

import copy
import uuid
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import Ledger, all_ledgers, ledger_of
from fangxian.mechanisms.ledgers.fields import Reference
from fangxian.mechanisms.ledgers.queries import rows_of, values_of
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.mechanisms.ledgers.statements import BLANK, Statement
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person, Sameness
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Moved = list[list[str]]
"""What is about a person: ledger, entry and column of each row."""


def about(response: Response, person: uuid.UUID) -> Moved:
    """Return the rows of every ledger that name a person, one query a column that can."""
    return [
        [ledger.code, str(entry), column]
        for ledger in all_ledgers()
        if ledger.model is not Sameness
        for column in _naming(ledger)
        for entry in rows_of(ledger)
        .at()
        .filter(response=response, **{column: person})
        .order_by("entry")
        .values_list("entry", flat=True)
    ]


def _naming(ledger: Ledger) -> list[str]:
    """Return the columns of a ledger that hold a person of the register."""
    columns = [one.code for one in ledger.fields if isinstance(one, Reference) and one.to == PERSONS.code]
    held = {field.name for field in ledger.model._meta.get_fields()}
    return list(dict.fromkeys([*columns, *(["person"] if "person" in held else [])]))


def lacking(stays: Person, other: Person) -> dict[str, Any]:
    """Return what one person's entry leaves blank and the other's states, by field."""
    own, told = (_values(PERSONS, row) for row in (stays, other))
    return {
        one.code: told[one.code]
        for one in PERSONS.entered
        if own[one.code] in BLANK and told[one.code] not in BLANK
    }


def merge(actor: Actor, row: Sameness) -> None:
    """Let one of two entries stay: it takes over what it lacks and what is about the other, which is taken back.

    Raises ``Conflict`` where both stand in one list that holds each person once, or something changed meanwhile.
    """
    if about(row.response, row.other) != row.moved:
        raise Conflict(_("Somebody else changed this entry meanwhile: look at it again."))
    stays, other = _person(row.person), _person(row.other)
    reason = _("one person who stood here twice")
    gained = lacking(stays, other)
    ledgers.void(actor, PERSONS, row.other, reason)
    if gained:
        ledgers.correct(actor, PERSONS, row.person, _entered(stays) | gained, reason)
    for code, entry, column in row.moved:
        _name(actor, ledger_of(code), uuid.UUID(entry), column, row.person, reason)


def part(actor: Actor, row: Sameness) -> None:
    """Make two entries of one again: each has what it had, and keeps what came about it since."""
    reason = _("two people after all")
    stays = _person(row.person)
    if row.filled == stays.number:
        former = Person.objects.select_related("response").get(entry=row.person, number=row.filled - 1)
        _write(actor, PERSONS, stays, copy.copy(former), reason)
    other = Person.objects.known().select_related("response").get(entry=row.other)
    again = copy.copy(other)
    again.voided = False
    _write(actor, PERSONS, other, again, reason)
    for code, entry, column in row.moved:
        ledger = ledger_of(code)
        if rows_of(ledger).at().filter(entry=entry, **{column: row.person}).exists():
            _name(actor, ledger, uuid.UUID(entry), column, row.other, reason)


def _name(
    actor: Actor, ledger: Ledger, entry: uuid.UUID, column: str, person: uuid.UUID, reason: str
) -> None:
    """Let a row name another person; what names the row follows."""
    current = rows_of(ledger).at().select_related("response").get(entry=entry)
    successor = copy.copy(current)
    setattr(successor, column, person)
    if column in ledger.key and current.name_key:
        values = _values(ledger, current) | {column: person}
        successor.name_key = Statement(ledger, values).name_key(current.response)
    _write(actor, ledger, current, successor, reason)


def _write(actor: Actor, ledger: Ledger, current: Any, successor: Any, reason: str) -> None:
    """Replace a row; raises ``Conflict`` where another has its name."""
    held = rows_of(ledger).at().filter(response=current.response, name_key=successor.name_key)
    if successor.name_key and held.exclude(entry=current.entry_id).exists():
        said = {"ledger": ledger.title}
        raise Conflict(_("Both stand in “%(ledger)s”: take one of the two back there first.") % said)
    made = entries.replace(current, successor, actor, reason)
    ledger.written(actor, current.response, [made])
    ledgers.record(actor, ledger, "name", [made])


def _person(entry: uuid.UUID) -> Person:
    found: Person = Person.objects.at().select_related("response").get(entry=entry)
    return found


def _values(ledger: Ledger, row: Any) -> dict[str, Any]:
    return values_of(ledger, row, unseal(ledger, row.response, row) if ledger.personal else {})


def _entered(row: Person) -> dict[str, Any]:
    values = _values(PERSONS, row)
    return {one.code: values[one.code] for one in PERSONS.entered}
