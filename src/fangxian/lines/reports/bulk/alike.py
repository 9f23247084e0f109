"""Decoders for lines that state the same fields: each is one pass over the bytes, range and kind of numbers checked."""

import datetime
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, cast

import msgspec

from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.forms.values import MOST
from fangxian.mechanisms.forms.vocabulary import Field, FieldType

Nothing = Annotated[dict[str, Any], msgspec.Meta(max_length=0)]


class Alike(msgspec.Struct, kw_only=True, gc=False):
    """A line that states numbers alone; its line, form and day are those of the decoder."""

    id: str
    body: str
    numbers: Any
    answers: Nothing | msgspec.UnsetType = msgspec.UNSET
    reasons: Nothing | msgspec.UnsetType = msgspec.UNSET
    draft: bool = False
    comment: Annotated[str, msgspec.Meta(max_length=0)] = ""


def decoder(line: str, form: str, day: datetime.date, most: Mapping[str, int]) -> Callable[[bytes], Alike]:
    """Return what reads a line that states the fields of ``most``, none of them larger, and raises at any other."""
    names = {f"n{place}": code for place, code in enumerate(most)}
    kinds = [(name, Annotated[int, msgspec.Meta(ge=0, le=most[code])]) for name, code in names.items()]
    numbers = msgspec.defstruct("Numbers", kinds, rename=names, forbid_unknown_fields=True, gc=False)
    own: list[Any] = [("line", _just(line)), ("day", _just(day.isoformat())), ("numbers", numbers)]
    own.append(("form", _just(form), form) if form == RETURNEES.code else ("form", _just(form)))
    kind = msgspec.defstruct("AlikeOf", own, bases=(Alike,), kw_only=True, gc=False)
    return cast(Callable[[bytes], Alike], msgspec.json.Decoder(kind).decode)


def most(field: Field) -> int:
    """Return the largest number that a field takes."""
    return 1 if field.type is FieldType.YES_NO else MOST


def _just(text: str) -> Any:
    return Literal[text]
