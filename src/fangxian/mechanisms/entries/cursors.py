"""Where a page of a list ends, as an address holds it: an instant and an id (keyset paging)."""

import datetime
import uuid

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid

Cursor = tuple[datetime.datetime, uuid.UUID]


def cursor(moment: datetime.datetime, key: uuid.UUID) -> str:
    """Return the text of a key, exact to the microsecond."""
    seconds = int(moment.replace(microsecond=0).timestamp())
    return f"{seconds}.{moment.microsecond:06d}_{key.hex}"


def read_cursor(text: str) -> Cursor | None:
    """Read a key out of an address, None from an empty text; raises ``Invalid`` for what is none."""
    if not text:
        return None
    instant, _bar, key = text.partition("_")
    try:
        seconds, fraction = instant.split(".")
        moment = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
        return moment.replace(microsecond=int(fraction)), uuid.UUID(key)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid({"after": _("This page does not exist.")}) from error


def read_id(text: str) -> uuid.UUID | None:
    """Read an entry's id out of an address or a form; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
