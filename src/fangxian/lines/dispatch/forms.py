"""What is told with a step of people sent down: where to, from when until when, why (M10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.ledgers.widgets import Picker
from fangxian.mechanisms.personnel.models import Leave, Posting

FIELDS: dict[str, tuple[str, ...]] = {
    "approve": (), "decline": ("reason",), "assign": ("place", "post", "team"), "arrive": ("on",),
    "leave": ("kind", "since", "until", "reason"), "back": ("on",), "release": ("on", "reason"),
    "move": ("place", "post", "team", "reason"), "substitute": ("person", "reason"), "role": ("role",),
}  # fmt: skip
"""What each deed asks for."""
ALONE = ("substitute",)
"""Deeds for one person at a time."""
DEEDS: dict[str, tuple[str, ...]] = {
    State.NOMINATED: ("approve", "decline", "role"), State.APPROVED: ("assign", "release", "substitute", "role"),
    State.ASSIGNED: ("arrive", "release", "substitute", "role"),
    State.IN_PLACE: ("leave", "move", "release", "substitute", "role"),
    State.ON_LEAVE: ("back", "release", "substitute", "role"),
}  # fmt: skip
"""What may be done with people who stand at a step."""
TITLES = {
    "approve": _("Approve"), "decline": _("Decline"), "assign": _("Assign"), "arrive": _("In place"),
    "leave": _("Grant leave"), "back": _("Back from leave"), "release": _("Release"), "move": _("Move elsewhere"),
    "substitute": _("Substitute"), "role": _("Head or deputy"),
}  # fmt: skip


class WithinForm(forms.Form):
    """Whether a team is counted within one's own; why not, if it is not."""

    reason = forms.CharField(label=_("Why not? The unit reads it."), max_length=200, required=False)


class DeedForm(forms.Form):
    """People that were ticked, what is done with them, and what that takes."""

    chosen = forms.TypedMultipleChoiceField(widget=forms.MultipleHiddenInput)
    place = forms.CharField(
        label=_("Place"), max_length=80, widget=forms.TextInput(attrs={"list": "place-choices"})
    )
    post = forms.CharField(label=_("Post"), max_length=120, required=False,
                           widget=forms.TextInput(attrs={"list": "post-choices"}))  # fmt: skip
    team = forms.CharField(label=_("Team, if not a post"), max_length=120, required=False,
                           widget=forms.TextInput(attrs={"list": "team-choices"}))  # fmt: skip
    person = forms.CharField(label=_("Who stands in for him"), max_length=120,
                             widget=forms.TextInput(attrs={"list": "person-choices"}))  # fmt: skip
    role = forms.ChoiceField(label=_("Role among the people of the unit"), choices=Posting.Role.choices)
    kind = forms.ChoiceField(label=_("Kind of leave"), choices=Leave.Kind.choices, initial=Leave.Kind.OTHER)
    since = forms.DateField(label=_("First day"), widget=Picker("date"))
    until = forms.DateField(label=_("Last day"), widget=Picker("date"))
    on = forms.DateField(label=_("Day, if not today"), required=False, widget=Picker("date"))
    reason = forms.CharField(label=_("Why?"), max_length=200)

    def __init__(self, deed: str, chosen: list[str], data: Any = None) -> None:
        super().__init__(data, initial={"chosen": chosen})
        for name in [one for one in self.fields if one != "chosen"]:
            if name not in FIELDS[deed]:
                del self.fields[name]
        field: Any = self.fields["chosen"]
        field.choices = [(one, one) for one in chosen]
