"""Pages by keyset: a cursor names the last row shown, so that any depth is as quick and nothing is shown twice."""

import base64
import binascii
import datetime
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid

PAGE = 50
Row = TypeVar("Row")
Key = tuple[datetime.datetime, uuid.UUID]


def encoded(*key: object) -> str:
    """Return the cursor of a row's key; its parts are shown as text."""
    plain = json.dumps([part.isoformat() if hasattr(part, "isoformat") else str(part) for part in key])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decoded(cursor: str, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """Return the key that a cursor names, or None without one; raises ``Invalid`` for what is no cursor."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Invalid({"cursor": _("This is not a cursor of this list.")}) from error


def moment_key(cursor: str) -> Key | None:
    """Return the (instant, id) that a cursor names."""
    key = decoded(cursor, _aware, uuid.UUID)
    return (key[0], key[1]) if key else None


def cut(
    rows: Sequence[Row], key: Callable[[Row], Sequence[object]], size: int = PAGE
) -> tuple[list[Row], str | None]:
    """Return one page of ``size + 1`` rows read, and the cursor of the next page or None."""
    shown = list(rows[:size])
    return shown, encoded(*key(shown[-1])) if len(rows) > size else None


def _aware(text: str) -> datetime.datetime:
    found = datetime.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a cursor's instant has an offset")
    return found.astimezone(datetime.UTC)
