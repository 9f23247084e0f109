"""Fields about a person: sealed under the key of their class of data, masked until a purpose is stated (decision 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from fangxian.core.crypto import DataClass
from fangxian.core.folding import fold
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.fields import Kind
from fangxian.mechanisms.imports.identifiers import IdNumber as Checked
from fangxian.mechanisms.imports.identifiers import parse_id_number, parse_phone
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.plain import Text

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.models import LedgerRow
    from fangxian.mechanisms.ledgers.names import Names

STAR = "＊"


@dataclass(frozen=True, kw_only=True)
class Personal(Text):
    """A sealed text; ``sought`` names the column of its keyed token, by which it is found when typed in full.

    ``open`` fields are shown to everybody who sees the row: the name of somebody on duty is no secret there. Of others
    the first ``head`` and the last ``tail`` characters are shown.
    """

    data_class: DataClass = DataClass.IDENTITY
    sought: str = ""
    open: bool = False
    head: int = 1
    tail: int = 0

    @property
    def personal(self) -> bool:  # type: ignore[override]
        return not self.open

    def control(self, meaning: "Meaning") -> forms.Field:
        control = super().control(meaning)
        control.widget.attrs["data-personal"] = ""
        return control

    @property
    def names(self) -> tuple[str, ...]:
        return ()

    def columns(self, value: Any) -> dict[str, Any]:
        return {}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> str:
        return opened.get(self.code, "")

    def told(self, value: Any, names: "Names") -> str:
        return self.shown(value, names)

    def shown(self, value: Any, names: "Names") -> str:
        """Return what is shown of a value before a purpose is stated."""
        if self.open or not value:
            return str(value or "")
        if len(value) <= self.head + self.tail:
            return STAR * len(value)
        return f"{value[: self.head]}{STAR * 4}{value[len(value) - self.tail :]}"

    def normal(self, value: str) -> str:
        """Return a value as its token is made of it."""
        return fold(value).replace(" ", "").replace("·", "")


@dataclass(frozen=True, kw_only=True)
class Phone(Personal):
    """A telephone number; one that does not look like one is kept as given."""

    kind = Kind.PHONE
    data_class: DataClass = DataClass.CONTACT
    head: int = 3
    tail: int = 4
    length: int = 40

    def control(self, meaning: "Meaning") -> forms.Field:
        control = super().control(meaning)
        control.widget.attrs["inputmode"] = "tel"
        return control

    def read(self, told: Any, meaning: "Meaning") -> str:
        text = super().read(told, meaning)
        try:
            return parse_phone(text) or ""
        except ValueProblem as problem:
            return str(problem.kept or text)


@dataclass(frozen=True, kw_only=True)
class IdNumber(Personal):
    """An identity number (GB 11643); a wrong one is refused, since a roster has time to ask again."""

    kind = Kind.ID_NUMBER
    head: int = 6
    length: int = 20

    def control(self, meaning: "Meaning") -> forms.Field:
        control = super().control(meaning)
        control.widget.attrs |= {"data-id-number": "", "autocapitalize": "characters"}
        return control

    def read(self, told: Any, meaning: "Meaning") -> str:
        try:
            found = told if isinstance(told, Checked) else parse_id_number(told or None)
        except ValueProblem as problem:
            raise Unreadable(_("This is no valid identity number.")) from problem
        if found and not found.valid:
            raise Unreadable(_("This is no valid identity number."))
        return found.number if found else ""
