"""What an import looks for: its fields, with the names by which senders call them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise

from fangxian.mechanisms.imports.text import fold


class Kind(StrEnum):
    """How a field's cells are read."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CHOICE = "choice"
    FLAG = "flag"


@dataclass(frozen=True)
class Field:
    """One field: its code, the title that templates show, other names, the kind of its cells.

    ``choices`` gives each code of a choice with its wordings; ``none_is_zero`` lets 无 state a zero.
    ``ahead`` lets a day without a year lie after today (a last day of leave). ``sender`` says whose own a row is where
    no column says so: the sending "body" or "place".
    ``personal`` fields are masked in exports unless a purpose is stated (decision 8).
    """

    code: str
    title: str | Promise
    synonyms: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    required: bool = False
    personal: bool = False
    help: str | Promise = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    none_is_zero: bool = False
    ahead: bool = False
    sender: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return title and synonyms, folded for comparison."""
        return tuple(
            dict.fromkeys(fold(str(name)) for name in (self.title, *self.synonyms) if fold(str(name)))
        )
