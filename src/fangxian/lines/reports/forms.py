"""Forms of the line; what they mean is checked by the actions, whose refusals come back field by field."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lines.reports.own import Cell, Mine, may_fall
from fangxian.lines.reports.spending import spent
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.vocabulary import Field, FieldType, Form
from fangxian.mechanisms.imports.dates import Reading

REASON = "-reason"
SPENT = "seconds-spent"
"""How long the page has been before somebody; a hyphen stands in no field's code."""
SHORT = forms.Textarea(attrs={"rows": 2})
FEW = 5
"""So many choices stand side by side; more are a list."""
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
INTEGER = {"inputmode": "numeric", "autocomplete": "off", "min": "0"}


@dataclass(frozen=True)
class Row:
    """A field on the page: what is known of it, its input, and room for a reason; a computed one has neither."""

    cell: Cell
    input: forms.BoundField | None
    reason: forms.BoundField | None

    @property
    def is_step(self) -> bool:
        """Whether it is a whole number beside the ledgers', counted by thumb."""
        return self.cell.field.type is FieldType.INTEGER and not self.cell.may_fall

    @property
    def value(self) -> str:
        """What a computed field comes to."""
        return values.shown(self.cell.field, self.cell.begins)

    @property
    def asks_reason(self) -> bool:
        """Whether the reason is asked for already."""
        stated = self.input is not None and bool(self.input.errors and self.input.value())
        return self.reason is not None and bool(self.reason.value() or stated)


class ReportForm(forms.Form):
    """A body's report of a day by the fields of its form, each number with room for why it differs or falls.

    ``id`` is chosen when the form is shown, so that sending it twice files once; ``version`` is the version of
    the report that the writer looked at, 0 before there is one. What the page says of the time spent is never refused.
    What is known fills in a page that is shown: it is not read for one that was sent.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, mine: Mine, data: Any = None) -> None:
        report = mine.report if data is None or data.get("version") not in (None, "", "0") else None
        self.mine = mine
        super().__init__(
            data,
            initial={
                "id": report.entry_id if report else new_id(),
                "version": report.number if report else 0,
            },
        )
        self.fields[SPENT] = forms.CharField(
            required=False, widget=forms.HiddenInput({"data-spent": "", "autocomplete": "off"})
        )
        self.fields |= _inputs_of(mine.form)
        for cell in mine.cells if data is None else ():
            self.initial[cell.field.code] = values.given(cell.field, cell.begins)
            self.initial[cell.field.code + REASON] = cell.reason
        if report and report.state != report.State.DRAFT:
            self.fields["why"] = forms.CharField(
                label=_("Why is the report replaced?"), required=False, max_length=200
            )

    def clean(self) -> dict[str, Any]:
        """Read every field as its type has it."""
        data: dict[str, Any] = self.cleaned_data
        for field in self.mine.form.asked:
            if field.code in data:
                with into(self):
                    data[field.code] = values.parse(field, data[field.code], self.reading)
        return data

    @property
    def reading(self) -> Reading:
        """How a date without a year is read."""
        return Reading(default_year=self.mine.day.year)

    def numbers(self) -> dict[str, int]:
        """Return the numbers that were filled in; a blank is left out, it is not a zero."""
        return {code: value for code, value in self._told(numbers=True) if value is not None}

    def answers(self) -> dict[str, Any]:
        """Return the other answers that were given."""
        return {code: value for code, value in self._told(numbers=False) if value is not None}

    def reasons(self) -> dict[str, str]:
        """Return the reason given for each number."""
        codes = [name.removesuffix(REASON) for name in self.fields if name.endswith(REASON)]
        return {code: self.cleaned_data.get(code + REASON, "") for code in codes}

    @property
    def seconds(self) -> int | None:
        """How long the page lay before somebody."""
        return spent(self.cleaned_data.get(SPENT))

    @property
    def spent(self) -> forms.BoundField:
        """The input in which the page counts."""
        return self[SPENT]

    def rows(self) -> list[Row]:
        """Return each field of the form as the page shows it."""
        return [
            Row(cell, self._bound(cell.field.code), self._bound(cell.field.code + REASON))
            for cell in self.mine.cells
        ]

    def _told(self, *, numbers: bool) -> list[tuple[str, Any]]:
        asked = [field.code for field in self.mine.form.asked if field.is_number is numbers]
        return [(code, self.cleaned_data.get(code)) for code in asked]

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None


_inputs: dict[tuple[str, int], tuple[Form, dict[str, forms.Field]]] = {}


def _inputs_of(form: Form) -> dict[str, forms.Field]:
    """Return the inputs of a version of a form, which are the same for everybody: made once, changed by nobody."""
    known = _inputs.get((form.code, form.number))
    if known is None or known[0] is not form:
        known = _inputs[form.code, form.number] = form, dict(_made_for(form))
    return known[1]


def _made_for(form: Form) -> Iterator[tuple[str, forms.Field]]:
    for field in form.asked:
        yield field.code, input_of(field)
        if field.measure or may_fall(field):
            label = _("why it differs")
            yield (
                field.code + REASON,
                forms.CharField(label=label, required=False, max_length=200, widget=SHORT),
            )


def input_of(field: Field) -> forms.Field:
    """Return the input for a field; what was entered is read and checked afterwards."""
    common: dict[str, Any] = {"label": field.title, "required": False, "help_text": field.help}
    choices = [(choice.code, choice.title) for choice in field.choices]
    if field.type is FieldType.MULTIPLE:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if field.type is FieldType.CHOICE:
        few = len(choices) <= FEW
        listed = choices if few else [("", "—"), *choices]
        return forms.ChoiceField(choices=listed, widget=forms.RadioSelect if few else forms.Select, **common)
    if field.type is FieldType.YES_NO:
        answers = [("1", pgettext("answer", "yes")), ("0", pgettext("answer", "no"))]
        return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=600, widget=_widget(field), **common)


def _widget(field: Field) -> forms.Widget:
    if field.type is FieldType.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if field.type is FieldType.TEXT:
        return forms.Textarea(attrs={"rows": 2, "maxlength": str(values.LONGEST)})
    return forms.TextInput(attrs=INTEGER if field.type is FieldType.INTEGER else DECIMAL)


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
