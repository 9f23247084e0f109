"""The filters of the audit trail; all of them live in the address bar."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.audit.models import Event
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response

LOCAL = "%Y-%m-%dT%H:%M"


def _instant(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(label=label, required=False, widget=widget)


class FilterForm(forms.Form):
    """Who, what kind, which action, about what, in which response, from when to when."""

    actor = forms.CharField(label=_("Who"), max_length=40, required=False, help_text=_("Sign-in name"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Event.Kind.choices])
    action = forms.CharField(
        label=_("Action"), max_length=48, required=False, help_text=_("Its beginning, such as arrivals.")
    )
    subject = forms.CharField(
        label=_("About"), max_length=64, required=False, help_text=_("Id of an entry, account or file")
    )
    response = forms.ModelChoiceField(Response.objects.all(), label=_("Response"), required=False)
    since = _instant(_("From"))
    until = _instant(_("To"))

    def conditions(self) -> dict[str, Any]:
        """Return the filled filters; a sign-in name is turned into its account, so that renaming hides nothing."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if response := found.get("response"):
            found["response"] = response.pk
        if name := found.get("actor"):
            found["actor"] = _account(name) or name
        return found


def _account(name: str) -> uuid.UUID | None:
    return Account.objects.filter(name=name).values_list("pk", flat=True).first()
