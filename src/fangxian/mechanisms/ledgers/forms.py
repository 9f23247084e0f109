"""The forms of a ledger, made from its fields: a row, the list's filter, a search, a reason, an export."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf, Where
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import Line
from fangxian.mechanisms.ledgers.statements import read


class RowForm(forms.Form):
    """A row as somebody enters or corrects it."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=200)

    def __init__(self, ledger: Ledger, meaning: Meaning, data: Any = None, former: Line | None = None,
                 initial: Values | None = None) -> None:  # fmt: skip
        self.ledger, self.meaning, self.former = ledger, meaning, former
        start: dict[str, Any] = {"id": new_id(), **(initial or {})}
        if former:
            start |= {field.code: in_words(field, former, meaning) for field in ledger.entered}
        super().__init__(data, initial=start)
        for field in ledger.entered:
            self.fields[field.code] = field.control(meaning)
        del self.fields["id" if former else "reason"]
        if former:
            self.order_fields([*(field.code for field in ledger.entered), "reason"])

    def clean(self) -> dict[str, Any]:
        """Read what was written into values; what cannot be read is said at its field."""
        told = super().clean() or {}
        try:
            self.values = read(self.ledger, told, self.meaning)
        except Invalid as refusal:
            for code, text in refusal.errors.items():
                if code not in self.errors:
                    self.add_error(code, str(text))
        return told

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in sight."""
        return [field for field in self.visible_fields() if not self._is_folded(field.name)]

    @property
    def more(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [field for field in self.visible_fields() if self._is_folded(field.name)]

    @property
    def more_open(self) -> bool:
        """Whether something folded has to be looked at."""
        return any(field.errors for field in self.more)

    @property
    def offers(self) -> dict[str, list[str]]:
        """The names that each field offers, by the id of its list."""
        return offers(self.ledger, self.meaning)

    def _is_folded(self, code: str) -> bool:
        return code in self.ledger.by_code and self.ledger.by_code[code].folded


def in_words(field: Field, line: Line, meaning: Meaning) -> Any:
    """Return a row's value as a form takes it back, a place by its name where that means no other."""
    value = line.values[field.code]
    told = field.initial(value, line.names)
    if not isinstance(field, Where) or not told:
        return told
    name = field.shown(value, line.names)
    try:
        return name if field.read(name, meaning) == value else told
    except Unreadable:
        return told


class FilterForm(forms.Form):
    """What narrows a ledger's list."""

    state = forms.ChoiceField(
        label=_("In force"),
        required=False,
        choices=[("", _("now")), ("ended", _("ended")), ("all", _("all"))],
    )

    def __init__(self, ledger: Ledger, meaning: Meaning, address: Values) -> None:
        super().__init__(initial=dict(address))
        for field in ledger.fields:
            control = field.narrowing(meaning) if field.narrows else None
            if control:
                self.fields[field.code] = control


class SearchForm(forms.Form):
    """What is looked for; sent by POST, so that no name stands in an address or a log."""

    q = forms.CharField(label=_("Find"), max_length=60, required=False, widget=forms.TextInput(
        attrs={"type": "search", "data-personal": "", "autocomplete": "off"}))  # fmt: skip


class ReasonForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), max_length=200)


class ExportForm(forms.Form):
    """What names in full are needed for; empty, the list is masked."""

    purpose = forms.CharField(
        label=_("Purpose, where names and numbers are needed in full"), max_length=200, required=False
    )


def offers(ledger: Ledger, meaning: Meaning, fields: Sequence[Field] = ()) -> dict[str, list[str]]:
    """Return the names to choose from, by the id of each datalist: of some of a ledger's fields, or of all."""
    found = {}
    for field in fields or ledger.fields:
        if isinstance(field, Where):
            found[f"{field.code}-choices"] = meaning.offered_places(field.kinds, above=field.above)
        elif isinstance(field, OnBehalf):
            found[f"{field.code}-choices"] = meaning.offered_bodies(ledger.enter)
        elif isinstance(field, Reference):
            found[f"{field.code}-choices"] = meaning.offered_entries(field.to)
    return found
