"""The forms of volunteers: signing up, making a link, vetting, assigning, thanking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import VolunteerLink
from fangxian.mechanisms.ledgers.fields import Unreadable
from fangxian.mechanisms.ledgers.forms import RowForm
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import Line
from fangxian.mechanisms.personnel.ledgers import GROUND, POSTINGS
from fangxian.mechanisms.personnel.models import Fitness
from fangxian.mechanisms.visitors.tokens import opened, took_its_time
from fangxian.trees.people.actor import WEB, Actor
from fangxian.trees.responses.models import Response


class SignUpForm(RowForm):
    """What somebody states of himself: open long enough for a person, and not by a machine that fills every field."""

    opened = forms.CharField(widget=forms.HiddenInput, max_length=80)
    website = forms.CharField(required=False, max_length=80)

    def __init__(self, response: Response, data: Any = None, *, link: VolunteerLink | None = None,
                 former: Line | None = None) -> None:  # fmt: skip
        self.response = response
        start: dict[str, Any] = {"opened": opened(response)}
        if link and link.place.kind == "community":
            start["place"] = link.place.name
        super().__init__(VOLUNTEERS, Meaning(Actor(None, WEB), response), data, former, initial=start)
        self.fields["phone"].required = True
        if former:
            self.initial = {**self.initial, **start}
            del self.fields["reason"]

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in sight: the one that people leave empty stands apart."""
        return [field for field in super().main if field.name != "website"]

    def clean(self) -> dict[str, Any]:
        """Refuse what no person could have sent; say at once all that is missing."""
        told = super().clean()
        for code, text in VOLUNTEERS.check(told).items():
            if code not in self.errors:
                self.add_error(code, str(text))
        if told.get("website") or not took_its_time(self.response, told.get("opened", "")):
            raise forms.ValidationError(_("Send it once more: the form was open too short or too long."))
        return told


class LinkForm(forms.Form):
    """Of which place a link is, what it is called, and for how long it holds."""

    place = forms.ChoiceField(label=_("For which place"))
    label = forms.CharField(label=_("Where it hangs or is sent"), max_length=60, required=False)
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=90, initial=30)

    def __init__(self, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = places


class AcceptForm(forms.Form):
    """For which duty somebody is fit."""

    fitness = forms.ChoiceField(label=_("fit for duty"), choices=Fitness.choices, initial=Fitness.FIT)


class RefuseForm(forms.Form):
    """Why somebody is not accepted."""

    reason = forms.CharField(label=_("Why not? The person reads it."), max_length=200)


class ThankForm(forms.Form):
    """The words of thanks."""

    words = forms.CharField(label=_("Your thanks; they stand on his receipt and certificate."), max_length=300,
                            widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip


class AssignForm(forms.Form):
    """Where and when somebody serves: the fields of a posting that are not given."""

    def __init__(self, meaning: Meaning, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meaning = meaning
        self.own = [POSTINGS.by_code[code] for code in ("place", "post", "since", "until")]
        for field in self.own:
            self.fields[field.code] = field.control(meaning)

    def clean(self) -> dict[str, Any]:
        """Read what was written; what cannot be read is said at its field."""
        told = super().clean() or {}
        self.values: dict[str, Any] = {}
        for field in self.own:
            try:
                self.values[field.code] = field.read(told.get(field.code), self.meaning)
            except Unreadable as problem:
                self.add_error(field.code, str(problem))
        return told

    @property
    def offers(self) -> dict[str, list[str]]:
        """The names that each field offers, by the id of its list."""
        return {
            "place-choices": self.meaning.offered_places(GROUND),
            "post-choices": self.meaning.offered_entries("posts"),
        }
