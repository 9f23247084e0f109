"""Conditions on very many values: one parameter, whatever their number."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from fangxian.core.bulk.values import keys, target

ESCAPED = str.maketrans({"\\": r"\\", '"': r"\""})


def among(model: type[models.Model], name: str, values: Iterable[Any]) -> RawSQL:
    """Return the condition that a column is among very many values.

    ``name`` is the attribute of an id, a number or a text; the model is the queryset's own, or joined to it once.
    Ids may be texts. PostgreSQL is given a constant array, which it counts, and hashes where it filters by it.
    """
    field = field_of(model, name)
    if connection.vendor == "postgresql":
        text, parameter = array(field, values)
        return _true(f"{column(model, field)} = ANY({text})", parameter)
    keep = keys() if isinstance(target(field), models.UUIDField) else None
    plain = [keep(str(value)) for value in values] if keep else list(values)
    return _true(f"{column(model, field)} IN (SELECT value FROM json_each(%s))", json.dumps(plain))  # noqa: S608


def is_asked(model: type[models.Model], field: "models.Field[Any, Any]") -> RawSQL:
    """Return the condition that a column is the value of the row ``asked`` beside which it is looked up."""
    return _true(f"{column(model, field)} = asked.value")


def is_one_of(
    model: type[models.Model], field: "models.Field[Any, Any]", listed: str, parameter: str
) -> RawSQL:
    """Return the condition that a column is in an array of which the planner knows no length."""
    return _true(f"{column(model, field)} = ANY(ARRAY(SELECT unnest({listed})))", parameter)


def array(field: "models.Field[Any, Any]", values: Iterable[Any]) -> tuple[str, str]:
    """Return a constant array as PostgreSQL writes it, and its one parameter."""
    kind, texts = target(field), list(map(str, values))
    if isinstance(kind, models.UUIDField):
        return "%s::uuid[]", f"{{{','.join(texts)}}}"
    if isinstance(kind, models.IntegerField):
        return "%s::bigint[]", f"{{{','.join(texts)}}}"
    listed = '","'.join(texts)
    if "\\" in listed or listed.count('"') != max(2 * (len(texts) - 1), 0):
        listed = '","'.join(text.translate(ESCAPED) for text in texts)
    return "%s::text[]", f'{{"{listed}"}}' if texts else "{}"


def field_of(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """Return a field by its attribute."""
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def column(model: type[models.Model], field: "models.Field[Any, Any]") -> str:
    """Return a column's name with its table's."""
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)}.{quote(str(field.column))}"


def _true(text: str, *parameters: str) -> RawSQL:
    return RawSQL(text, parameters, models.BooleanField())  # noqa: S611
