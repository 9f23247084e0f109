"""The small forms of the structure: deciding on a group, and closing it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.mechanisms.ledgers.widgets import Picker


class ApproveForm(forms.Form):
    """Under which number, by whom and when a group is approved."""

    number = forms.CharField(label=_("number of the approval"), max_length=60, required=False)
    by = forms.CharField(label=_("approved by"), max_length=80, required=False)
    day = forms.DateField(label=_("approved on"), widget=Picker("date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": timezone.localdate(clock.now())})
        super().__init__(*args, **kwargs)


class RefuseForm(forms.Form):
    """Why a group is not approved."""

    reason = forms.CharField(label=_("Why not? Those who proposed it read it."), max_length=200)


class CloseForm(forms.Form):
    """On which day a group stood last, and why it is closed."""

    day = forms.DateField(label=_("last day"), widget=Picker("date"))
    reason = forms.CharField(label=_("Why is it closed?"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": timezone.localdate(clock.now())})
        super().__init__(*args, **kwargs)
