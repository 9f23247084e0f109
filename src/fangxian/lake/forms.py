"""The form by which an export is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """For which purpose."""

    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        help_text=_("Who needs the rows, and for what. It is kept in the audit trail."),
    )
