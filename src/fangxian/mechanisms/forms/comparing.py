"""What changed between two versions of a form: fields by their codes, which outlive titles and order (M8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text
from fangxian.mechanisms.forms.vocabulary import KIND_TEXT, TYPE_TEXT, Field, Form, Frequency

T = TypeVar("T")
Looks = Sequence[tuple[Text, Callable[[T], Text]]]
"""Each property's name, and how people read it."""

YES_NO = {True: pgettext_lazy("answer", "yes"), False: pgettext_lazy("answer", "no")}
FREQUENCY_TEXT = {Frequency.DAILY: _("daily"), Frequency.WEEKLY: _("weekly"), Frequency.ONCE: _("once")}


@dataclass(frozen=True)
class Part:
    """One property that changed, with what it was and is, as people read it."""

    name: Text
    before: Text
    after: Text


@dataclass(frozen=True)
class Changed:
    """A field that both versions have, and what of it changed."""

    field: Field
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Comparison:
    """Fields that were added, removed and changed, whether the others moved, and what changed of the form."""

    added: tuple[Field, ...]
    removed: tuple[Field, ...]
    changed: tuple[Changed, ...]
    moved: bool
    settings: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved or self.settings)


_FIELD: Looks[Field] = (
    (_("title"), lambda field: field.title),
    (_("type"), lambda field: TYPE_TEXT[field.type]),
    (_("behaviour in time"), lambda field: KIND_TEXT[field.kind]),
    (_("counted in"), lambda field: field.unit),
    (_("decimals"), lambda field: str(field.decimals)),
    (_("filled in by"), lambda field: field.measure),
    (_("required"), lambda field: YES_NO[field.required]),
    (_("constraint"), lambda field: field.constraint),
    (_("sentence when it is broken"), lambda field: field.constraint_message),
    (_("calculation"), lambda field: field.calculation),
    (_("help"), lambda field: field.help),
    (_("answers"), lambda field: _(", ").join(str(choice.title) for choice in field.choices)),
    (_("other headings"), lambda field: _(", ").join(field.synonyms)),
)
_FORM: Looks[Form] = (
    (_("title"), lambda form: form.title),
    (_("how often"), lambda form: FREQUENCY_TEXT[form.frequency]),
    (_("on which day"), lambda form: form.due_on),
    (_("cut-off"), lambda form: f"{form.cut_off:%H:%M}" if form.cut_off else ""),
    (_("grace in minutes"), lambda form: "" if form.grace is None else str(form.grace)),
    (_("levels of review"), lambda form: str(form.reviews)),
    (_("help"), lambda form: form.help),
)


def compare(before: Form, after: Form) -> Comparison:
    """Return what changed from one version of a form to another."""
    old = {field.code: field for field in before.fields}
    new = {field.code: field for field in after.fields}
    both = [code for code in new if code in old]
    changed = [Changed(new[code], _parts(_FIELD, old[code], new[code])) for code in both]
    return Comparison(
        added=tuple(field for code, field in new.items() if code not in old),
        removed=tuple(field for code, field in old.items() if code not in new),
        changed=tuple(each for each in changed if each.parts),
        moved=both != [code for code in old if code in new],
        settings=_parts(_FORM, before, after),
    )


def _parts(looks: Looks[T], before: T, after: T) -> tuple[Part, ...]:
    """Return the properties that people read differently."""
    said = [(name, str(look(before)), str(look(after))) for name, look in looks]
    return tuple(Part(name, old, new) for name, old, new in said if old != new)
