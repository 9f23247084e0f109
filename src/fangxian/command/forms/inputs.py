"""What the builder's page asks for: the form itself, and each of its fields; the actions check what they mean."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.forms.definition import CHOOSING
from fangxian.mechanisms.forms.sheets.words import code_of
from fangxian.mechanisms.forms.vocabulary import (
    KIND_TEXT,
    NUMERIC,
    RESERVED,
    TYPE_TEXT,
    WITH_DECIMALS,
    Choice,
    Field,
    FieldKind,
    FieldType,
    Form,
    Frequency,
)
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.forms import Day

WEEKDAYS = [
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
    ("5", _("Saturday")), ("6", _("Sunday")),
]  # fmt: skip
FREQUENCIES = [
    (Frequency.DAILY.value, _("every day")),
    (Frequency.WEEKLY.value, _("every week")),
    (Frequency.ONCE.value, _("once")),
]
REVIEWS = [(0, _("nobody")), (1, _("the direct superior")), (2, _("two levels")), (3, _("three levels"))]
SHORT = forms.Textarea({"rows": 2})
SPLIT = "、"
CODE_HELP = _(
    "Small letters and digits; it stays for ever, whatever the title becomes. Empty: made from the title."
)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=Day(format="%Y-%m-%d"))


class FormInput(forms.Form):
    """The form itself: title, issuer, from when, how often, until which hour, how many levels review."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, required=False, help_text=CODE_HELP)
    issued_by = forms.ChoiceField(label=_("Issued by"))
    valid_from = _day(_("Owed from"))
    frequency = forms.ChoiceField(label=_("How often"), choices=FREQUENCIES)
    weekday = forms.ChoiceField(label=_("Day of the week"), choices=WEEKDAYS, required=False)
    once_on = _day(_("Due on"), required=False)
    cut_off = forms.TimeField(
        label=_("Cut-off"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Empty: the hour of the response."),
    )
    grace = forms.IntegerField(
        label=_("Grace in minutes"), required=False, min_value=0, help_text=_("Empty: as in the response.")
    )
    reviews = forms.TypedChoiceField(label=_("Reviewed by"), choices=REVIEWS, coerce=int)
    help = forms.CharField(label=_("Instructions"), required=False, max_length=500, widget=SHORT)

    def __init__(self, issuers: Iterable[Body], *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(body.pk), str(body)) for body in issuers]
        self.fields["issued_by"].choices = choices  # type: ignore[attr-defined]
        if fixed:
            for name in ("code", "issued_by"):
                self.fields[name].widget = forms.HiddenInput()

    @staticmethod
    def of(form: Form) -> dict[str, Any]:
        """Return a form's own properties as the page begins with them."""
        return {
            "title": str(form.title),
            "code": form.code,
            "issued_by": str(form.issued_by or ""),
            "valid_from": None if form.valid_from == datetime.date.min else form.valid_from,
            "frequency": form.frequency.value,
            "weekday": form.due_on if form.frequency is Frequency.WEEKLY else "4",
            "once_on": form.due_on if form.frequency is Frequency.ONCE else None,
            "cut_off": form.cut_off,
            "grace": form.grace,
            "reviews": form.reviews,
            "help": str(form.help),
        }

    def form(self, fields: Sequence[Field]) -> Form:
        """Return the form that was filled in, with its fields."""
        data = self.cleaned_data
        frequency = Frequency(data["frequency"])
        once_on = data["once_on"].isoformat() if data["once_on"] else ""
        due_on = {Frequency.WEEKLY: data["weekday"], Frequency.ONCE: once_on}
        return Form(
            code=data["code"] or form_code(data["title"], data["valid_from"]),
            title=data["title"],
            fields=tuple(fields),
            valid_from=data["valid_from"],
            frequency=frequency,
            due_on=due_on.get(frequency, ""),
            cut_off=data["cut_off"],
            grace=data["grace"],
            reviews=data["reviews"],
            issued_by=uuid.UUID(data["issued_by"]) if data["issued_by"] else None,
            help=data["help"],
        )


def form_code(title: str, day: datetime.date) -> str:
    """Return a code made of a title's words, else of the day."""
    return code_of(title).replace("_", "-") or f"form-{day:%Y%m%d}"


