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
from fangxian.lines.service.naming import DecidingMeaning, OwnMeaning
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.fields import Personal, Reference, Where
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.names import Names
from fangxian.mechanisms.ledgers.queries import Line, lines, rows_of, values_of
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.people import actions as people
from fangxian.trees.people import phones
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.responses.models import Response

LONGEST = 500
SEALED = tuple(one.code for one in REMARKS.personal)
"""The fields of the register that a proposal keeps sealed."""


def fields_of(line: Line, person: Person) -> list[Field]:
    """Return what may be proposed of an entry: everything but whose it is."""
    return [
        one for one in line.ledger.entered if not (isinstance(one, Reference) and _whose(one, line, person))
    ]


def _whose(field: Reference, line: Line, person: Person) -> bool:
    """Tell whether a reference says whose an entry is: it names the person himself, or others' entries by people."""
    if field.to == PERSONS.code:
        return field.code == "person" or line.values[field.code] == person.entry_id
    ledger = ledger_of(field.to)
    return any(isinstance(ledger.by_code[code], Reference) for code in ledger.label)


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


def as_told(line: Line, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what an entry says now, as a proposal tells it; what is masked is left out, and stays."""
    return {
        one.code: str(line.values[one.code] or "") if isinstance(one, Reference)
        else one.initial(line.values[one.code], line.names)
        for one in fields if not _masked(one)
    }  # fmt: skip


def in_words(line: Line, fields: Sequence[Field], meaning: Meaning) -> dict[str, Any]:
    """Return what an entry says now for a form: places and entries by name, where that means no other."""
    told = as_told(line, fields)
    for field in fields:
        name = (
            field.shown(line.values[field.code], line.names) if isinstance(field, Where | Reference) else ""
        )
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
    fields = fields_of(line, person)
    new = _read(fields, told, _meaning(actor, person, line, told))
    changed = {field.code: new[field.code] for field in fields if _changes(field, line, new[field.code])}
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
    sealed = {code: changed[code] for code in SEALED if code in changed and line.ledger is PERSONS}
    statement = Statement(REMARKS, values | sealed)
    proposed = {code: _plain(new[code] if isinstance(new[code], uuid.UUID) else told.get(code))
                for code in changed if code not in sealed}  # fmt: skip
    return _entered(actor, response, statement, line, proposed)


def _entered(
    actor: Actor, response: Response, statement: Statement, line: Line, proposed: dict[str, Any]
) -> RecordRemark:
    """Enter a remark with the entry that it is about and what that should say."""
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
    sealed = {code: value for code, value in unseal(REMARKS, row.response, remark).items() if value}
    fields = [ledger.by_code[code] for code in remark.proposed]
    values = {code: value for code, value in values_of(ledger, row, opened).items()
              if not ledger.by_code[code].settled}  # fmt: skip
    try:
        new = (
            _read(fields, remark.proposed, DecidingMeaning(actor, row.response, line=row.line_id or ""))
            | sealed
        )
        ledgers.correct(actor, ledger, remark.about, values | new, _("as the person himself proposed"))
        if ledger is PERSONS and "phone" in sealed:
            _follow(remark, opened.get("phone", ""), sealed["phone"])
    except Invalid as refusal:
        raise Conflict("; ".join(str(text) for text in refusal.errors.values())) from refusal
    except Missing as refusal:
        raise Conflict(
            _("As proposed, it would lie outside your area: whoever answers for both decides it.")
        ) from refusal


def _follow(remark: RecordRemark, former: str, phone: str) -> None:
    """Give the account by which somebody proposed his new number this number, too: by it he is known and reached.

    Raises ``Invalid`` where another account has it.
    """
    account = phones.find(former) if former else None
    proposed = RecordRemark.objects.filter(entry=remark.entry_id, number=1, recorded_by=account)
    if account and proposed.exists():
        people.set_phone(SYSTEM, account, phone)


def _meaning(actor: Actor, person: Person, line: Line, told: Mapping[str, Any]) -> OwnMeaning:
    """Return what names mean to whoever proposes, those at the place included that he says he was at."""
    meaning, where = OwnMeaning(actor, person, line.row.line_id or ""), line.ledger.where
    try:
        path = where.read(told.get(where.code), meaning) if where else None
    except Unreadable:
        path = None
    if path:
        meaning.serve_at(path)
    return meaning


def _masked(field: Field) -> bool:
    return isinstance(field, Personal) and not field.open


def _changes(field: Field, line: Line, value: Any) -> bool:
    """Tell whether a value differs from what is recorded; a masked field that is left empty stays."""
    if _masked(field) and not value:
        return False
    return bool(field.canonical(value) != field.canonical(line.values[field.code]))


def _read(fields: Sequence[Field], told: Mapping[str, Any], meaning: Meaning) -> dict[str, Any]:
    """Read what was told of an entry's fields; raises ``Invalid`` by field."""
    values: dict[str, Any] = {}
    errors: dict[str, Words] = {}
    for field in fields:
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
    told = [_said(line, line.ledger.by_code[code], value, names) for code, value in changed.items()]
    return f"{line.ledger.one}：{'；'.join(told)}。{why.strip()}"[:LONGEST]


def _said(line: Line, field: Field, value: Any, names: Names) -> str:
    if isinstance(field, Personal):
        return f"{field.title}：{_('kept sealed')}"
    return f"{field.title}：{line.shown(field.code) or '—'} → {field.shown(value, names) or '—'}"


def _plain(told: Any) -> Any:
    """Return what was told as JSON keeps it."""
    if isinstance(told, datetime.date):
        return told.isoformat()
    if isinstance(told, uuid.UUID):
        return str(told)
    if isinstance(told, Sequence) and not isinstance(told, str):
        return [_plain(one) for one in told]
    return told


def _body(row: Any) -> Standing | None:
    return Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
