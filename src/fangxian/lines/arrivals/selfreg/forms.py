"""The small forms of the desk: making a link, refusing, and finding one's receipt by its number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from fangxian.lines.arrivals.forms import text


class LinkForm(forms.Form):
    """For whom a link is made, what it is called, and for how long it holds."""

    owner = forms.ChoiceField(label=gettext_lazy("For whom"))
    label = text(
        gettext_lazy("Where it hangs or is sent"), 60, placeholder=gettext_lazy("south exit, owners' group")
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for (days)"), min_value=1, max_value=60, initial=14)

    def __init__(self, owners: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = owners


class RefusalForm(forms.Form):
    """Why a self-registration is not accepted."""

    reason = text(gettext_lazy("Why not? The person reads it."), 200, required=True)


class FindForm(forms.Form):
    """By what the holder of a receipt finds it again: its number and his name."""

    number = text(
        gettext_lazy("Number on the receipt"), 20, required=True, autocapitalize="characters",
        placeholder="7K3D-9QXM",
    )  # fmt: skip
    name = text(pgettext_lazy("person", "Name"), 60, required=True, personal=True)
