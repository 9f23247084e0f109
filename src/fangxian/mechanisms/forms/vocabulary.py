"""What a form is made of: ten types of fields, how a number behaves in time, and when it is owed (M8)."""

import datetime
import uuid
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text


class FieldType(StrEnum):
    """What is stated in a field."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    YES_NO = "yes_no"
    COMPUTED = "computed"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    MULTIPLE = "multiple"


TYPE_TEXT = {
    FieldType.INTEGER: _("whole number"),
    FieldType.DECIMAL: _("decimal number"),
    FieldType.AMOUNT: _("amount of money"),
    FieldType.PERCENTAGE: _("percentage"),
    FieldType.YES_NO: _("yes or no"),
    FieldType.COMPUTED: _("computed"),
    FieldType.DATE: _("date"),
    FieldType.TEXT: _("text"),
    FieldType.CHOICE: _("one of several"),
    FieldType.MULTIPLE: _("some of several"),
}
NUMERIC = frozenset(
    {
        FieldType.INTEGER,
        FieldType.DECIMAL,
        FieldType.AMOUNT,
        FieldType.PERCENTAGE,
        FieldType.YES_NO,
        FieldType.COMPUTED,
    }
)
"""Types that lie in a typed column as an integer of the smallest unit, and are measures at once."""


WITH_DECIMALS = frozenset({FieldType.DECIMAL, FieldType.AMOUNT, FieldType.PERCENTAGE, FieldType.COMPUTED})
FIGURES_OF_FORMS = frozenset(
    {"due", "filed", "on_time", "zero", "late", "missing", "completeness", "timeliness"}
)
AROUND_FIELDS = frozenset(
    {
        *("id", "version", "why", "day", "body", "line", "unit", "reason", "numbers", "answers", "draft"),
        *("comment", "do", "state", "yesterday", "form"),
    }
)
RESERVED = FIGURES_OF_FORMS | AROUND_FIELDS
"""What no field may be called: figures of every form, and what stands around its fields on a page or in a sheet."""


class FieldKind(StrEnum):
    """How a reported number behaves in time."""

    FLOW = "flow"
    CUMULATIVE = "cumulative"
    CURRENT = "current"


KIND_TEXT = {
    FieldKind.FLOW: _("new since the last report"),
    FieldKind.CUMULATIVE: _("since the response began"),
    FieldKind.CURRENT: _("at the cut-off"),
}


class Frequency(StrEnum):
    """How often a form is owed; ``due_on`` of the form names the weekday (0 is Monday) or the one day."""

    DAILY = "daily"
    WEEKLY = "weekly"
    ONCE = "once"


@dataclass(frozen=True)
class Choice:
    """An answer that may be chosen."""

    code: str
    title: Text


@dataclass(frozen=True)
class Field:
    """Something asked for.

    ``column`` is the typed column that holds a number, kept by a field's code through all versions of a form;
    ``measure`` is what the ledgers say. A number is stored as an integer of ``10 ** -decimals`` units. Expressions
    are XPath as in XLSForm: ``${code}`` is another field, ``${yesterday.code}`` the same body's former report,
    ``.`` the field itself.
    """

    code: str
    title: Text
    kind: FieldKind = FieldKind.CURRENT
    measure: str = ""
    column: str = ""
    unit: Text = _("persons")
    type: FieldType = FieldType.INTEGER
    decimals: int = 0
    required: bool = True
    constraint: str = ""
    constraint_message: Text = ""
    calculation: str = ""
    help: Text = ""
    choices: tuple[Choice, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Other headings under which sheets and relays write the same."""

    @property
    def is_number(self) -> bool:
        """Whether the field lies in a typed column."""
        return self.type in NUMERIC

    @property
    def is_share(self) -> bool:
        """Whether the number is a percentage, which adds up nowhere."""
        computed = self.type is FieldType.COMPUTED and str(self.unit) == "%"
        return computed or self.type is FieldType.PERCENTAGE


@dataclass(frozen=True)
class Form:
    """One version of a form that bodies owe; ``cut_off`` and ``grace`` (minutes) default to the response's."""

    code: str
    title: Text
    fields: tuple[Field, ...]
    number: int = 1
    valid_from: datetime.date = datetime.date.min
    valid_to: datetime.date | None = None
    """The first day on which it no longer holds: the next version's, or the form's retirement."""
    frequency: Frequency = Frequency.DAILY
    due_on: str = ""
    cut_off: datetime.time | None = None
    grace: int | None = None
    reviews: int = 1
    """How many levels accept one after another: 1 is the direct superior, 0 nobody."""
    issued_by: uuid.UUID | None = None
    help: Text = ""
    is_built_in: bool = False

    def field(self, code: str) -> Field:
        """Return a field by its code; raises ``KeyError``."""
        return self.by_code[code]

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields by their codes."""
        return {field.code: field for field in self.fields}

    def holds_on(self, day: datetime.date) -> bool:
        """Tell whether this version is the one of a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def asked(self) -> list[Field]:
        """The fields that somebody fills in; the others are computed."""
        return [field for field in self.fields if field.type is not FieldType.COMPUTED]

    @property
    def numbers(self) -> list[Field]:
        """The fields that lie in typed columns."""
        return [field for field in self.fields if field.is_number]

    @property
    def flows(self) -> list[Field]:
        """The numbers that are zero when there is nothing to report."""
        return [field for field in self.numbers if field.kind is FieldKind.FLOW]
