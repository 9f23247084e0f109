"""The forms of service: an answer in words, a handover, a remark, minutes (M10, M11)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.service.rules import LONGEST


class WordsForm(forms.Form):
    """What somebody is answered."""

    words = forms.CharField(label=_("What do you answer?"), max_length=200)

    def __init__(self, needed: bool, data: Any = None) -> None:
        super().__init__(data)
        self.fields["words"].required = needed


class HandoverForm(forms.Form):
    """What a shift leaves open."""

    shift = forms.CharField(label=_("Shift"), max_length=20, required=False)
    items = forms.CharField(
        label=_("What is still open?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(forms.Form):
    """What is wrong with one's own record."""

    text = forms.CharField(label=_("What is wrong, and what is right?"), max_length=500,
                           widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip


class MinutesForm(forms.Form):
    """How long service took."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)
