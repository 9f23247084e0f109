"""The forms by which a roster is asked for and changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.rosters.actions import Wanted
from fangxian.mechanisms.ledgers.widgets import Picker
from fangxian.trees.places.models import Place


class RosterForm(forms.Form):
    """For which place and days, by which rules, and how long it may be searched."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), empty_label=None)
    first_day = forms.DateField(label=_("First day"), widget=Picker("date"))
    days = forms.IntegerField(label=_("Days"), initial=14)
    rest = forms.IntegerField(label=_("Hours of rest between two shifts"), initial=11)
    week = forms.IntegerField(label=_("Shifts in seven days, at most"), initial=5)
    nights = forms.IntegerField(label=_("Nights in a row, at most"), initial=3)
    limit = forms.IntegerField(label=_("Seconds to search, at most"), initial=60)

    def __init__(self, places: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(**self.cleaned_data)


class ChangeForm(forms.Form):
    """Somebody who is held (his id and his shift's, or his alone): put ``to`` a shift, or his given to ``other``."""

    held = forms.CharField(max_length=100, strip=False)
    to = forms.CharField(max_length=60, required=False)
    other = forms.CharField(max_length=40, required=False)
    reason = forms.CharField(label=_("Why it has to be so"), max_length=120, required=False)
    sure = forms.BooleanField(required=False)
