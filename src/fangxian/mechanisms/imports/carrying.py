"""A changed header: what is the same is carried over from a mapping that somebody confirmed, the rest is asked."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangxian.mechanisms.imports.mapping import Mapping as ColumnMapping
from fangxian.mechanisms.imports.text import fold

KEY = 12
HALF = 0.5
Columns = Mapping[int, tuple[str, int]]


@dataclass(frozen=True)
class Changes:
    """How a header differs from the one that was confirmed: columns from 0, and the fields whose column is gone."""

    added: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    gone: tuple[str, ...] = ()
    known: bool = field(default=False)
    """Whether somebody confirmed this header, or one like it, before."""

    def to_json(self) -> dict[str, Any]:
        """Return the changes as plain JSON values."""
        return {
            "added": list(self.added),
            "moved": list(self.moved),
            "gone": list(self.gone),
            "known": self.known,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Changes":
        """Return the changes that ``to_json`` gave; none of what is something else."""
        told = {name: tuple(data.get(name, ())) for name in ("added", "moved", "gone")}
        return cls(**told, known=bool(data.get("known")))


def keys_of(headers: Sequence[str]) -> list[str]:
    """Return a digest for each column's name, by which it is known again; no name is kept. "" for none."""
    return [hashlib.sha256(name.encode()).hexdigest()[:KEY] if (name := fold(one)) else "" for one in headers]


def alike(keys: Sequence[str], known: Sequence[str], columns: Columns) -> float:
    """Return the share of a confirmed header's mapped columns that a header has too, 0 to 1."""
    mapped = [known[column] for column in columns if column < len(known) and known[column]]
    return sum(key in keys for key in mapped) / len(mapped) if mapped else 0.0


def carried(
    headers: Sequence[str], known: Sequence[str], columns: Columns, guessed: ColumnMapping
) -> tuple[ColumnMapping, Changes]:
    """Return a mapping with what is the same carried over, and what is new guessed and marked to be looked at.

    A column that was left out on purpose stays left out. A name that stands twice in a header says nothing.
    """
    keys = keys_of(headers)
    places = _places(keys)
    former = {column: key for column, key in enumerate(known) if key in _places(known)}
    kept = {
        places[former[column]]: (code, 100)
        for column, (code, _confidence) in columns.items()
        if former.get(column) in places
    }
    taken = {code for code, _confidence in kept.values()}
    added = tuple(column for column, key in enumerate(keys) if key and key not in known)
    fresh = {
        column: guess
        for column, guess in guessed.columns.items()
        if column in added and guess[0] not in taken
    }
    mapping = ColumnMapping(dict(sorted((kept | fresh).items())), guessed.fingerprint)
    moved = _moved([former[column] for column in sorted(former)], places)
    gone = tuple(sorted({code for code, _confidence in columns.values()} - taken))
    return mapping, Changes(added, moved, gone, known=True)


def _places(keys: Iterable[str]) -> dict[str, int]:
    """Return where each name stands that stands once."""
    listed = list(keys)
    counts = Counter(listed)
    return {key: place for place, key in enumerate(listed) if key and counts[key] == 1}


def _moved(former: Sequence[str], places: Mapping[str, int]) -> tuple[int, ...]:
    """Return the columns that stand in another order among those that both headers have."""
    both = [key for key in former if key in places]
    ordered = sorted(both, key=lambda key: places[key])
    return tuple(sorted(places[new] for old, new in zip(both, ordered, strict=True) if old != new))
