"""The form by which a webhook is added; what it means is checked by the action."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid
from fangxian.mechanisms.webhooks import kinds, queries
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Account


class WebhookForm(forms.Form):
    """Which service account, which address, which events."""

    account = forms.ModelChoiceField(
        label=_("service account"),
        queryset=Account.objects.none(),
        help_text=_("The address hears of what this account may see."),
    )
    title = forms.CharField(label=_("name of the system"), max_length=60)
    address = forms.CharField(label=_("address"), max_length=500, widget=forms.URLInput)
    actions = forms.MultipleChoiceField(label=_("events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self.fields["account"].queryset = queries.accounts(actor)  # type: ignore[attr-defined]
        choices = [(kind.action, kind.title) for kind in kinds.all_kinds()]
        self.fields["actions"].choices = choices  # type: ignore[attr-defined]


@contextmanager
def into(form: forms.Form) -> Iterator[None]:
    """Put what an action refuses into a form, field by field."""
    try:
        yield
    except Invalid as refusal:
        for name, text in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(text))
