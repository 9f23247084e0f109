"""What the API takes and gives of a ledger's entries, made from the ledger's fields."""

import datetime
import uuid
from typing import Annotated, Any

from ninja import Field as Described
from ninja import Schema
from pydantic import create_model

from fangxian.command.api.schemas.common import Count, Day, Short, Text, example
from fangxian.mechanisms.ledgers.declaring import Ledger
from fangxian.mechanisms.ledgers.fields import Field, Reference
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf, Where

KINDS: dict[Any, Any] = {
    str: Text, int: Count, bool: bool, datetime.date: Day, uuid.UUID: uuid.UUID,
    list[str]: Annotated[list[Short], Described(max_length=50)],
}  # fmt: skip
"""How a field's statements are checked before they are read."""
ID = "01900000-0000-7000-8000-000000000031"
SAMPLES: dict[Any, Any] = {
    str: "示例", int: 3, bool: True, datetime.date: "2020-02-10", uuid.UUID: ID, list[str]: [],
}  # fmt: skip


def content(ledger: Ledger) -> type[Schema]:
    """Return the schema of what an entry states."""
    fields: Any = {field.code: _stated(field) for field in ledger.entered}
    made = create_model(f"{_name(ledger)}Content", __base__=Schema, __doc__=str(ledger.title), **fields)
    return _exemplified(made, **_example(ledger))


def sent(ledger: Ledger) -> type[Schema]:
    """Return the schema of a new entry: an id (UUIDv7) that its maker chose, and its content."""
    told: Any = {"id": (uuid.UUID, ...)}
    made = create_model(f"{_name(ledger)}In", __base__=content(ledger), __doc__=sent.__doc__, **told)
    return _exemplified(made, id=ID, **_example(ledger))


def correction(ledger: Ledger) -> type[Schema]:
    """Return the schema of a correction: the whole content anew, and why."""
    told: Any = {"reason": (Short, ...)}
    name = f"{_name(ledger)}Correction"
    made = create_model(name, __base__=content(ledger), __doc__=correction.__doc__, **told)
    return _exemplified(made, reason="登记错了", **_example(ledger))


def shown(ledger: Ledger) -> type[Schema]:
    """Return the schema of an entry as it is read: masked, with its version and when that was recorded."""
    fields: Any = {field.code: (Any, Described(None, description=_help(field))) for field in ledger.fields}
    told: Any = {
        "id": (uuid.UUID, ...), "version": (int, ...), "voided": (bool, ...),
        "recorded_at": (datetime.datetime, ...), "label": (str, ...),
    }  # fmt: skip
    made = create_model(f"{_name(ledger)}Out", __base__=Schema, __doc__=shown.__doc__, **told, **fields)
    own = {
        "id": ID,
        "version": 1,
        "voided": False,
        "recorded_at": "2020-02-10T08:00:00+08:00",
        "label": "示例",
    }
    return _exemplified(made, **own, **_example(ledger))


def page(ledger: Ledger, one: type[Schema]) -> type[Schema]:
    """Return the schema of a page of entries; ``next`` is the cursor of the page after it."""
    told: Any = {"items": (list[one], ...), "next": (str | None, None)}  # type: ignore[valid-type]
    return create_model(f"{_name(ledger)}Page", __base__=Schema, __doc__=page.__doc__, **told)


def _exemplified(schema: type[Schema], **values: Any) -> type[Schema]:
    """Give a schema its example."""
    schema.model_config = {**schema.model_config, **example(**values)}
    return schema


def _example(ledger: Ledger) -> dict[str, Any]:
    """Return what the fields of a list would say of one entry."""
    return {field.code: _sample(field) for field in ledger.entered if field.required or field.listed}


def _sample(field: Field) -> Any:
    if isinstance(field, Where):
        return "220602001001"
    if isinstance(field, OnBehalf):
        return "dept-10"
    if values := list(field.choices()):
        return values[:1] if field.json == list[str] else values[0]
    return SAMPLES[field.json]


def _stated(field: Field) -> tuple[Any, Any]:
    return KINDS[field.json] | None, Described(None, description=_help(field))


def _help(field: Field) -> str:
    """Say what a field takes."""
    if isinstance(field, Where):
        return f"{field.title} (division code or name)"
    if isinstance(field, OnBehalf):
        return f"{field.title} (code or name)"
    if isinstance(field, Reference):
        return f"{field.title} (id of an entry of {field.to})"
    values = ", ".join(field.choices())
    return f"{field.title}{f' ({values})' if values else ''}"


def _name(ledger: Ledger) -> str:
    return "".join(part.capitalize() for part in ledger.code.replace("-", "_").split("_"))
