"""What a room says of a ledger, once; and the register of all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.ledgers.fields.base import Field
from fangxian.mechanisms.ledgers.fields.personal import Personal
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.fields.trees import Where
from fangxian.mechanisms.ledgers.models import LedgerRow, PersonalRow
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

RESERVED = {"id", "entry", "version", "number", "voided", "recorded_at", "reason", "response", "channel"}
"""What every row has and the API says of every entry: no field may be called so."""
Values = Mapping[str, Any]
"""A row's values by the codes of its fields."""
Recognise = Callable[[Response, Sequence[Any], Callable[[Any], bool]], Mapping[UUID, Any]]


class Side(StrEnum):
    """At which of a row's paths the permission to enter must be held."""

    PLACE = "place"
    BODY = "body"
    EITHER = "either"


def _nothing(_values: Values) -> dict[str, Text]:
    return {}


def _plain(_values: Values) -> dict[str, Any]:
    return {}


def _as_stated(_actor: Actor, _row: Any, _former: Any) -> None:
    return None


def _nothing_else(_actor: Actor, _row: Any) -> Sequence[tuple[Text, str]]:
    return ()


def _nothing_beside(_actor: Actor) -> Sequence[tuple[Text, str]]:
    return ()


def _nobody(_actor: Actor, _response: Response) -> Q:
    return Q(pk__in=[])


def _nobody_else(_actor: Actor) -> Q:
    return Q(pk__in=[])


def _silent(_actor: Actor, _response: Response, _rows: Sequence[Any]) -> None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Ledger:
    """A ledger: its rows' fields, who sees and who enters, and its rules.

    ``label`` names the fields by which people call an entry, ``key`` those that no two entries have alike. ``check``
    returns what breaks a rule, by field; ``derive`` the columns that follow from the values; ``written`` is called
    inside the transaction with the rows that were entered, corrected or taken back (``voided``). ``settle``
    sets what follows from who enters: it takes the actor, the row and the one that it replaces (None: new), whose
    settled fields it has, and may raise ``Invalid`` by field.
    """

    code: str
    title: Text
    one: Text
    question: Text
    lead: Text
    empty: Text
    model: type[LedgerRow]
    fields: tuple[Field, ...]
    view: str
    enter: str
    side: Side = Side.EITHER
    disclose: str = ""
    """The permission to unmask personal fields; "" where there are none."""
    label: tuple[str, ...] = ("name",)
    key: tuple[str, ...] = ()
    check: Callable[[Values], Mapping[str, Text]] = field(default=_nothing)
    derive: Callable[[Values], Mapping[str, Any]] = field(default=_plain)
    settle: Callable[[Actor, Any, Any], None] = field(default=_as_stated)
    recognise: Recognise | None = None
    """Which entries rows are about where that takes more than ``key``: of each row's entry id the row that stands
    there, or why it cannot be told. It takes rows that differ by their key, and whether the sender may change a row."""
    written: Callable[[Actor, Response, Sequence[Any]], None] = field(default=_silent)
    named: Callable[[Actor, Response], Q] = field(default=_nobody)
    """Which entries somebody may name though he does not see them in the list: a condition, best a narrow one."""
    told: Callable[[Actor], Q] = field(default=_nobody_else)
    """Which entries outside his part somebody is told, masked for good: a condition."""
    doing: Callable[[Actor, Any], Sequence[tuple[Text, str]]] = field(default=_nothing_else)
    """What else somebody may do with an entry: titles and addresses, for its page."""
    beside: Callable[[Actor], Sequence[tuple[Text, str]]] = field(default=_nothing_beside)
    """Other pages about its entries: titles and addresses, for the head of its list."""

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields by their codes."""
        return {one.code: one for one in self.fields}

    @cached_property
    def entered(self) -> tuple[Field, ...]:
        """The fields that somebody enters; the others are set by the room's actions."""
        return tuple(one for one in self.fields if not one.settled)

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """The room's own columns: those that no field enters stay as they are when an entry is corrected."""
        shared = {one.name for one in PersonalRow._meta.get_fields()}
        return tuple(
            one.attname for one in self.model._meta.concrete_fields if one.name not in {"id", *shared}
        )

    @cached_property
    def personal(self) -> tuple[Personal, ...]:
        """The fields that are sealed."""
        return tuple(one for one in self.fields if isinstance(one, Personal))

    @cached_property
    def masked(self) -> tuple[Personal, ...]:
        """The fields of which only a part is shown before a purpose is stated."""
        return tuple(one for one in self.personal if not one.open)

    @cached_property
    def where(self) -> Where | None:
        """The field of the row's own place."""
        return next((one for one in self.fields if isinstance(one, Where)), None)

    def governed(self, response: Response, path: str) -> str:
        """Return where a row is entered: at its place, or at the top where that lies above the jurisdiction."""
        if self.where is None or not self.where.above:
            return path
        top = str(response.jurisdiction.path)
        return top if top.startswith(path) else path

    @property
    def savable(self) -> tuple[str, ...]:
        """The fields by which a narrowed list may be kept as a view: none that may hold a person's name."""
        return tuple(one.code for one in self.fields if one.narrows and not _names_people(one))

    @property
    def settles(self) -> bool:
        """Whether something follows from who enters, which may refuse it."""
        return self.settle is not _as_stated

    @property
    def kind(self) -> str:
        """The kind of its entries."""
        return self.code[:24]


def _names_people(one: Field) -> bool:
    """Tell whether people write a person's name into a field, or the label of an entry that is called by one."""
    if not isinstance(one, Reference):
        return isinstance(one, Personal)
    ledger = ledger_of(one.to)
    return any(_names_people(ledger.by_code[code]) for code in ledger.label)


_ledgers: dict[str, Ledger] = {}


def add(ledger: Ledger) -> None:
    """Keep a ledger; a code is declared once."""
    if ledger.code in _ledgers:
        raise ValueError(f"ledger declared twice: {ledger.code}")
    if taken := RESERVED & set(ledger.by_code):
        raise ValueError(f"fields of {ledger.code} may not be called {taken}")
    _ledgers[ledger.code] = ledger


def ledger_of(code: str) -> Ledger:
    """Return a ledger by its code; raises ``Missing``."""
    if code not in _ledgers:
        raise Missing(_("There is no such ledger."))
    return _ledgers[code]


def ledger_of_table(model: type[Model]) -> Ledger:
    """Return the ledger whose rows lie in a table; raises ``Missing``."""
    found = next((one for one in _ledgers.values() if one.model is model), None)
    if found is None:
        raise Missing(_("There is no such ledger."))
    return found


def all_ledgers() -> list[Ledger]:
    """Return every ledger in the order of declaration."""
    return list(_ledgers.values())


def referring_to(ledger: Ledger) -> list[tuple[Ledger, Reference]]:
    """Return the ledgers whose rows name entries of one, each with the field that does."""
    return [
        (other, one)
        for other in all_ledgers()
        for one in other.fields
        if isinstance(one, Reference) and one.to == ledger.code
    ]