class FieldInput(forms.Form):
    """One field; what does not go with its type is passed over."""

    title = forms.CharField(label=_("What is asked"), max_length=120)
    type = forms.ChoiceField(
        label=_("Type"), choices=[(each.value, TYPE_TEXT[each]) for each in FieldType], initial="integer"
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    kind = forms.ChoiceField(
        label=_("Behaviour in time"),
        choices=[(each.value, KIND_TEXT[each]) for each in FieldKind],
        initial="current",
    )
    measure = forms.ChoiceField(label=_("Filled in by"), required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=4, required=False, initial=2)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line; before an equals sign its code, which stays."),
    )
    calculation = forms.CharField(
        label=_("Calculation"),
        required=False,
        max_length=500,
        help_text=_("For example ${home} + ${central}."),
    )
    help = forms.CharField(label=_("Help"), required=False, max_length=200)
    constraint = forms.CharField(
        label=_("Constraint"),
        required=False,
        max_length=500,
        help_text=_("For example . >= ${yesterday.total}; the dot is this field."),
    )
    constraint_message = forms.CharField(
        label=_("Sentence when it is broken"), required=False, max_length=200
    )
    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=CODE_HELP)
    synonyms = forms.CharField(
        label=_("Other headings"),
        required=False,
        help_text=_("As sheets and chats call it, with 、 between."),
    )
    leave_out = forms.BooleanField(label=_("Leave out"), required=False)

    MORE = ("help", "constraint", "constraint_message", "code", "synonyms")
    """What the page folds away."""

    def __init__(self, measures: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]

    @property
    def said(self) -> str:
        """The type and unit as the page sums them up."""
        own = dict(self.fields["type"].choices).get(self["type"].value(), "")  # type: ignore[attr-defined]
        unit = self["unit"].value() if self["type"].value() in NUMERIC else ""
        return f"{own} {unit or ''}".strip()

    @staticmethod
    def of(field: Field) -> dict[str, Any]:
        """Return a field as the page begins with it."""
        return {
            "title": str(field.title),
            "type": field.type.value,
            "unit": str(field.unit),
            "kind": field.kind.value,
            "measure": field.measure,
            "required": field.required,
            "decimals": field.decimals,
            "choices": "\n".join(f"{choice.code}={choice.title}" for choice in field.choices),
            "calculation": field.calculation,
            "help": str(field.help),
            "constraint": field.constraint,
            "constraint_message": str(field.constraint_message),
            "code": field.code,
            "synonyms": SPLIT.join(field.synonyms),
        }

    def field(self, taken: set[str]) -> Field:
        """Return the field that was filled in; ``taken`` are the codes that it may not make up itself."""
        data = self.cleaned_data
        own = FieldType(data["type"])
        counted = own in NUMERIC
        return Field(
            code=data["code"].strip() or field_code(data["title"], taken),
            title=data["title"],
            type=own,
            unit=data["unit"] if counted else "",
            kind=FieldKind(data["kind"]) if counted else FieldKind.CURRENT,
            measure=data["measure"] if counted and own is not FieldType.COMPUTED else "",
            required=data["required"] and own is not FieldType.COMPUTED,
            decimals=(data["decimals"] or 0) if own in WITH_DECIMALS else 0,
            choices=choices_in(data["choices"]) if own in CHOOSING else (),
            calculation=data["calculation"] if own is FieldType.COMPUTED else "",
            help=data["help"],
            constraint=data["constraint"],
            constraint_message=data["constraint_message"],
            synonyms=tuple(part.strip() for part in data["synonyms"].split(SPLIT) if part.strip()),
        )


def field_code(title: str, taken: set[str]) -> str:
    """Return a code that is not taken: made of the title's words, else of a number."""
    base = code_of(title) or "f"
    if base not in taken | RESERVED | {"f"}:
        return base
    return next(code for number in range(1, 1000) if (code := f"{base}{number}") not in taken)


def choices_in(text: str) -> tuple[Choice, ...]:
    """Return answers from lines ``code=title`` or ``title``; a code that is lacking is made."""
    found: list[Choice] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        code, equals, title = line.partition("=")
        taken = {choice.code for choice in found}
        if equals:
            found.append(Choice(code.strip(), title.strip()))
        else:
            found.append(Choice(field_code(line, taken), line))
    return tuple(found)


class UploadInput(forms.Form):
    """A sheet that people use already, or an XLSForm."""

    file = forms.FileField(
        label=_("Sheet"), help_text=_("An .xlsx or .xls as it came down, blank or filled in; or an XLSForm.")
    )


class RetireInput(forms.Form):
    """From when nobody owes a form any more, and why."""

    day = _day(_("Nobody owes it from"))
    reason = forms.CharField(label=_("reason"), max_length=200)


class OwingInput(forms.Form):
    """Who owes a form: a line, in it the bodies below one, of some kinds, in a place; from when."""

    line = forms.ChoiceField(label=_("line"))
    body = forms.CharField(
        label=_("Below, and including"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "bodies", "autocomplete": "off"}),
        help_text=_("Name or code of a unit; empty: the whole line."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"),
        required=False,
        choices=Body.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(
        label=_("Only in"),
        required=False,
        max_length=80,
        help_text=_("Name or code of a place; empty: everywhere."),
    )
    valid_from = _day(_("from"))

    def __init__(self, lines: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]


class EndInput(forms.Form):
    """From when a rule holds no longer, and why."""

    valid_to = _day(_("owes nothing from"))
    reason = forms.CharField(label=_("reason"), max_length=200)
