"""The small forms of the line, and the kinds of fields from which all of its forms are made."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.lines.arrivals.lists import CONCEALED, LATE, MISSING
from fangxian.lines.arrivals.models import Side, Standing


def text(
    label: Any, length: int = 80, *, required: bool = False, personal: bool = False, **attrs: Any
) -> forms.CharField:
    """Return a field of one line; a personal one is never kept as a draft. Of ``attrs`` _ is written -."""
    widget = forms.TextInput(attrs=_attrs(attrs, personal) | {"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


def choice(label: Any, choices: Any, **attrs: Any) -> forms.ChoiceField:
    """Return a field with a list to choose from."""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.Select(attrs=_attrs(attrs))
    )


def picker(kind: str, **attrs: Any) -> forms.DateInput:
    """Return the browser's own picker of days or times."""
    widget = forms.DateInput(attrs=_attrs(attrs), format="%H:%M" if kind == "time" else "%Y-%m-%d")
    widget.input_type = kind
    return widget


def _attrs(attrs: dict[str, Any], personal: bool = False) -> dict[str, Any]:
    written = {name.replace("_", "-"): value for name, value in attrs.items()}
    return written | ({"data-personal": ""} if personal else {})


class SearchForm(forms.Form):
    """A person looked for; sent by POST, so that no name or number stands in an address or a log."""

    q = text(gettext_lazy("Full name, phone or ID number"), 40, personal=True, type="search")


class FilterForm(forms.Form):
    """What narrows the list."""

    state = choice(gettext_lazy("State"), [("", gettext_lazy("all")), *Standing.State.choices])
    side = choice(gettext_lazy("Side"), [("", gettext_lazy("both")), *Side.choices])
    timing = choice(
        gettext_lazy("Timing"),
        [
            ("", gettext_lazy("all")),
            (MISSING, gettext_lazy("other side overdue")),
            (LATE, gettext_lazy("reported late")),
            (CONCEALED, gettext_lazy("concealed")),
        ],
    )
    line = choice(gettext_lazy("Line"), ())
    place = text(gettext_lazy("Community or street"), list="places")
    body = text(gettext_lazy("Unit"), list="bodies")

    def __init__(self, lines: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.choices = [("", _("all")), *lines]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = text(gettext_lazy("Why is it taken back?"), 200, required=True, autofocus=True)


class ExportForm(forms.Form):
    """Whether names are needed in the file, and what for."""

    purpose = text(gettext_lazy("Purpose of showing names, numbers and phones"), 200)
