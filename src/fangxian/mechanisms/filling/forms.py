"""The forms of the page: send a form, correct a blank, say until when and what for."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid
from fangxian.mechanisms.figures.questions import instant
from fangxian.mechanisms.filling.owners import Owner, owner_of
from fangxian.mechanisms.filling.rules.choices import Choice, Source
from fangxian.mechanisms.filling.rules.meaning import Window

ACCEPTED = ".xlsx,.xlsm,.xls,.docx"


class UploadForm(forms.Form):
    """A blank form, and for whom it is filled: preset as the last time, and not asked when there is only one."""

    file = forms.FileField(
        label=_("The blank form"),
        allow_empty_file=True,
        help_text=_("As it came: .xlsx, .xls or .docx. Nothing but its blank cells is changed."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-drop": ""}),
    )
    owner = forms.ChoiceField(label=_("Fill it for"))

    def __init__(self, owners: list[Owner], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = owners
        field: Any = self.fields["owner"]
        field.choices = [(owner.key, owner.label) for owner in owners]
        if len(owners) == 1:
            del self.fields["owner"]

    def chosen(self) -> Owner:
        """Return for whom the form is filled; call it on a valid form."""
        return self.owners[0] if len(self.owners) == 1 else owner_of(self.cleaned_data["owner"])


class FillForm(forms.Form):
    """Until when, and why persons are shown in full."""

    to = forms.CharField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), max_length=32
    )
    purpose = forms.CharField(
        label=_("What the full names are needed for"),
        required=False,
        max_length=200,
        help_text=_(
            "Without a purpose names and numbers are masked. The purpose is kept and the auditor sees it."
        ),
    )

    hides_small = forms.BooleanField(
        label=_("Hide small numbers"),
        required=False,
        help_text=_(
            "For a form that is passed on or published: numbers that could point at a person are written as <3. "
            "The form's own sums do not count them."
        ),
    )

    def __init__(self, *args: Any, with_persons: bool, with_small: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_persons:
            del self.fields["purpose"]
        if not with_small:
            del self.fields["hides_small"]

    def clean_to(self) -> datetime.datetime:
        """Read the instant."""
        try:
            return instant(self.cleaned_data["to"], "to")
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.errors["to"])) from refusal


def choice_of(data: Any) -> Choice:
    """Return what a picker sends: ``what`` is ``measure:CODE``, ``ledger:CODE``, ``constant:CODE`` or nothing."""
    source, _colon, code = str(data.get("what", "")).partition(":")
    window = str(data.get("window", "")) or Window.TOTAL
    if source not in list(Source) or window not in list(Window):
        raise Invalid({"what": _("Choose what the column holds.")})
    return Choice(Source(source), code, Window(window), str(data.get("line", "")))
