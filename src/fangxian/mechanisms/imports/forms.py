"""The form by which a file is sent: what it is, on whose behalf, and the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.imports import queries
from fangxian.mechanisms.imports.kinds import ImportKind
from fangxian.mechanisms.imports.queries import Sender
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

ACCEPTED = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A file of one kind; the sender is preset when there is only one."""

    sender = forms.ChoiceField(label=_("On behalf of"))
    file = forms.FileField(
        label=_("Workbook"),
        allow_empty_file=True,
        help_text=_(
            "Your own sheet will do: columns are recognised by their names, and you check them next."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-drop": ""}),
    )

    def __init__(self, actor: Actor, kind: ImportKind, response: Response, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        offered = queries.senders(actor, kind, response)
        self.only_sender: Sender | None = offered[0] if len(offered) == 1 else None
        if self.only_sender:
            del self.fields["sender"]
        else:
            field: Any = self.fields["sender"]
            field.choices = [(one.key, one.label) for one in offered]

    def chosen(self) -> Sender:
        """Return on whose behalf the file is sent; call it on a valid form."""
        return self.only_sender or queries.sender(self.kind, self.cleaned_data["sender"])
