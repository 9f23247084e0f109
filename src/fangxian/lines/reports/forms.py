"""Forms of the line; what they mean is checked by the actions, whose refusals come back field by field."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lines.reports.queries import Cell, Mine

REASON = "-reason"
SHORT = forms.Textarea(attrs={"rows": 2})


class ReportForm(forms.Form):
    """A body's numbers of a day, each with room for why it differs from the ledgers'.

    ``id`` is chosen when the form is shown, so that sending it twice files once; ``version`` is the version of
    the report that the writer looked at, 0 before there is one.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, mine: Mine, data: Any = None) -> None:
        report = mine.report
        super().__init__(
            data,
            initial={
                "id": report.entry_id if report else new_id(),
                "version": report.number if report else 0,
            },
        )
        for cell in mine.cells:
            number = cell.ledger if cell.number is None else cell.number
            self.fields[cell.field.code] = forms.IntegerField(
                label=cell.field.title, min_value=0, required=False, initial=number
            )
            self.fields[cell.field.code + REASON] = forms.CharField(
                label=_("why it differs"), required=False, max_length=200, initial=cell.reason, widget=SHORT
            )
        if report and report.state != report.State.DRAFT:
            self.fields["why"] = forms.CharField(
                label=_("Why is the report replaced?"), required=False, max_length=200
            )

    def numbers(self) -> dict[str, int]:
        """Return the numbers that were filled in; a blank is left out, it is not a zero."""
        found = {name: self.cleaned_data[name] for name in self._codes()}
        return {name: number for name, number in found.items() if number is not None}

    def reasons(self) -> dict[str, str]:
        """Return the reason given for each number."""
        return {name: self.cleaned_data.get(name + REASON, "") for name in self._codes()}

    def rows(self, mine: Mine) -> list[tuple[Cell, forms.BoundField, forms.BoundField]]:
        """Return each cell with its number and its reason, as the page shows them."""
        return [(cell, self[cell.field.code], self[cell.field.code + REASON]) for cell in mine.cells]

    def _codes(self) -> list[str]:
        return [name.removesuffix(REASON) for name in self.fields if name.endswith(REASON)]


class BodyField(forms.CharField):
    """A body named by its code or name, offered from a list."""

    def __init__(self, **options: Any) -> None:
        attrs = {"list": "bodies", "autocomplete": "off"}
        super().__init__(max_length=80, widget=forms.TextInput(attrs=attrs), **options)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class ExcuseForm(forms.Form):
    """A unit that owes nothing for a time, and why."""

    body = BodyField(label=_("unit"))
    valid_from = day_field(_("from"))
    valid_to = day_field(_("first day owed again"), required=False, help_text=_("Empty: closed for good."))
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


class ObligationForm(forms.Form):
    """A unit that owes the daily report in a line."""

    body = BodyField(label=_("unit"))
    line = forms.ChoiceField(label=_("line"))
    valid_from = day_field(_("from"))

    def __init__(self, lines: list[tuple[str, str]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day from which an obligation or excuse no longer holds, and why."""

    valid_to = day_field(_("owes nothing from"))
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


@contextmanager
def into(form: forms.Form) -> Iterator[None]:
    """Put what an action refuses into a form, field by field; what names no field concerns the whole form."""
    try:
        yield
    except Invalid as refusal:
        for name, text in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(text))


def chosen_keys(values: list[str]) -> set[tuple[str, uuid.UUID]]:
    """Read lines and bodies as a page names them, ``line:id``; what is no such name is passed over."""
    found = set()
    for value in values:
        line, _colon, body = value.partition(":")
        try:
            found.add((line, uuid.UUID(body)))
        except ValueError:
            continue
    return found


def day_in(text: str, default: datetime.date) -> datetime.date:
    """Read an ISO day, or take the default for an empty one; raises ``Invalid`` for anything else."""
    try:
        return datetime.date.fromisoformat(text) if text else default
    except ValueError as error:
        raise Invalid({"day": _("Not a day: %(text)s") % {"text": text[:20]}}) from error
