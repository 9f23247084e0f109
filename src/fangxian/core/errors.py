"""What an action may refuse, and why; views and the API turn each into one answer for the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise
else:
    Text = str | Promise


class Refusal(Exception):
    """An action was not carried out; nothing was written. ``message`` is in the user's language."""

    status = 400

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class Missing(Refusal):
    """The thing does not exist, or lies outside the user's scope, which is the same to him (404)."""

    status = 404


class Forbidden(Refusal):
    """The user's roles do not allow this anywhere (403)."""

    status = 403


class Conflict(Refusal):
    """The entry exists with other content, or was changed by somebody else meanwhile (409); ``entry`` says which."""

    status = 409

    def __init__(self, message: Text, entry: UUID | None = None) -> None:
        super().__init__(message)
        self.entry = entry


class TooMany(Refusal):
    """Too much was sent in too short a time: send it again after ``retry_after`` seconds (429)."""

    status = 429

    def __init__(self, message: Text, retry_after: int = 300) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooLarge(Refusal):
    """What was sent is larger than anything that belongs here (413)."""

    status = 413


@dataclass(eq=False)
class Invalid(Refusal):
    """Input that breaks rules: ``errors`` maps each field's name to a sentence (422)."""

    errors: Mapping[str, Text] = field(default_factory=dict)
    status = 422

    def __post_init__(self) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in self.errors.items()))
