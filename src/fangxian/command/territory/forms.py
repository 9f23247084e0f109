"""Forms of the territory's pages; the actions check what they mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.forms import Day
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response


class CodeField(forms.CharField):
    """The code of a place or body that exists; it cleans to the row, or None if empty."""

    def __init__(self, model: type[Place] | type[Body], **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.model = model

    def clean(self, value: Any) -> Any:
        """Find the row of the code."""
        code = super().clean(value)
        if not code:
            return None
        found = self.model._default_manager.filter(code=code.strip()).first()
        if found is None:
            raise forms.ValidationError(gettext("Nothing has this code."))
        return found


class SearchForm(forms.Form):
    """What to look for."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)


class ImportForm(forms.Form):
    """A CSV file, tried first."""

    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8 or GBK, as office software saves it."))
    dry_run = forms.BooleanField(label=_("Only try it; write nothing"), required=False, initial=True)


class BodyImportForm(ImportForm):
    """A CSV file of lines, bodies or positions."""

    what = forms.ChoiceField(
        label=_("What the file lists"),
        choices=[("bodies", _("bodies")), ("positions", _("positions in lines")), ("lines", _("lines"))],
    )
    field_order = ["what", "file", "dry_run"]


class CountsForm(forms.Form):
    """Numbers of households and residents; empty is not known."""

    households = forms.IntegerField(label=_("Households"), required=False, min_value=0)
    residents = forms.IntegerField(label=_("Residents"), required=False, min_value=0)


class NameForm(forms.Form):
    """A place's name."""

    name = forms.CharField(label=_("Name"), max_length=80)


class RecodeForm(forms.Form):
    """Another division code from a day on."""

    code = forms.CharField(label=_("New code"), max_length=26)
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), widget=Day())


class ReportingForm(forms.Form):
    """Another place to report to from a day on."""

    parent = CodeField(
        Place,
        label=_("Reports to"),
        required=False,
        help_text=_("The code of the place above; empty means the one that the division code names."),
    )
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), widget=Day())


class PlaceForm(NameForm, CountsForm):
    """A new place."""

    kind = forms.ChoiceField(label=_("Level"), choices=Kind.choices)
    code = forms.CharField(
        label=_("Code"), max_length=26, required=False, help_text=_("Empty: the next free one below.")
    )
    parent = CodeField(Place, label=_("Code of the place above"), required=False)
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=Day())
    field_order = ["name", "kind", "parent", "code", "valid_from", "households", "residents"]


class BodyForm(NameForm):
    """A new body."""

    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    code = forms.SlugField(label=_("Code"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    place = CodeField(Place, label=_("Code of its place"))
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)


class PositionForm(forms.Form):
    """A position in a line: the first one, or another one."""

    line = forms.ModelChoiceField(Line.objects.all(), label=_("Line"))
    parent = CodeField(Body, label=_("Code of the body above"), required=False, help_text=_("Empty: on top."))
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), widget=Day())


class CloseForm(forms.Form):
    """The day from which a body is closed."""

    day = forms.DateField(label=_("Closed from"), widget=Day())


class LevelForm(forms.Form):
    """A response's level."""

    level = forms.TypedChoiceField(label=_("Response level"), choices=Response.Level.choices, coerce=int)


class EndForm(forms.Form):
    """The decision to end a response."""

    sure = forms.BooleanField(label=_("The response ends now; nothing more can be entered."))


class RulesForm(forms.Form):
    """A response's rules."""

    registration_hours = forms.IntegerField(label=_("Communities register within (hours)"), min_value=1)
    declaration_hours = forms.IntegerField(label=_("Units declare within (hours)"), min_value=1)
    report_cut_off = forms.TimeField(
        label=_("Daily reports count up to"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    report_grace_minutes = forms.IntegerField(label=_("and are late after (minutes)"), min_value=0)
    contact_days = forms.IntegerField(
        label=_("Whoever was asked is not asked again within (days)"), min_value=1, initial=3
    )
    key_places = forms.CharField(
        label=_("Regions that arrivals are most watched from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One name a line, as people write where they come from."),
    )

    def clean_key_places(self) -> list[str]:
        """Split the lines."""
        return [name for name in str(self.cleaned_data["key_places"]).splitlines() if name.strip()]

    @classmethod
    def of(cls, response: Response) -> "RulesForm":
        """Return the form filled with a response's rules."""
        rules = {name: getattr(response, name) for name in cls.base_fields}
        return cls(initial={**rules, "key_places": "\n".join(response.key_places)})


class ResponseForm(NameForm, LevelForm, RulesForm):
    """A new response."""

    jurisdiction = CodeField(Place, label=_("Code of the jurisdiction"))
    field_order = ["name", "level", "jurisdiction"]
