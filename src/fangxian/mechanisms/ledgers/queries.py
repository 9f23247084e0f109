"""Every scoped read of a ledger: its rows, one of them, its versions, what refers to it, the facts behind a figure."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.core.folding import equals, holds
from fangxian.mechanisms.entries.cursors import Cursor
from fangxian.mechanisms.ledgers.declaring import Ledger, Values, referring_to
from fangxian.mechanisms.ledgers.fields.personal import Personal
from fangxian.mechanisms.ledgers.fields.plain import Text
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.names import Names, label_of
from fangxian.mechanisms.ledgers.sealing import Opened, token, unseal
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning

PAGE = 50
MOST_VERSIONS = 50
MOST_RELATED = 20


def rows_of(ledger: Ledger) -> Any:
    """Return the manager of a ledger's table."""
    return ledger.model._default_manager


def visible(
    actor: Actor, response: Response, ledger: Ledger, as_of: datetime.datetime | None = None
) -> QuerySet[Any]:
    """Return the entries of a ledger that the actor may see, as known at an instant."""
    rows: QuerySet[Any] = rows_of(ledger).at(as_of).filter(_seen(actor, ledger), response=response)
    return rows


def _seen(actor: Actor, ledger: Ledger) -> Q:
    return actor.scope(ledger.view).q() | ledger.told(actor)


def nameable(actor: Actor, response: Response, ledger: Ledger) -> QuerySet[Any]:
    """Return the entries of a ledger that the actor may name in another's: those he sees, and ``ledger.named``."""
    own = _seen(actor, ledger) | ledger.named(actor, response)
    rows: QuerySet[Any] = rows_of(ledger).at().filter(own, response=response)
    return rows


def searched(rows: QuerySet[Any], ledger: Ledger, response: Response, text: str) -> QuerySet[Any]:
    """Narrow to entries whose texts hold a text, or whose personal fields are it, typed in full."""
    condition = Q()
    for field in ledger.fields:
        if isinstance(field, Personal):
            if field.sought:
                wanted = token(response, field.sought, field.normal(text))
                condition |= Q(**{field.sought: wanted})
        elif isinstance(field, Text):
            condition |= holds(field.code, text)
    return rows.filter(condition)


def page(rows: QuerySet[Any], after: Cursor | None = None, size: int = PAGE) -> list[Any]:
    """Return one page and a row more, the latest first (keyset)."""
    if after:
        rows = rows.filter(Q(happened_at__lt=after[0]) | Q(happened_at=after[0], entry__lt=after[1]))
    return list(rows.order_by("-happened_at", "-entry")[: size + 1])


@dataclass(frozen=True)
class Line:
    """A row with its values; ``opened`` has its sealed ones in the clear, for whoever may show them."""

    ledger: Ledger
    row: Any
    values: Values
    names: Names

    @property
    def label(self) -> str:
        """How people call the entry."""
        return label_of(self.ledger, self.values, self.names) or "—"

    def shown(self, code: str) -> str:
        """Return a field's value as people read it, masked where it is personal."""
        return self.ledger.by_code[code].shown(self.values[code], self.names)

    def called(self, code: str) -> str:
        """Return by what the entry that a field names is called first: the name alone, where the rest stands beside."""
        field = self.ledger.by_code[code]
        return (
            self.names.first(field.to, self.values[code])
            if isinstance(field, Reference)
            else self.shown(code)
        )

    def told(self) -> dict[str, Any]:
        """Return the values as the API states them, masked."""
        return {one.code: one.told(self.values[one.code], self.names) for one in self.ledger.fields}


def lines(
    ledger: Ledger, response: Response, rows: Iterable[Any], as_of: datetime.datetime | None = None
) -> list[Line]:
    """Return rows with their values and the names that these take: a handful of queries, whatever their number."""
    names = Names(response, as_of)
    found = []
    for row in rows:
        values = values_of(ledger, row, unseal(ledger, response, row) if ledger.personal else {})
        for field in ledger.fields:
            field.wants(values[field.code], names)
        found.append(Line(ledger, row, values, names))
    names.read()
    return found


def values_of(ledger: Ledger, row: Any, opened: Opened) -> dict[str, Any]:
    """Return a row's values by field."""
    return {field.code: field.of(row, opened) for field in ledger.fields}


