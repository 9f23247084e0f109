"""A field that names an entry of a ledger: a person of the roster, a team, a post."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Q

from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.names import Names


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """An entry of the ledger ``to``, by its id; people write its label, where that names only one."""

    to: str
    json = UUID

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=self.required, max_length=120, widget=widget,
                               help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> UUID | None:
        if isinstance(told, UUID):
            return meaning.entry(self.to, str(told))
        text = str(told or "").strip()
        return meaning.entry(self.to, text) if text else None

    def canonical(self, value: Any) -> Any:
        return str(value) if value else None

    def wants(self, value: Any, names: "Names") -> None:
        names.want_entry(self.to, value)

    def shown(self, value: Any, names: "Names") -> str:
        return names.label(self.to, value)

    def initial(self, value: Any, names: "Names") -> Any:
        return names.label(self.to, value) or (str(value) if value else "")

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=False, max_length=120, widget=widget)

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        try:
            return Q(**{self.code: meaning.entry(self.to, text)})
        except Unreadable:
            return Q(pk__in=[])
