"""How forms are said on pages: their state by colour and words, how often they are due, what each field is."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.command.forms.inputs import REVIEWS, WEEKDAYS
from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.forms.vocabulary import KIND_TEXT, TYPE_TEXT, Field, Form, Frequency

Look = tuple[str, Text]
REFERENCE = re.compile(r"\$\{(?P<before>yesterday\.)?(?P<code>[^}]+)\}")
LOOKS: dict[str, Look] = {
    "built_in": ("neutral", gettext_lazy("comes with the system")),
    "in_use": ("ok", gettext_lazy("in use")),
    "coming": ("neutral", gettext_lazy("approved, not begun")),
    "approved": ("ok", gettext_lazy("approved")),
    "proposed": ("due", gettext_lazy("awaits approval")),
    "draft": ("zero", gettext_lazy("draft")),
    "refused": ("late", gettext_lazy("refused")),
    "retired": ("zero", gettext_lazy("retired")),
}


def how_often(form: Form) -> str:
    """Say when a form is due: every Friday until 17:00."""
    if form.frequency is Frequency.WEEKLY:
        said = _("every week, %(day)s") % {"day": dict(WEEKDAYS).get(form.due_on, "")}
    elif form.frequency is Frequency.ONCE:
        said = _("once, on %(day)s") % {"day": form.due_on}
    else:
        said = _("every day")
    return f"{said} {form.cut_off:%H:%M}" if form.cut_off else said


def reviewed_by(form: Form) -> Text:
    """Say who reviews a form's reports: nobody, the direct superior, two or three levels."""
    said: dict[int, Text] = dict(REVIEWS)
    return said.get(form.reviews, str(form.reviews))


@dataclass(frozen=True)
class Row:
    """A field as people read it; expressions name fields by their titles."""

    field: Field
    type: Text
    kind: Text
    measure: Text
    answers: str
    calculation: str
    constraint: str


def rows(form: Form) -> list[Row]:
    """Return each field of a form as people read it."""
    return [
        Row(
            field, TYPE_TEXT[field.type], KIND_TEXT[field.kind], _measure(field),
            _(", ").join(str(choice.title) for choice in field.choices),
            readable(form, field.calculation), readable(form, field.constraint),
        )
        for field in form.fields
    ]  # fmt: skip


def asked(form: Form) -> list[tuple[Field, str]]:
    """Return each field of a form with its calculation as people read it."""
    return [(field, readable(form, field.calculation)) for field in form.fields]


def readable(form: Form, expression: str) -> str:
    """Return an expression with the titles of fields for their codes."""
    return REFERENCE.sub(lambda match: _named(form, match["before"], match["code"]), expression)


def _named(form: Form, before: str | None, code: str) -> str:
    title = f"“{form.by_code[code].title}”" if code in form.by_code else code
    return _("the former %(title)s") % {"title": title} if before else title


def _measure(field: Field) -> Text:
    if not field.measure:
        return ""
    try:
        return measure(field.measure).title
    except Missing:
        return field.measure
