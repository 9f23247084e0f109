"""What rows hold as Python has it, and as each database's driver takes it and hands it out."""

import datetime
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[Any]
Change = Callable[[Sequence[Any]], Sequence[Any]]
"""What is made of the values of a column."""


def keys() -> Callable[[str], str]:
    """Return what writes an id, given with hyphens, as the database keeps it."""
    return str if connection.features.has_native_uuid_field else _plain_hex


def octets() -> Callable[[bytes], Any]:
    """Return what writes bytes as a row of ``insert_alike`` holds them."""
    return _escaped_hex if connection.vendor == "postgresql" else bytes


def plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    """Return a value as a row of ``insert_alike`` holds it."""
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    adapt = adapter(field)
    return adapt(value) if adapt else value


def copied(value: Any) -> str:
    """Return a value as COPY reads it, with a percent sign doubled for the pattern."""
    if value is None:
        return r"\N"
    written = str(value)
    for own, escaped in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"), ("%", "%%")):
        written = written.replace(own, escaped)
    return written


def by_column(changes: Sequence[Change | None], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Change each column's values by its function, or leave them as they are where there is none."""
    if not any(changes):
        return [tuple(row) for row in rows]
    columns = zip(*rows, strict=True)
    changed = [change(column) if change else column for change, column in zip(changes, columns, strict=False)]
    return list(zip(*changed, strict=True))


def _each(make: Callable[[Any], Any]) -> Change:
    """Return the change of a column by a function that takes one value and no None."""
    return lambda column: [None if value is None else make(value) for value in column]


def _remembered(make: Callable[[Any], Any]) -> Change:
    """The same for a column whose values mostly come again."""

    def change(column: Sequence[Any]) -> list[Any]:
        made = {value: None if value is None else make(value) for value in set(column)}
        return [made[value] for value in column]

    return change


def converter(field: "models.Field[Any, Any]") -> Change | None:
    """Return how a column's values are read from the driver; None where as they are."""
    if isinstance(field, models.ForeignKey):
        return converter(field.target_field)
    if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
        return _each(uuid.UUID)
    if isinstance(field, models.DateTimeField) and connection.vendor != "postgresql":
        return _each(lambda value: value.replace(tzinfo=datetime.UTC))
    return None


def column_adapter(field: "models.Field[Any, Any]") -> Change | None:
    """Return how a column's values are handed to the driver; None where as they are."""
    adapt = adapter(field)
    if adapt is None:
        return None
    return _remembered(adapt) if isinstance(target(field), models.DateField) else _each(adapt)


def adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return how a field's values are handed to the driver; None where as they are."""
    field = target(field)
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    if isinstance(field, models.DateTimeField):
        return None if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return None if connection.vendor == "postgresql" else connection.ops.adapt_datefield_value
    if isinstance(field, models.BinaryField | models.BooleanField | models.IntegerField | models.CharField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def target(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    """Return the field that a foreign key holds the value of; any other itself."""
    return target(field.target_field) if isinstance(field, models.ForeignKey) else field


def _plain_hex(text: str) -> str:
    return text.replace("-", "")


def _escaped_hex(value: bytes) -> str:
    return rf"\\x{value.hex()}"


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex
