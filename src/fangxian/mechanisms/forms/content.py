"""A version of a form as JSON and back; what says nothing is left out, so that equal forms have equal JSON."""

import dataclasses
import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form, Frequency

NOT_CONTENT = frozenset({"code", "number", "valid_from", "valid_to", "issued_by", "is_built_in"})
"""What the rows around a content say."""
TEXTS = frozenset({"title", "help", "unit", "constraint_message"})


def to_json(form: Form) -> dict[str, Any]:
    """Return what a version asks as plain JSON values."""
    told = {
        name: value
        for name, value in _told(form, Form).items()
        if name not in NOT_CONTENT and name not in ("cut_off", "fields")
    }
    if form.cut_off:
        told["cut_off"] = form.cut_off.strftime("%H:%M")
    return told | {"fields": [_field(field) for field in form.fields]}


def from_json(code: str, content: Mapping[str, Any], **around: Any) -> Form:
    """Return the form of a content; ``around`` is what the rows around it say. Raises ``ValueError``, ``TypeError``."""
    told = dict(content)
    cut_off = told.pop("cut_off", None)
    fields = tuple(read_field(each) for each in told.pop("fields", ()))
    told["frequency"] = Frequency(told.get("frequency", Frequency.DAILY))
    hour = datetime.time.fromisoformat(cut_off) if cut_off else None
    return Form(code, told.pop("title"), fields, cut_off=hour, **told, **around)


def read_field(told: Mapping[str, Any]) -> Field:
    """Return a field of its JSON; raises ``ValueError``, ``TypeError``, ``KeyError``."""
    return Field(
        **{
            **told,
            "kind": FieldKind(told.get("kind", FieldKind.CURRENT)),
            "type": FieldType(told.get("type", FieldType.INTEGER)),
            "choices": tuple(Choice(each["code"], each["title"]) for each in told.get("choices", ())),
            "synonyms": tuple(told.get("synonyms", ())),
        }
    )


def _field(field: Field) -> dict[str, Any]:
    told = _told(field, Field)
    told.pop("column", None)
    told["unit"] = str(field.unit)
    if field.choices:
        told["choices"] = [{"code": choice.code, "title": str(choice.title)} for choice in field.choices]
    if field.synonyms:
        told["synonyms"] = list(field.synonyms)
    return told


def _told(one: Any, kind: Any) -> dict[str, Any]:
    """Return the attributes that are not their defaults; enumerations and texts as strings."""
    found: dict[str, Any] = {}
    for attribute in dataclasses.fields(kind):
        value = getattr(one, attribute.name)
        if value == attribute.default and attribute.name not in TEXTS - {"help", "constraint_message"}:
            continue
        found[attribute.name] = value if isinstance(value, int | tuple | uuid.UUID) else str(value)
    return {name: value for name, value in found.items() if value or name not in TEXTS or name == "title"}
