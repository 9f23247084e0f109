"""The writes of every ledger: enter, correct, take back; each by its permission, in one transaction, audited."""

import copy
import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.mechanisms.ledgers.queries import rows_of
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def enter(
    actor: Actor,
    response: Response,
    ledger: Ledger,
    statements: Sequence[Statement],
    *,
    checked: bool = False,
    told_apart: bool = False,
    columns: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Enter rows, one or many; those already entered with the same content are skipped, the new ones returned.

    ``checked`` says that the room has checked by a rule of its own that the actor may, ``told_apart`` that the rows
    were told from what stands in the ledger; ``columns`` are those that only the room sets.

    Raises ``Invalid`` by field, ``Forbidden``/``Missing`` outside the actor's part, ``Conflict`` when an id holds other
    content or the same stands in the ledger already; then nothing is written.
    """
    rows = []
    for statement in statements:
        check(ledger, statement.values)
        row = statement.row(response)
        for name, value in (columns or {}).items():
            setattr(row, name, value)
        if not checked:
            must(actor, ledger, row)
        ledger.settle(actor, row, None)
        rows.append(row)
    contents = entries.contents_of((one.id, one.content) for one in statements)
    with entries.writing():
        _unnamed(ledger, response, rows)
        if len(rows) == 1 and not (checked or told_apart):
            _unknown(actor, ledger, rows[0])
        new = entries.open_entries(ledger.kind, rows, contents, actor)
        if new:
            ledger.written(actor, response, new)
            record(actor, ledger, "enter", new)
    return new


def correct(
    actor: Actor, ledger: Ledger, entry: uuid.UUID, values: Values, reason: str, *, checked: bool = False
) -> Any:
    """Replace what an entry says, with a reason; the former version stays. ``checked`` as in ``enter``."""
    current = _current(ledger, entry) if checked else own(actor, ledger, entry)
    check(ledger, values)
    successor = Statement(ledger, values, entry).row(current.response, current)
    if not checked:
        must(actor, ledger, successor)
    ledger.settle(actor, successor, current)
    with entries.writing():
        _unnamed(ledger, current.response, [successor], but=entry)
        made = entries.replace(current, successor, actor, reason)
        ledger.written(actor, current.response, [made])
        record(actor, ledger, "correct", [made])
    return made


def void(actor: Actor, ledger: Ledger, entry: uuid.UUID, reason: str) -> None:
    """Take an entry back with a reason; it stays readable as it was known, and counts nowhere from now on."""
    current = own(actor, ledger, entry)
    with entries.writing():
        made = entries.void(current, actor, reason)
        ledger.written(actor, current.response, [made])
        record(actor, ledger, "void", [made])


def advance(actor: Actor, ledger: Ledger, current: Any, what: str, reason: str, **columns: Any) -> Any:
    """Set columns of an entry that only a room's action sets, as ``what`` in the audit; call it inside ``writing()``.

    The room has checked its own permission. Raises ``Conflict`` when somebody else changed the entry meanwhile.
    """
    successor = copy.copy(current)
    for name, value in columns.items():
        setattr(successor, name, value)
    made = entries.replace(current, successor, actor, reason)
    ledger.written(actor, current.response, [made])
    record(actor, ledger, what, [made])
    return made


def ended(ledger: Ledger, row: LedgerRow, now: datetime.datetime) -> None:
    """Let what has ended give its name free, so that the same may stand anew; a room's ``settle`` calls it.

    Raises ``Invalid`` where the same with the same days stands in the ledger already.
    """
    if row.ended_at is None or row.ended_at > now:
        return
    row.name_key = None
    same = {name: getattr(row, name) for code in ledger.key for name in ledger.by_code[code].names}
    rows = rows_of(ledger).at().filter(response=row.response_id, happened_at=row.happened_at, **same)
    if rows.filter(ended_at=row.ended_at).exclude(entry=row.entry_id).exists():
        raise Invalid({"until": _("This stands in the ledger already, with these days.")})


def own(actor: Actor, ledger: Ledger, entry: uuid.UUID) -> Any:
    """Return an entry's current row where the actor may change it; raises ``Missing`` elsewhere."""
    row = _current(ledger, entry)
    must(actor, ledger, row)
    return row


def _current(ledger: Ledger, entry: uuid.UUID) -> Any:
    row = rows_of(ledger).at().filter(entry=entry).select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row


def is_own(actor: Actor, ledger: Ledger, row: Any) -> bool:
    """Tell whether the actor may change a row."""
    scope = actor.scope(ledger.enter)
    at_place = scope.holds(place=ledger.governed(row.response, row.path))
    at_body = scope.holds(line=row.line_id or "", body=row.body_path)
    return {Side.PLACE: at_place, Side.BODY: at_body, Side.EITHER: at_place or at_body}[ledger.side]


def must(actor: Actor, ledger: Ledger, row: Any) -> None:
    """Check the permission to enter at a row's place or body; raises ``Forbidden`` or ``Missing``."""
    actor.must(ledger.enter)
    if not is_own(actor, ledger, row):
        raise Missing(_("There is no such thing, or it lies outside your area."))


def _unnamed(ledger: Ledger, response: Response, rows: Sequence[Any], but: uuid.UUID | None = None) -> None:
    """Raise ``Conflict`` where another entry has the name of one of these rows."""
    named = {bytes(row.name_key): row.entry_id for row in rows if row.name_key}
    if not named:
        return
    held = rows_of(ledger).at().filter(response=response, name_key__in=list(named))
    held = held.exclude(entry__in=[row.entry_id for row in rows])
    if held.exclude(entry=but).exists() if but else held.exists():
        raise Conflict(_("This stands in the ledger already: correct that entry instead."))
    if len(named) < sum(bool(row.name_key) for row in rows):
        raise Conflict(_("The same stands twice in what was sent."))


def _unknown(actor: Actor, ledger: Ledger, row: Any) -> None:
    """Raise ``Conflict`` where a row is about an entry that stands in the ledger, or about which cannot be told."""
    if ledger.recognise is None:
        return
    found = ledger.recognise(row.response, [row], lambda one: is_own(actor, ledger, one)).get(row.entry_id)
    if isinstance(found, LedgerRow) and found.entry_id != row.entry_id:
        raise Conflict(
            _("This stands here already with other particulars: correct that entry instead. If it is another one of the"
              " same name, state what tells them apart, as the ID number."),
            found.entry_id,
        )  # fmt: skip
    if found is not None and not isinstance(found, LedgerRow):
        raise Conflict(found)


def record(actor: Actor, ledger: Ledger, what: str, rows: Sequence[Any]) -> None:
    """Record one event for rows of a ledger that were written together."""
    subject = rows[0].entry_id if len(rows) == 1 else ""
    trail.record(
        actor, trail.Kind.WRITE, f"{ledger.code}.{what}", response=rows[0].response_id, subject=subject,
        count=len(rows),
    )  # fmt: skip
