"""Forms of sign-in, one's own account and the administration of accounts; actions check what they mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fangxian.core.dated import valid_on
from fangxian.core.errors import Invalid
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.actor import today
from fangxian.trees.people.models import Role
from fangxian.trees.people.roles import PERMISSIONS
from fangxian.trees.places.models import Place


@contextmanager
def into(form: forms.Form) -> Iterator[None]:
    """Show what an action found invalid beside the form's fields."""
    try:
        yield
    except Invalid as refusal:
        for name, text in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(text))


def _password(autocomplete: str, label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, help_text=help_text)


class Day(forms.DateInput):
    """The browser's own picker of days, which knows one way to write a day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SignInForm(forms.Form):
    """Name or phone number, and password."""

    username = forms.CharField(
        label=_("Name or phone number"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = _password("current-password", _("Password"))


class CodeForm(forms.Form):
    """The six digits that the authenticator app shows."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=8,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class NewPasswordForm(forms.Form):
    """A password, twice."""

    password = _password(
        "new-password", _("New password"), _("At least 10 characters; a short sentence is good.")
    )
    again = _password("new-password", _("Once more"))

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        cleaned = super().clean() or {}
        if cleaned.get("password") != cleaned.get("again"):
            self.add_error("again", gettext("The two passwords differ."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = _password("current-password", _("Present password"))
    field_order = ["current", "password", "again"]


class OwnPasswordForm(forms.Form):
    """The password again, before something that weakens the account."""

    password = _password("current-password", _("Present password"))


class SearchForm(forms.Form):
    """What to look for among accounts."""

    q = forms.CharField(label=_("Name or post"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("any role")), *Role.choices])


class PhoneForm(forms.Form):
    """An account's phone number; it is kept encrypted."""

    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class PlaceOrBodyForm(forms.Form):
    """A place or a body, found by its code."""

    on = forms.CharField(
        label=_("Place or body"),
        max_length=120,
        help_text=_("Its code; type a name to choose from the list."),
        widget=forms.TextInput(attrs={"list": "places-and-bodies"}),
    )

    def clean(self) -> dict[str, Any]:
        """Find the place or body of the code."""
        cleaned = super().clean() or {}
        code = (str(cleaned.get("on") or "").split() or [""])[0]
        cleaned["place"] = Place.objects.filter(code=code).first()
        cleaned["body"] = None if cleaned["place"] else Body.objects.filter(code=code).first()
        if code and not cleaned["place"] and not cleaned["body"]:
            self.add_error("on", gettext("No place or body has this code."))
        return cleaned


class ResponsibleForm(PlaceOrBodyForm):
    """What somebody answers for, and as what."""

    duty = forms.CharField(label=_("As what"), max_length=40)
    field_order = ["duty", "on"]

    def named(self) -> dict[str, Any]:
        """Return what ``actions.name_responsible`` takes."""
        return {name: self.cleaned_data[name] for name in ("duty", "place", "body")}


class GrantForm(PlaceOrBodyForm):
    """A role on a place, or on a body in a line."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    line = forms.ModelChoiceField(Line.objects.all(), label=_("Line (for a body)"), required=False)
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=Day())
    valid_to = forms.DateField(label=_("Until (not including)"), required=False, widget=Day())
    field_order = ["role", "on", "line", "valid_from", "valid_to"]

    def clean(self) -> dict[str, Any]:
        """A body in one line only needs no line named."""
        cleaned = super().clean()
        if cleaned["body"] and not cleaned.get("line"):
            lines = Line.objects.filter(valid_on(today(), "positions__"), positions__body=cleaned["body"])
            cleaned["line"] = lines[0] if len(lines) == 1 else None
        if cleaned["place"]:
            cleaned["line"] = None
        return cleaned

    def granted(self) -> dict[str, Any]:
        """Return the arguments of ``grant_role``."""
        names = ("place", "body", "line", "valid_from", "valid_to")
        return {"role": Role(self.cleaned_data["role"])} | {name: self.cleaned_data[name] for name in names}


class NewAccountForm(PhoneForm, GrantForm):
    """An account and its first role."""

    name = forms.CharField(
        label=_("Sign-in name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    title = forms.CharField(label=_("Post or name shown"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_service = forms.BooleanField(
        label=_("A system, not a person"),
        required=False,
        help_text=_("It carries tokens and cannot sign in."),
    )
    field_order = [
        "name",
        "title",
        "phone",
        "role",
        "on",
        "line",
        "valid_from",
        "valid_to",
        "language",
        "is_service",
    ]

    def described(self) -> dict[str, Any]:
        """Return the arguments of ``create_account``."""
        return {
            name: self.cleaned_data[name] for name in ("name", "title", "phone", "language", "is_service")
        }


class TokenForm(forms.Form):
    """A token's label, end and permissions, chosen from those of its account."""

    label = forms.CharField(label=_("What is it for?"), max_length=60)
    expires_at = forms.DateTimeField(
        label=_("Ends"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    permissions = forms.MultipleChoiceField(label=_("Permissions"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, allowed: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, text) for code, text in PERMISSIONS.items() if code in allowed]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]
