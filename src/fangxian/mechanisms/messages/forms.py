"""Forms about messages; what they mean is checked by the actions, whose refusals come back field by field."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Invalid
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.models import Channel, Preference, ReminderRule
from fangxian.mechanisms.messages.sources import Source
from fangxian.trees.bodies.models import Line
from fangxian.trees.places.models import Place

BEFORE, AFTER, AT = "before", "after", "at"
WHEN = [
    (BEFORE, _("minutes before the cut-off")),
    (AFTER, _("minutes after the cut-off")),
    (AT, _("at an hour")),
]


@contextmanager
def into(form: forms.Form) -> Iterator[None]:
    """Put what an action refuses into a form, field by field; what names no field concerns the whole form."""
    try:
        yield
    except Invalid as refusal:
        for name, text in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(text))


def _hour(label: Any, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class ChannelForm(forms.Form):
    """A channel of one's own."""

    kind = forms.ChoiceField(label=_("kind"))
    address = forms.CharField(
        label=_("address"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "The robot's web address from the group's settings, or a mail address. It is kept sealed."
        ),
    )
    secret = forms.CharField(
        label=_("signing secret"),
        max_length=128,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only where the robot of DingTalk or Feishu asks for signatures."),
    )

    def __init__(self, data: Any = None, *, web_hooks: bool = False) -> None:
        super().__init__(data)
        shut = {
            Channel.Kind.MAIL if not settings.EMAIL_HOST else "",
            "" if web_hooks else Channel.Kind.WEBHOOK,
        }
        kinds = [(code, text) for code, text in Channel.Kind.choices if code not in shut]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def described(self) -> dict[str, Any]:
        """Return what ``actions.add_channel`` takes."""
        return {name: self.cleaned_data[name] for name in ("kind", "address", "secret")}


class SharedChannelForm(ChannelForm):
    """The channel of a chat group or of a unit."""

    title = forms.CharField(label=_("name of the group"), max_length=40)
    on = forms.CharField(
        label=_("Place or body"),
        max_length=120,
        help_text=_("Its code; type a name to choose from the list."),
        widget=forms.TextInput(attrs={"list": "places-and-bodies"}),
    )
    field_order = ["title", "on", "kind", "address", "secret"]


class PreferenceForm(forms.Form):
    """Quiet hours and the digest window."""

    quiet_from = _hour(_("quiet from"))
    quiet_to = _hour(
        _("quiet until"), _("Only what is urgent rings in between; the rest comes as one in the morning.")
    )
    digest_minutes = forms.IntegerField(
        label=_("minutes between two messages"),
        min_value=0,
        help_text=_("What comes sooner waits and comes together."),
    )

    def __init__(self, held: Preference | None, usual: dict[str, Any], data: Any = None) -> None:
        names = ("quiet_from", "quiet_to", "digest_minutes")
        super().__init__(data, initial={name: getattr(held, name) for name in names} if held else usual)


class RuleForm(forms.Form):
    """A rule of reminders."""

    source = forms.ChoiceField(label=_("about"))
    when = forms.ChoiceField(label=_("when"), choices=WHEN, initial=BEFORE)
    minutes = forms.IntegerField(label=_("minutes"), min_value=0, required=False, initial=30)
    hour = _hour(_("hour"))
    to = forms.ChoiceField(label=_("to whom"), choices=ReminderRule.To.choices)
    level = forms.IntegerField(label=_("levels up"), min_value=1, initial=1, required=False)
    group = forms.ChoiceField(label=_("chat group"), required=False)
    place = forms.ChoiceField(label=_("place"))
    line = forms.ChoiceField(label=_("line"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("also by"), required=False, widget=forms.CheckboxSelectMultiple, choices=Channel.Kind.choices,
        initial=Channel.Kind.values,
    )  # fmt: skip
    note = forms.CharField(
        label=_("words added"), max_length=200, required=False, help_text=_("No names or numbers of persons.")
    )
    urgent = forms.BooleanField(label=_("urgent: also in quiet hours"), required=False)
    valid_from = _day(pgettext_lazy("day", "From"))
    valid_to = _day(_("Until (not including)"))

    def __init__(
        self,
        known: dict[str, Source],
        places: Sequence[Place],
        lines: Sequence[Line],
        groups: Sequence[Channel],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.places = {place.code: place for place in places}
        self.lines = {line.code: line for line in lines}
        offered: dict[str, list[tuple[str, Any]]] = {
            "source": [(own.code, own.title) for own in sorted(known.values(), key=lambda own: own.stays)],
            "place": [(code, place.name) for code, place in self.places.items()],
            "line": [("", _("all lines")), *((code, str(line)) for code, line in self.lines.items())],
            "group": [("", "—"), *((str(group.id), str(group)) for group in groups)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def rule(self) -> NewRule:
        """Return what ``actions.add_rule`` takes."""
        data = self.cleaned_data
        minutes: int | None = data["minutes"] or 0
        hour: datetime.time | None = None
        if data["when"] == AT:
            minutes, hour = None, data["hour"]
        elif data["when"] == BEFORE:
            minutes = -(minutes or 0)
        return NewRule(
            data["source"], self.places[data["place"]], data["to"], minutes, hour,
            self.lines.get(data["line"]), data["level"] or 1, data["group"] or None, tuple(data["kinds"]),
            data["note"], data["urgent"], data["valid_from"], data["valid_to"],
        )  # fmt: skip
