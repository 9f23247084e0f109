"""How forms are said on pages: their state by colour and words, how often they are due, what each field is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.command.forms.inputs import WEEKDAYS
from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.forms.vocabulary import KIND_TEXT, TYPE_TEXT, Field, Form, Frequency

Look = tuple[str, Text]
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


def rows(form: Form) -> list[tuple[Field, Text, Text, Text]]:
    """Return each field with its type, its behaviour in time and the measure that fills it in, as people read them."""
    return [(field, TYPE_TEXT[field.type], KIND_TEXT[field.kind], _measure(field)) for field in form.fields]


def _measure(field: Field) -> Text:
    if not field.measure:
        return ""
    try:
        return measure(field.measure).title
    except Missing:
        return field.measure
