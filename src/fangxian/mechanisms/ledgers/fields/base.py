"""What every field can do: be read from a form, a sheet or the API; be kept in columns; be shown; narrow a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q

from fangxian.core.errors import Text as Words
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.imports.fields import Kind

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.models import LedgerRow
    from fangxian.mechanisms.ledgers.names import Names


class Unreadable(ValueError):
    """What was told cannot be the field's value; the message says why, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a ledger's rows; ``code`` names it in forms, sheets and the API, and its column.

    ``listed`` fields are columns of the list, ``narrows`` ones filter it, ``folded`` ones stand at the form's end.
    ``settled`` ones are set by the room's own actions: shown everywhere, entered nowhere.
    """

    code: str
    title: Words
    synonyms: tuple[str, ...] = ()
    required: bool = False
    help: Words = ""
    listed: bool = False
    narrows: bool = False
    folded: bool = False
    settled: bool = False

    kind: ClassVar[Kind] = Kind.TEXT
    json: ClassVar[Any] = str
    """How the API states it."""
    personal = False

    def column(self) -> Column:
        """Return how a sheet holds the field."""
        return Column(
            self.code, self.title, self.synonyms, self.kind, self.required, self.personal, self.help, self.choices()
        )  # fmt: skip

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Return the codes of a choice with their wordings."""
        return {}

    def control(self, meaning: "Meaning") -> forms.Field:
        """Return the form's field, whose cleaned value ``read`` takes."""
        raise NotImplementedError

    def read(self, told: Any, meaning: "Meaning") -> Any:
        """Return the value that a form, a cell or the API tells, None where nothing; raises ``Unreadable``."""
        raise NotImplementedError

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in which the field lies."""
        return (self.code,)

    def columns(self, value: Any) -> dict[str, Any]:
        """Return what the row's columns hold for a value."""
        return {self.code: value}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> Any:
        """Return the value that a row holds; ``opened`` has its sealed fields."""
        return getattr(row, self.code)

    def canonical(self, value: Any) -> Any:
        """Return a value as it stands in the entry's digest."""
        return value

    def wants(self, value: Any, names: "Names") -> None:
        """Ask for the names that showing a value takes, so that all rows' are read at once."""

    def shown(self, value: Any, names: "Names") -> str:
        """Return a value as people read it."""
        return "" if value is None else str(value)

    def told(self, value: Any, names: "Names") -> Any:
        """Return a value as the API states it."""
        return value

    def initial(self, value: Any, names: "Names") -> Any:
        """Return a value as the form takes it back."""
        return value

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        """Return the field of the list's filter, None where it narrows nothing."""
        return None

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        """Return the condition of a filter's text."""
        return Q(**{self.code: text})
