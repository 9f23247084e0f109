"""What the builder's page asks for: the form itself, and each of its fields; the actions check what they mean."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.dated import today
from fangxian.mechanisms.forms.sheets.words import code_of
from fangxian.mechanisms.forms.vocabulary import Field, Form, Frequency
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
DAY = datetime.timedelta(days=1)
CODE_HELP = _(
    "Small letters and digits; it stays for ever, whatever the title becomes. Empty: made from the title."
)


def told(form: forms.Form, otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was read of a form, and in place of what could not be read the text as it stands, or a default."""
    found = {**otherwise, **form.cleaned_data}
    for name in form.errors:
        if type(form.fields.get(name)) is forms.CharField:
            found[name] = str(form[name].value() or "").strip()
    return found


def unread(form: forms.Form) -> list[str]:
    """Return the labels of what was written and could not be read, so that it is left out of a draft."""
    return [
        str(form[name].label)
        for name in form.errors
        if type(form.fields.get(name)) is not forms.CharField and form[name].value()
    ]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=Day())


class FormInput(forms.Form):
    """The form itself: title, issuer, from when, how often, until which hour, how many levels review."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, required=False, help_text=CODE_HELP)
    issued_by = forms.ChoiceField(label=_("Issued by"))
    valid_from = _day(_("Owed from"))
    frequency = forms.ChoiceField(label=_("How often"), choices=FREQUENCIES)
    weekday = forms.ChoiceField(label=_("Day of the week"), choices=[("", "—"), *WEEKDAYS], required=False)
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
        """Return the form that was filled in, with its fields; what lacks has its usual value."""
        offered = self.fields["issued_by"].choices  # type: ignore[attr-defined]
        usual = {
            "code": "", "issued_by": offered[0][0] if offered else "", "valid_from": today() + DAY, "weekday": "",
            "frequency": Frequency.DAILY, "once_on": None, "cut_off": None, "grace": None, "reviews": 1, "help": "",
        }  # fmt: skip
        data = told(self, usual)
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

    @property
    def is_named(self) -> bool:
        """Whether title and code can be read, which is enough for a draft."""
        return self.is_bound and not {"title", "code"} & set(self.errors)


def renewed(form: Form) -> Form:
    """Return a form as its maker goes on with it: it begins tomorrow at the earliest."""
    return form if form.valid_from > today() else replace(form, valid_from=today() + DAY)


def form_code(title: str, day: datetime.date) -> str:
    """Return a code made of a title's words, else of the day."""
    return code_of(title).replace("_", "-") or f"form-{day:%Y%m%d}"


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
