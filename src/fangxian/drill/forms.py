"""The form by which a drill is asked for; ``Parameters`` says what is out of bounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.drill.parameters import SHARES, Parameters
from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.forms.catalogue import all_forms
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.forms import Day

SHARE_TITLES = {
    "late": _("Sent late (%)"),
    "missing": _("Never sent (%)"),
    "corrected": _("Corrected later (%)"),
    "duplicated": _("Sent twice (%)"),
    "out_of_order": _("Of the late ones, after the next day's (%)"),
}


class DrillForm(forms.Form):
    """What the drill is to be; shares are whole percentages."""

    place = forms.CharField(label=_("Code of the place"), max_length=26)
    name = forms.CharField(label=_("Name"), max_length=60, required=False, help_text=_("Empty: the place's."))
    start = forms.DateField(
        label=_("First day"), required=False, widget=Day(), help_text=_("Empty: it ends yesterday.")
    )
    days = forms.IntegerField(label=_("Days"))
    units = forms.IntegerField(label=_("Units that report"))
    arrivals = forms.IntegerField(label=_("People who arrive a day"))
    form = forms.ChoiceField(label=_("Form that the units owe"))
    line = forms.ModelChoiceField(
        Line.objects.all(), label=_("Units of this line"), required=False, empty_label=_("invented units")
    )
    late, missing, corrected, duplicated, out_of_order = (
        forms.IntegerField(label=SHARE_TITLES[name], min_value=0, max_value=100) for name in SHARES
    )
    seed = forms.IntegerField(label=_("Seed"), help_text=_("The same number plays the same drill."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.code, str(form.title)) for form in all_forms()]
        self.fields["form"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def defaults(place: str) -> dict[str, Any]:
        """Return what the form begins with."""
        told = Parameters(place).to_json()
        return told | {name: round(told[name] * 100) for name in SHARES} | {"form": RETURNEES.code}

    @property
    def parameters(self) -> Parameters:
        """The parameters of a valid form."""
        told = dict(self.cleaned_data)
        told |= {name: told[name] / 100 for name in SHARES}
        return Parameters(**told | {"line": told["line"].code if told["line"] else ""})


class RemoveForm(forms.Form):
    """Whoever removes a drill says that he means it."""

    sure = forms.BooleanField(label=_("Destroy everything that was entered in this drill, for good"))
