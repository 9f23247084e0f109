"""What can be imported: a line registers a kind, its fields, and how read rows become its entries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.imports.codes import Problem
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.trees.people.actor import Actor


@dataclass(frozen=True)
class Correction:
    """What a row would correct: of whom or what, and which of its fields."""

    row: int
    what: str
    fields: tuple[str, ...]


@dataclass
class Prepared:
    """Rows turned into a line's inputs: what would be entered, corrected, left as it is, and what is wrong.

    ``corrections`` says of changed rows what they change, as far as their kind can tell.
    """

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)


class ImportKind(Protocol):
    """A kind of import of a line."""

    @property
    def code(self) -> str:
        """The name of the kind."""
        ...

    @property
    def title(self) -> Text:
        """What users call it."""
        ...

    @property
    def permission(self) -> str:
        """The permission that a sender needs."""
        ...

    @property
    def of_body(self) -> bool:
        """Whether a body sends it; else a place does."""
        ...

    @property
    def of_station(self) -> bool:
        """Whether a station sends it: any body or place at which the permission is held."""
        ...

    def fields(self) -> Sequence[Field]:
        """Return the fields that a sheet may hold."""
        ...

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn acceptable rows into inputs; write nothing."""
        ...

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Enter what was prepared, all of it or nothing; return how many."""
        ...


_kinds: dict[str, ImportKind] = {}
_providers: list[Callable[[], Iterable[ImportKind]]] = []


def register(kind: ImportKind) -> None:
    """Add a line's kind of import."""
    _kinds[kind.code] = kind


def register_provider(provider: Callable[[], Iterable[ImportKind]]) -> None:
    """Add kinds that come from data: ``provider`` returns those of now."""
    _providers.append(provider)


def kind_of(code: str) -> ImportKind:
    """Return a kind by its code; raises ``Missing``."""
    if code in _kinds:
        return _kinds[code]
    found = next((kind for provider in _providers for kind in provider() if kind.code == code), None)
    if found is None:
        raise Missing(_("Nothing of this kind can be imported."))
    return found


def all_kinds() -> list[ImportKind]:
    """Return every kind."""
    return [*_kinds.values(), *(kind for provider in _providers for kind in provider())]
