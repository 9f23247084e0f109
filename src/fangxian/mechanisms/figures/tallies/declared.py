"""What is added up: a table of facts, a condition, and the columns of numbers."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, Q


@dataclass(frozen=True, eq=False)
class Tallied:
    """Facts that are added up: ``columns`` maps the facts' columns to the tallies'; of ``shares`` the mean is asked.

    ``moment`` is the instant that windows compare, ``filed`` the one that must not lie after a window's end. A fact
    is recorded after it was filed. ``base`` holds equalities and choices (``in``) only.
    """

    name: str
    model: type[Model]
    base: Q = field(default_factory=Q)
    columns: Mapping[str, str] = field(default_factory=dict)
    shares: frozenset[str] = frozenset()
    moment: str = "due_at"
    filed: str = "filed_at"
    known: dict[str, Any] = field(default_factory=dict)
    """What measures ask of it, by their codes: worked out once."""

    @property
    def table(self) -> str:
        """The table of the facts."""
        return self.model._meta.db_table

    @property
    def signature(self) -> str:
        """The columns as a fold keeps them."""
        return " ".join(f"{name}%" if name in self.shares else name for name in sorted(self.columns))

    @staticmethod
    def key(response: uuid.UUID) -> Any:
        """Return a response's id as the database compares it."""
        return response if connection.features.has_native_uuid_field else response.hex

    def condition(self, response: uuid.UUID, *, sought: bool = False) -> tuple[str, list[Any]]:
        """Return the condition on a response's facts that count at all, in SQL, with its values.

        ``sought`` says that rows are to be looked for by it.
        """
        parts, values = ["response_id = %s", "NOT voided"], [self.key(response)]
        for column, chosen in self._terms():
            name = column if sought else unsought(column)
            parts.append(f"{name} IN ({', '.join(['%s'] * len(chosen))})")
            values += chosen
        return " AND ".join(parts), values

    def same(self, response: uuid.UUID) -> tuple[str, list[Any]]:
        """Return the part of it that is equalities, by which an index begins."""
        one = [(column, chosen) for column, chosen in self._terms() if len(chosen) == 1]
        text = "".join(f" AND {column} = %s" for column, _chosen in one)
        return f"response_id = %s{text}", [self.key(response), *(value for _column, (value,) in one)]

    def _terms(self) -> list[tuple[str, list[Any]]]:
        """Return the columns of the condition, each with the values that it may have."""
        found = []
        for name, value in self.base.children:  # type: ignore[misc]
            column, _, lookup = str(name).partition("__")
            found.append((column, [str(each) for each in value] if lookup == "in" else [value]))
        return found


def unsought(column: str) -> str:
    """Return a column by which SQLite is not to look for rows: it has no idea how few were recorded lately."""
    return column if connection.vendor == "postgresql" else f"+{column}"


Provider = Callable[[], Iterable[Tallied]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Say what else is added up; the provider is asked anew at every round."""
    _providers.append(provider)


def declared() -> list[Tallied]:
    """Return everything that is added up, as of now."""
    return [tallied for provider in _providers for tallied in provider()]
