"""The form by which a period is locked; what it means is checked by the action (M8)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.reports.forms import BodyField, day_field


class LockForm(forms.Form):
    """Days that are locked, in a line below a unit or in a place, and why."""

    first_day = day_field(_("first day"))
    last_day = day_field(_("last day"))
    body = BodyField(label=_("unit"), required=False, help_text=_("With all units below it in the line."))
    line = forms.ChoiceField(label=_("line"), required=False)
    place = forms.CharField(
        label=_("or place, if no unit is given"),
        required=False,
        max_length=18,
        help_text=_("Division code, such as 220602001."),
    )
    form = forms.ChoiceField(label=_("form"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(
        self, lines: list[tuple[str, str]], known: list[tuple[str, str]], data: Any = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        self.fields["form"].choices = [("", _("all forms")), *known]  # type: ignore[attr-defined]
