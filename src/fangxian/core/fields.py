"""Model fields and constants that every floor shares."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from fangxian.core.compiled import END, Given

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of an interval that has not ended, so that "as known at T" needs no test for NULL."""


class PathField(models.CharField):  # type: ignore[type-arg]
    """A place's or body's path, compared byte by byte on every database so that a subtree is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 48)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Add the binary collation where the database's default is not binary."""
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters


def after(prefix: str) -> str:
    """Return the smallest string that sorts after every string beginning with ``prefix`` (not empty)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def subtree(name: str, prefix: str) -> dict[str, str]:
    """Return what is given for the subtree ``Given(name)`` of a compiled statement."""
    return {name: prefix, name + END: after(prefix)}


def under(field: str, prefix: str | Given) -> Q:
    """Return the condition that ``field`` lies in the subtree ``prefix``; the empty prefix is the whole tree."""
    if isinstance(prefix, Given):
        return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix.end})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": after(prefix)}) if prefix else Q()
