"""The forms of pairing: a community's answer (M9)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.pairing.models import YesNo


class AnswerForm(forms.Form):
    """What a community answers about one unit."""

    follows = forms.ChoiceField(
        label=_("Do they follow our dispatch?"), choices=YesNo.choices, widget=forms.RadioSelect
    )
    together = forms.ChoiceField(label=_("Do they work together with us?"), choices=YesNo.choices,
                                 widget=forms.RadioSelect)  # fmt: skip
    remark = forms.CharField(label=_("What is wrong?"), max_length=200, required=False)