def one(actor: Actor, ledger: Ledger, entry: uuid.UUID, as_of: datetime.datetime | None = None) -> Any:
    """Return an entry's row as known at an instant, voided or not; raises ``Missing`` outside the actor's part."""
    row = (
        rows_of(ledger)
        .known(as_of)
        .filter(_seen(actor, ledger), entry=entry)
        .select_related("response")
        .first()
    )
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row


def versions(ledger: Ledger, entry: uuid.UUID, as_of: datetime.datetime | None = None) -> list[Any]:
    """Return an entry's versions, the latest first, as known at an instant."""
    found = rows_of(ledger).filter(entry=entry).select_related("recorded_by", "response")
    found = found.filter(recorded_from__lte=as_of) if as_of else found
    return list(found.order_by("-number")[:MOST_VERSIONS])


@dataclass(frozen=True)
class Change:
    """A version and the names, not the values, of the fields that it changed."""

    version: Any
    fields: tuple[Any, ...]


def history(ledger: Ledger, entry: uuid.UUID, as_of: datetime.datetime | None = None) -> list[Change]:
    """Return who changed which fields of an entry when, and why, the latest first."""
    found = versions(ledger, entry, as_of)
    values = [values_of(ledger, row, unseal(ledger, row.response, row)) for row in found]
    changes = []
    for index, row in enumerate(found):
        former = values[index + 1] if index + 1 < len(found) else None
        changed = () if former is None or row.voided else tuple(
            field.title for field in ledger.fields if values[index][field.code] != former[field.code]
        )  # fmt: skip
        changes.append(Change(row, changed))
    return changes


@dataclass(frozen=True)
class Related:
    """Entries of another ledger that name an entry, as far as the reader sees them; ``more`` says there are others."""

    ledger: Ledger
    field: str
    lines: Sequence[Line]
    more: bool


def related(
    actor: Actor, response: Response, ledger: Ledger, entry: uuid.UUID, as_of: datetime.datetime | None = None
) -> list[Related]:
    """Return what refers to an entry, by the ledgers in which it stands."""
    found = []
    for other, field in referring_to(ledger):
        if not actor.may(other.view):
            continue
        rows = page(visible(actor, response, other, as_of).filter(**{field.code: entry}), size=MOST_RELATED)
        if rows:
            shown = lines(other, response, rows[:MOST_RELATED], as_of)
            found.append(Related(other, field.code, shown, len(rows) > MOST_RELATED))
    return found


def labels(actor: Actor, response: Response, ledger: Ledger, most: int | None = None) -> dict[uuid.UUID, str]:
    """Return how people call the entries of a ledger that the actor sees, all of them or the latest."""
    rows = nameable(actor, response, ledger).order_by("-happened_at", "-entry")[:most]
    return {line.row.entry_id: line.label for line in lines(ledger, response, rows.iterator())}


def called(
    meaning: "Meaning", ledger: Ledger, text: str, entry: uuid.UUID | None = None
) -> dict[uuid.UUID, str]:
    """Return the entries that the actor sees under a name or id, each with its label: at most a page of them."""
    field, response = ledger.by_code[ledger.label[0]], meaning.response
    rows = nameable(meaning.actor, response, ledger)
    if entry:
        rows = rows.filter(entry=entry)
    elif isinstance(field, Personal):
        rows = rows.filter(**{field.sought: token(response, field.sought, field.normal(text))})
    elif isinstance(field, Text):
        rows = rows.filter(equals(field.code, text))
    else:
        rows = rows.filter(field.narrowed(text, meaning))
    return {line.row.entry_id: line.label for line in lines(ledger, response, rows[:PAGE])}


def discloses(actor: Actor, ledger: Ledger, row: Any) -> bool:
    """Tell whether somebody may open the personal fields of a row: not of one that he is only told."""
    if not (ledger.masked and actor.may(ledger.disclose)):
        return False
    place = ledger.governed(row.response, row.path)
    return actor.scope(ledger.view).holds(place=place, line=row.line_id or "", body=row.body_path)


def disclose(
    actor: Actor, ledger: Ledger, entry: uuid.UUID, purpose: str, as_of: datetime.datetime | None = None
) -> Line:
    """Open an entry's personal fields for a stated purpose; the reading is audited (decision 8)."""
    row = one(actor, ledger, entry, as_of)
    actor.must(ledger.disclose)
    if not discloses(actor, ledger, row):
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    trail.record(
        actor, trail.Kind.READ, f"{ledger.code}.disclose", response=row.response_id, subject=entry,
        purpose=purpose.strip()[:200],
    )  # fmt: skip
    return lines(ledger, row.response, [row], as_of)[0]
