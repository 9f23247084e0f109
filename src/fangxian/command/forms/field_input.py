"""What the builder's page asks about each field of a form; the actions check what it means (M8)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.command.forms.inputs import CODE_HELP, told
from fangxian.core.errors import Text
from fangxian.mechanisms.forms.definition import CHOOSING
from fangxian.mechanisms.forms.sheets.words import code_of
from fangxian.mechanisms.forms.vocabulary import (
    KIND_TEXT,
    NUMERIC,
    RESERVED,
    TYPE_TEXT,
    WITH_DECIMALS,
    Choice,
    Field,
    FieldKind,
    FieldType,
)

SPLIT = "、"
USUAL = {
    "title": "", "type": "integer", "unit": "", "kind": "current", "measure": "", "required": False, "decimals": 0,
    "choices": "", "calculation": "", "help": "", "constraint": "", "constraint_message": "", "code": "",
    "synonyms": "",
}  # fmt: skip
"""What a field is where its editor was left half-finished."""


class FieldInput(forms.Form):
    """One field; what does not go with its type is passed over."""

    title = forms.CharField(label=_("What is asked"), max_length=120)
    type = forms.ChoiceField(
        label=_("Type"), choices=[(each.value, TYPE_TEXT[each]) for each in FieldType], initial="integer"
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    kind = forms.ChoiceField(
        label=_("Behaviour in time"),
        choices=[(each.value, KIND_TEXT[each]) for each in FieldKind],
        initial="current",
    )
    measure = forms.ChoiceField(label=_("Filled in by"), required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=4, required=False, initial=2)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line; before an equals sign its code, which stays."),
    )
    calculation = forms.CharField(
        label=_("Calculation"),
        required=False,
        max_length=500,
        help_text=_("For example ${home} + ${central}."),
    )
    help = forms.CharField(label=_("Help"), required=False, max_length=200)
    constraint = forms.CharField(
        label=_("Constraint"),
        required=False,
        max_length=500,
        help_text=_("For example . >= ${yesterday.total}; the dot is this field."),
    )
    constraint_message = forms.CharField(
        label=_("Sentence when it is broken"), required=False, max_length=200
    )
    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=CODE_HELP)
    synonyms = forms.CharField(
        label=_("Other headings"),
        required=False,
        help_text=_("As sheets and chats call it, with 、 between."),
    )
    leave_out = forms.BooleanField(label=_("Leave out"), required=False)

    lacks: Text = ""
    """What the field still lacks in a draft."""
    MORE = ("help", "constraint", "constraint_message", "code", "synonyms")
    """What the page folds away."""

    def __init__(self, measures: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]

    @property
    def said(self) -> str:
        """The type and unit as the page sums them up."""
        own = dict(self.fields["type"].choices).get(self["type"].value(), "")  # type: ignore[attr-defined]
        unit = self["unit"].value() if self["type"].value() in NUMERIC else ""
        return f"{own} {unit or ''}".strip()

    @staticmethod
    def of(field: Field) -> dict[str, Any]:
        """Return a field as the page begins with it."""
        return {
            "title": str(field.title),
            "type": field.type.value,
            "unit": str(field.unit),
            "kind": field.kind.value,
            "measure": field.measure,
            "required": field.required,
            "decimals": field.decimals,
            "choices": "\n".join(f"{choice.code}={choice.title}" for choice in field.choices),
            "calculation": field.calculation,
            "help": str(field.help),
            "constraint": field.constraint,
            "constraint_message": str(field.constraint_message),
            "code": field.code,
            "synonyms": SPLIT.join(field.synonyms),
        }

    @cached_property
    def told(self) -> dict[str, Any]:
        """What was read, and of what could not be read the text or what is usual."""
        return told(self, USUAL)

    def field(self, taken: set[str]) -> Field:
        """Return the field that was filled in; ``taken`` are the codes that it may not make up itself."""
        data = self.told
        own = FieldType(data["type"])
        counted = own in NUMERIC
        return Field(
            code=data["code"].strip() or field_code(data["title"], taken),
            title=data["title"],
            type=own,
            unit=data["unit"] if counted else "",
            kind=FieldKind(data["kind"]) if counted else FieldKind.CURRENT,
            measure=data["measure"] if counted and own is not FieldType.COMPUTED else "",
            required=data["required"] and own is not FieldType.COMPUTED,
            decimals=(data["decimals"] or 0) if own in WITH_DECIMALS else 0,
            choices=choices_in(data["choices"]) if own in CHOOSING else (),
            calculation=data["calculation"] if own is FieldType.COMPUTED else "",
            help=data["help"],
            constraint=data["constraint"],
            constraint_message=data["constraint_message"],
            synonyms=tuple(part.strip() for part in data["synonyms"].split(SPLIT) if part.strip()),
        )


def field_code(title: str, taken: set[str]) -> str:
    """Return a code that is not taken: made of the title's words, else of a number."""
    base = code_of(title) or "f"
    if base not in taken | RESERVED | {"f"}:
        return base
    return next(code for number in range(1, 1000) if (code := f"{base}{number}") not in taken)


def choices_in(text: str) -> tuple[Choice, ...]:
    """Return answers from lines ``code=title`` or ``title``; a code that is lacking is made."""
    found: list[Choice] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        code, equals, title = line.partition("=")
        taken = {choice.code for choice in found}
        if equals:
            found.append(Choice(code.strip(), title.strip()))
        else:
            found.append(Choice(field_code(line, taken), line))
    return tuple(found)
