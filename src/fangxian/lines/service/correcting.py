"""What somebody proposes that an entry about him should say; confirmed, the entry is corrected so (M11)."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.errors import Text as Words
from fangxian.lines.service.ledgers import REMARKS
from fangxian.lines.service.models import RecordRemark
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.mechanisms.ledgers.fields import OnBehalf, Personal, Reference, Where
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.names import Names
from fangxian.mechanisms.ledgers.queries import Line, lines, rows_of, values_of
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

LONGEST = 500


def fields_of(ledger: Ledger) -> list[Field]:
    """Return what may be proposed: neither what is sealed nor what names other people, posts or units."""
    return [one for one in ledger.entered if not isinstance(one, Personal | Reference | OnBehalf)]


def own_line(person: Person, response: Response, code: str, entry: uuid.UUID) -> Line:
    """Return an entry about somebody, or his own in the register; raises ``Missing`` for any other."""
    ledger = ledger_of(code)
    row = rows_of(ledger).at().filter(response=response, entry=entry).first()
    naming = [one.code for one in ledger.fields if isinstance(one, Reference) and one.to == PERSONS.code]
    own = row is not None and (
        row.entry_id == person.entry_id or any(getattr(row, name) == person.entry_id for name in naming)
    )
    if not own or ledger is REMARKS:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return lines(ledger, response, [row])[0]


def as_told(line: Line) -> dict[str, Any]:
    """Return what an entry says now, as a proposal tells it."""
    return {one.code: one.initial(line.values[one.code], line.names) for one in fields_of(line.ledger)}


def in_words(line: Line, meaning: Meaning) -> dict[str, Any]:
    """Return what an entry says now for a form: places by name, where that means no other."""
    told = as_told(line)
    for field in fields_of(line.ledger):
        name = field.shown(line.values[field.code], line.names) if isinstance(field, Where) else ""
        try:
            if name and field.read(name, meaning) == line.values[field.code]:
                told[field.code] = name
        except Unreadable:
            continue
    return told


def propose(actor: Actor, line: Line, person: Person, told: Mapping[str, Any], why: str) -> RecordRemark:
    """Propose what an entry about oneself should say: its unit and place are asked, and it stays as it is until then.

    Raises ``Invalid`` by field, or where nothing would change; ``Conflict`` while a proposal awaits its answer.
    """
    response = person.response
    meaning = Meaning(actor, response)
    new = _read(line.ledger, told, meaning)
    changed = {code: value for code, value in new.items() if value != line.values[code]}
    if not changed:
        raise Invalid({"why": _("Nothing of this differs from what is recorded.")})
    check(line.ledger, {**line.values, **changed})
    waiting = RecordRemark.objects.at().filter(response=response, about=line.row.entry_id, step="open")
    if waiting.exists():
        raise Conflict(_("What you proposed of this entry still awaits its answer."))
    values = {
        "person": person.entry_id, "place": line.row.path if line.row.place_stated else None,
        "body": _body(line.row) or _body(person), "text": _words(line, changed, why), "since": None,
    }  # fmt: skip
    statement = Statement(REMARKS, values)
    proposed = {code: _plain(told.get(code)) for code in changed}
    return _entered(actor, response, statement, line, proposed)


def _entered(
    actor: Actor, response: Response, statement: Statement, line: Line, proposed: dict[str, Any]
) -> RecordRemark:
    """Enter a remark with the entry that it is about and what that should say."""
    check(REMARKS, statement.values)
    about = {"ledger": line.ledger.code, "about": line.row.entry_id, "proposed": proposed}
    made: RecordRemark = ledgers.enter(actor, response, REMARKS, [statement], checked=True, columns=about)[0]
    return made


def correct(actor: Actor, remark: RecordRemark) -> None:
    """Correct the entry as proposed, by the permission of its ledger; call it inside ``writing()``.

    Raises ``Forbidden`` or ``Missing`` where the actor may not, ``Conflict`` where it cannot be corrected so any more.
    """
    if not remark.about:
        raise Conflict(_("Nothing was proposed here: answer in words."))
    ledger = ledger_of(remark.ledger)
    row = ledgers.own(actor, ledger, remark.about)
    opened = unseal(ledger, row.response, row) if ledger.personal else {}
    values = {code: value for code, value in values_of(ledger, row, opened).items()
              if not ledger.by_code[code].settled}  # fmt: skip
    try:
        new = _read(ledger, remark.proposed, Meaning(actor, row.response), only=set(remark.proposed))
        ledgers.correct(actor, ledger, remark.about, values | new, _("as the person himself proposed"))
    except Invalid as refusal:
        raise Conflict("; ".join(str(text) for text in refusal.errors.values())) from refusal


def _read(
    ledger: Ledger, told: Mapping[str, Any], meaning: Meaning, only: set[str] | None = None
) -> dict[str, Any]:
    """Read what was told of an entry's fields; raises ``Invalid`` by field."""
    values: dict[str, Any] = {}
    errors: dict[str, Words] = {}
    for field in fields_of(ledger):
        if only is not None and field.code not in only:
            continue
        try:
            values[field.code] = field.read(told.get(field.code), meaning)
        except Unreadable as problem:
            errors[field.code] = str(problem)
    if errors:
        raise Invalid(errors)
    return values


def _words(line: Line, changed: Mapping[str, Any], why: str) -> str:
    """Say what is recorded and what it should be; nothing that is sealed stands in it."""
    names = Names(line.row.response)
    for code, value in changed.items():
        line.ledger.by_code[code].wants(value, names)
    names.read()
    told = [
        f"{line.ledger.by_code[code].title}：{line.shown(code) or '—'} → "
        f"{line.ledger.by_code[code].shown(value, names) or '—'}"
        for code, value in changed.items()
    ]
    return f"{line.ledger.one}：{'；'.join(told)}。{why.strip()}"[:LONGEST]


def _plain(told: Any) -> Any:
    """Return what was told as JSON keeps it."""
    if isinstance(told, datetime.date):
        return told.isoformat()
    if isinstance(told, Sequence) and not isinstance(told, str):
        return [_plain(one) for one in told]
    return told


def _body(row: Any) -> Standing | None:
    return Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
