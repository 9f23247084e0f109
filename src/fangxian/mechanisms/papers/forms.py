"""The forms of the bulletins; what an action refuses comes back beside the field."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.trees.bodies.models import Body, Position

LOCAL = "%Y-%m-%dT%H:%M"


def instant_field(label: Text, *, required: bool, help_text: Text = "") -> forms.DateTimeField:
    """Return a field for a local date and time."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=help_text)


@contextmanager
def refused(form: forms.Form) -> Iterator[None]:
    """Put what an action finds invalid beside its field."""
    try:
        yield
    except Invalid as error:
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, str(sentence))


def positions(rows: Sequence[Position]) -> list[tuple[str, str]]:
    """Return bodies, each in its line, as choices."""
    return [(f"{row.body.code}|{row.line_id}", f"{row.body}（{row.line}）") for row in rows]


def chosen(value: str) -> tuple[Body, str]:
    """Return the body and line of a choice."""
    code, _bar, line = value.partition("|")
    return Body.objects.select_related("place").get(code=code), line


class BulletinForm(forms.Form):
    """A bulletin's issuer, mark, window and text."""

    issuer_in_line = forms.ChoiceField(label=_("Issuing body"))
    document_mark = forms.CharField(
        label=_("Document mark"), max_length=40, required=False,
        help_text=_("As printed before the year and number, such as 白山直党工发."),
    )  # fmt: skip
    until = instant_field(
        _("Figures up to"), required=False, help_text=_("Left empty: up to the moment of issue.")
    )
    source = forms.CharField(
        label=_("Text"),
        max_length=100_000,
        widget=forms.Textarea({"rows": 26, "spellcheck": "false", "class": "source"}),
    )

    def __init__(self, *args: Any, issuers: Sequence[Position] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if issuers is None:
            del self.fields["issuer_in_line"]
        else:
            self.fields["issuer_in_line"].choices = positions(issuers)  # type: ignore[attr-defined]

    @staticmethod
    def of(bulletin: Bulletin) -> dict[str, Any]:
        """Return a draft's fields."""
        return {name: getattr(bulletin, name) for name in ("document_mark", "until", "source")}

    def issuer(self) -> tuple[Body, str]:
        """Return the issuing body and its line."""
        return chosen(self.cleaned_data["issuer_in_line"])

    def text(self) -> dict[str, Any]:
        """Return text, mark and window as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("document_mark", "until", "source")}


class InstructionForm(forms.Form):
    """A superior's instruction: by whom, what, to which body, by when."""

    given_by = forms.CharField(label=_("Instruction given by"), max_length=80)
    text = forms.CharField(label=_("Instruction"), max_length=500, widget=forms.Textarea({"rows": 3}))
    owner = forms.ChoiceField(label=_("To be carried out by"))
    due_at = instant_field(_("Feedback due"), required=True)

    def __init__(self, *args: Any, owners: Sequence[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = positions(owners)  # type: ignore[attr-defined]

    def instruction(self) -> dict[str, Any]:
        """Return the instruction as the action takes it."""
        owner, line = chosen(self.cleaned_data["owner"])
        due_at: datetime.datetime = self.cleaned_data["due_at"]
        names = ("given_by", "text")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "owner": owner,
            "line": line,
            "due_at": due_at,
        }


class AnswerForm(forms.Form):
    """What was done about an instruction."""

    feedback = forms.CharField(label=_("What was done"), max_length=500, widget=forms.Textarea({"rows": 3}))
