"""Ledgers whose persons a form may list: each line registers its own, as it registers its measures (M5, M8)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.imports.fields import Field
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Wanted:
    """Whose persons are listed, of which window, as known when; ``in_full`` only after a purpose was stated."""

    response: Response
    start: datetime.datetime
    end: datetime.datetime
    as_of: datetime.datetime
    body: Body | None = None
    line: str = ""
    place: Place | None = None
    in_full: bool = False


class Ledger(Protocol):
    """A ledger of persons: its fields, of which some are personal, and its rows."""

    code: str
    title: Text
    permissions: tuple[str, ...]
    """Any of which lets somebody list its persons, masked."""

    def fields(self) -> Sequence[Field]:
        """Return the fields that a form may ask for, with the names by which forms call them."""
        ...

    def rows(self, actor: Actor, wanted: Wanted) -> list[Mapping[str, str]]:
        """Return each person's fields by code, in the order of arrival, as far as the actor may see them."""
        ...


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> None:
    """Add a line's ledger."""
    _ledgers[ledger.code] = ledger


def ledger_of(code: str) -> Ledger:
    """Return a ledger by its code; raises ``Missing``."""
    if code not in _ledgers:
        raise Missing(_("There is no such ledger."))
    return _ledgers[code]


def all_ledgers() -> list[Ledger]:
    """Return every ledger."""
    return list(_ledgers.values())
