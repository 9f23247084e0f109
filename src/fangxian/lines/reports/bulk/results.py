"""What became of a line."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from fangxian.core.errors import Conflict, Invalid, Missing, Refusal, Text


class Status(StrEnum):
    """``new`` was written, ``unchanged`` was there with the same content; the others are refused and wrote nothing."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """The id holds other content, or the body's day was filed under another id."""
    INVALID = "invalid"
    MISSING = "missing"
    """No such body stands in the line, or it lies outside the sender's part: the same to him."""
    MALFORMED = "malformed"
    """No report can be read from the line."""


TAKEN = frozenset({Status.NEW, Status.UNCHANGED})


class Result(msgspec.Struct, omit_defaults=True, gc=False):
    """The answer to a line (counted from 1); sentences are in the sender's language, ``errors`` by field."""

    line: int
    status: Status
    id: str = ""
    errors: dict[str, str] = {}
    detail: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the report is kept now."""
        return self.status in TAKEN


def refused(number: int, entry: str, refusal: Refusal) -> Result:
    """Return a refusal as the answer to a line."""
    if isinstance(refusal, Invalid):
        return Result(number, Status.INVALID, entry, said(refusal.errors))
    status = {Missing: Status.MISSING, Conflict: Status.CONFLICT}.get(type(refusal), Status.INVALID)
    return Result(number, status, entry, detail=str(refusal.message))


def said(errors: Mapping[str, Text]) -> dict[str, str]:
    """Return sentences by field as plain text."""
    return {name: str(text) for name, text in errors.items()}
