"""What a form must be before anybody is asked to fill it in, and what of a change needs approval (M8)."""

import datetime
import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.measures import Mean, Rate
from fangxian.mechanisms.forms import rules
from fangxian.mechanisms.forms.models import COLUMNS
from fangxian.mechanisms.forms.vocabulary import (
    RESERVED,
    WITH_DECIMALS,
    Field,
    FieldKind,
    FieldType,
    Form,
    Frequency,
)

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
FIELD_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
TITLE, MOST_FIELDS, MOST_DECIMALS, MOST_REVIEWS, MOST_CHOICES = 120, 100, 4, 3, 60
SEPARATORS = frozenset("、,，;；/\n")
CHOOSING = frozenset({FieldType.CHOICE, FieldType.MULTIPLE})


def errors(form: Form, former: Sequence[Form] = (), taken: Iterable[str] = ()) -> dict[str, Text]:
    """Return what is wrong with a form, by attribute or by a field's code.

    ``former`` are its earlier versions: what a code once meant it always means. ``taken`` are the codes of fields
    that already hold a column.
    """
    found = unnamed(form)
    codes = [field.code for field in form.fields]
    if not codes or len(codes) > MOST_FIELDS:
        found["fields"] = _("A form has from 1 to %(count)s fields.") % {"count": MOST_FIELDS}
    columns = {field.code for field in form.numbers} | set(taken)
    if len(columns) > len(COLUMNS):
        found["fields"] = _("A form holds at most %(count)s numbers.") % {"count": len(COLUMNS)}
    meant = {field.code: field for version in former for field in version.fields}
    for field in form.fields:
        if text := _wrong(field, meant.get(field.code)) or (
            _("Two fields have this code.") if codes.count(field.code) > 1 else ""
        ):
            found[field.code] = text
    found |= _when(form)
    return rules.faults(form) | found


def unnamed(form: Form) -> dict[str, Text]:
    """Return what is wrong with a form's code and title, without which nothing of it can be kept."""
    found: dict[str, Text] = {}
    if not CODE.fullmatch(form.code) or form.code == "field":
        found["code"] = _("Use small letters, digits and hyphens, a letter first.")
    if not 0 < len(str(form.title).strip()) <= TITLE:
        found["title"] = _("Give the form a title of at most %(count)s characters.") % {"count": TITLE}
    return found


def asks_more(former: Form | None, form: Form) -> bool:
    """Tell whether a version asks for more than the one before it, so that the burden owner must approve it.

    Titles, help and other names, fields left out and fields no longer required are not more.
    """
    if former is None:
        return True
    when = ("frequency", "due_on", "cut_off", "grace", "reviews")
    if any(getattr(former, name) != getattr(form, name) for name in when):
        return True
    return any(_more(former.by_code.get(field.code), field) for field in form.fields)


def _more(former: Field | None, field: Field) -> bool:
    if former is None or (field.required and not former.required):
        return True
    meaning = ("constraint", "calculation", "measure", "choices")
    return any(getattr(former, name) != getattr(field, name) for name in meaning)


def _wrong(field: Field, meant: Field | None) -> Text | None:
    if not FIELD_CODE.fullmatch(field.code) or field.code in RESERVED:
        return _("Use small letters, digits and underscores, a letter first, and no reserved word.")
    if not 0 < len(str(field.title).strip()) <= TITLE:
        return _("Give the field a title of at most %(count)s characters.") % {"count": TITLE}
    if not 0 <= field.decimals <= (MOST_DECIMALS if field.type in WITH_DECIMALS else 0):
        return _("From 0 to %(count)s decimals, and none in a whole number.") % {"count": MOST_DECIMALS}
    if not field.is_number and field.kind is not FieldKind.CURRENT:
        return _("Only a number can be new or cumulative.")
    if (field.type is FieldType.COMPUTED) != bool(field.calculation):
        return _("A computed field needs a calculation, and no other has one.")
    if meant and any(getattr(meant, name) != getattr(field, name) for name in ("type", "kind", "decimals")):
        return _("This code has meant something else in an earlier version: give the field another code.")
    return _wrong_choices(field) or _wrong_measure(field)


def _wrong_choices(field: Field) -> Text | None:
    if field.type not in CHOOSING:
        return _("Only a choice has answers to choose from.") if field.choices else None
    titles = [str(choice.title).strip() for choice in field.choices]
    codes = [choice.code for choice in field.choices]
    if not 0 < len(codes) <= MOST_CHOICES or len(set(codes)) < len(codes) or len(set(titles)) < len(titles):
        return _("Give from 1 to %(count)s different answers to choose from.") % {"count": MOST_CHOICES}
    if not all(titles) or any(SEPARATORS & set(title) for title in titles):
        return _("An answer has a title without commas or strokes.")
    return (
        None if all(FIELD_CODE.fullmatch(code) for code in codes) else _("An answer's code is a plain word.")
    )


def _wrong_measure(field: Field) -> Text | None:
    if not field.measure:
        return None
    try:
        measure = registry.measure(field.measure)
    except Missing as missing:
        return missing.message
    if isinstance(measure, Rate | Mean) or not field.is_number or field.type is FieldType.COMPUTED:
        return _("Only a plain count can be filled in by a measure.")
    return None if measure.decimals == field.decimals else _("The measure has other decimals.")


def _when(form: Form) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if form.frequency is Frequency.WEEKLY and form.due_on not in set("0123456"):
        found["due_on"] = _("Choose the day of the week.")
    if form.frequency is Frequency.ONCE and not _is_day(form.due_on):
        found["due_on"] = _("Enter the day on which it is due.")
    elif form.frequency is Frequency.ONCE and form.due_on < form.valid_from.isoformat():
        found["due_on"] = _("It is due on a day before it is owed: choose a later day.")
    if form.grace is not None and not 0 <= form.grace < 24 * 60:
        found["grace"] = _("At most a day of grace, in minutes.")
    if not 0 <= form.reviews <= MOST_REVIEWS:
        found["reviews"] = _("At most %(count)s levels review one after another.") % {"count": MOST_REVIEWS}
    return found


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
