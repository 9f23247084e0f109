"""The small forms of passenger lists."""

from django import forms
from django.utils.translation import gettext_lazy

from fangxian.lines.arrivals.forms import text


class AssignForm(forms.Form):
    """Which community a passenger is given to."""

    place = text(gettext_lazy("Community"), required=True, list="communities")


class WithdrawForm(forms.Form):
    """Why a whole list is taken back."""

    reason = text(gettext_lazy("Why is the whole list taken back?"), 200, required=True, autofocus=True)
